"""Small numbers hidden, so that no number of a report tells of one person.

A number of 1 to 4 is not shown. No total gives it away either, because a total is made of what is shown and
of nothing else: where a part is hidden it says `at least`, counting one for that part. So whatever a reader
subtracts, a hidden number can be any of the four.

A list behind a hidden number gives away no more: it names those alone whom its reader may know of, and sees
one by one anyway (`doors.recipients_to_read`), for whoever approves a campaign looks at whom it addresses.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.formats import number_format

from balise.theme.language import current_language
from balise.theme.texts import t

if TYPE_CHECKING:
    from collections.abc import Iterable

FEWEST = 5
"""A setting of the organisation: neither policy says which numbers are too small to tell."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A number as a report shows it: exactly, or only that it is `least` or more."""

    least: int
    exact: bool = True
    small: bool = False
    """Whether it is a hidden number itself, and no total that holds one."""

    def __str__(self) -> str:
        lang = current_language()
        if self.small:
            return t("reports.fewer", lang, number=FEWEST)
        number = number_format(self.least, force_grouping=True)
        return number if self.exact else t("reports.at_least", lang, number=number)


HIDDEN = Shown(1, exact=False, small=True)


def shown(number: int) -> Shown:
    """The smallest numbers that a report tells: everything else in it is a total of these."""
    return HIDDEN if 0 < number < FEWEST else Shown(number)


def total(parts: Iterable[Shown]) -> Shown:
    """Their sum, as far as they show it."""
    some = list(parts)
    if len(some) == 1:
        return some[0]
    return Shown(sum(each.least for each in some), exact=all(each.exact for each in some))
