"""Rows that are one person or organisation, found when all have been seen.

Two rows are one when they share

- an e-mail address: one message is enough, whatever the names;
- a phone number and the name; a row that gives no name and no other e-mail address is whoever has its number;
- a name and a postal address, unless their e-mail addresses or numbers tell them apart.

Colleagues with one switchboard, or a couple with one phone, stay two. The earliest row is kept, so the answer
depends on the file alone. Of each row stand four numbers in memory, and no word.
"""

from __future__ import annotations

from array import array
from hashlib import blake2b
from typing import TYPE_CHECKING

from balise.outreach.lists.addressees import Sameness
from balise.outreach.lists.matching import spellings_of
from balise.people.addresses import one_postal_address
from balise.people.imports.fields import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from balise.outreach.lists.addressees import Addressee


class Doubles:
    """`see` every addressee in order, then ask `joined`."""

    def __init__(self) -> None:
        self._rows = array("Q")
        self._emails = array("Q")
        self._phones = array("Q")
        self._names = array("Q")
        self._homes = array("Q")
        self._above: dict[int, int] = {}

    def extend(self, later: Doubles) -> None:
        """What another has seen comes after."""
        self._rows += later._rows
        self._emails += later._emails
        self._phones += later._phones
        self._names += later._names
        self._homes += later._homes

    def see(self, addressee: Addressee, same_email: str) -> None:
        """`same_email` is the one spelling of the address."""
        name = plain(addressee.name or addressee.organisation)
        self._rows.append(addressee.row)
        self._emails.append(_number(same_email))
        self._phones.append(_number(addressee.phone and f"{addressee.phone};{addressee.extension}"))
        self._names.append(_number(name))
        self._homes.append(_number(_home(name, addressee)))

    @property
    def seen(self) -> int:
        return len(self._rows)

    def joined(self) -> dict[int, tuple[int, Sameness]]:
        """By row, the earlier row that it was joined to, and why."""
        why: dict[int, Sameness] = {}
        for by, pairs in (
            (Sameness.EMAIL, self._same_email()),
            (Sameness.PHONE, self._same_phone()),
            (Sameness.NAME_AND_ADDRESS, self._same_home()),
        ):
            for one, other in pairs:
                first, second = sorted((self._top(one), self._top(other)))
                if first != second:
                    self._above[second] = first
                    why[second] = by
        return {self._rows[at]: (self._rows[self._top(at)], why[at]) for at in sorted(self._above)}

    def _same_email(self) -> Iterator[tuple[int, int]]:
        for first, *others in _groups(self._emails):
            for other in others:
                yield first, other

    def _same_phone(self) -> Iterator[tuple[int, int]]:
        for group in _groups(self._phones):
            named: dict[int, int] = {}
            for at in group:
                if self._names[at] in named:
                    yield named[self._names[at]], at
                named.setdefault(self._names[at], at)
            # Without a name: whoever is the first with that number, if no e-mail address says otherwise.
            nameless, first = named.pop(0, None), min(named.values(), default=None)
            if nameless is None or first is None:
                continue
            if not _differ(self._emails[nameless], self._emails[first]):
                yield first, nameless

    def _same_home(self) -> Iterator[tuple[int, int]]:
        for first, *others in _groups(self._homes):
            email, phone = self._emails[first], self._phones[first]
            for other in others:
                if _differ(email, self._emails[other]) or _differ(phone, self._phones[other]):
                    continue
                email, phone = email or self._emails[other], phone or self._phones[other]
                yield first, other

    def _top(self, at: int) -> int:
        while (above := self._above.get(at)) is not None:
            at = above
        return at


def signs_of(addressee: Addressee) -> Iterator[str]:
    """By what an addressee can be told: every address and number of theirs, and their name."""
    yield from (same for _, same in spellings_of(addressee))
    if name := plain(addressee.name or addressee.organisation):
        yield f"\n{name}"


def _home(name: str, addressee: Addressee) -> str:
    if not (name and addressee.has_postal_address):
        return ""
    return f"{name}\n{one_postal_address(f'{addressee.street} {addressee.postal_code or addressee.city}')}"


def _groups(column: array[int]) -> Iterable[list[int]]:
    """The places of equal numbers, in order, where there are at least two."""
    first: dict[int, int] = {}
    groups: dict[int, list[int]] = {}
    for at, number in enumerate(column):
        if number and (before := first.setdefault(number, at)) != at:
            groups.setdefault(number, [before]).append(at)
    return groups.values()


def _differ(one: int, other: int) -> bool:
    """Whether both are known, and are not the same."""
    return bool(one and other and one != other)


def _number(words: str) -> int:
    """64 bits that stand for some words, in every process the same: of a million texts, two have the same
    once in forty million lists.
    """
    if not words:
        return 0
    digest = blake2b(words.encode(errors="surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "little") or 1
