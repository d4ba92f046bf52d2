"""What a cell means: yes or no, a day, a status, a language, several ways to reach someone."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, TypeVar

from balise.people.imports.faults import FaultError
from balise.people.imports.fields import plain
from balise.people.imports.mapping import DateOrder
from balise.people.imports.models import LONGEST
from balise.people.wording import needed
from balise.people.words import Language, Status

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Meant = TypeVar("Meant")

STATUSES = {
    **dict.fromkeys(
        ("employee", "employe", "employee ou employe", "salarie", "salariee", "staff"), Status.EMPLOYEE
    ),
    **dict.fromkeys(("volunteer", "benevole", "volontaire"), Status.VOLUNTEER),
    **dict.fromkeys(("delegate", "delegue", "deleguee", "deleguee ou delegue"), Status.DELEGATE),
}
LANGUAGES = {
    **dict.fromkeys(("fr", "f", "francais", "french", "fr ca", "fra", "fre"), Language.FR),
    **dict.fromkeys(("en", "e", "a", "an", "anglais", "english", "en ca", "eng"), Language.EN),
}
YES_OR_NO = {
    **dict.fromkeys(("oui", "o", "yes", "y", "vrai", "true", "1", "x"), True),
    **dict.fromkeys(("non", "n", "no", "faux", "false", "0"), False),
}
_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[ T]00:00(?::00)?)?")
_YEAR_LAST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")


def status(words: str) -> Status:
    """Raise `FaultError`, as all of these do."""
    return _one_of(STATUSES, words, "status")


def language(words: str) -> Language:
    return _one_of(LANGUAGES, words, "language")


def yes_or_no(words: str) -> bool:
    return _one_of(YES_OR_NO, words, "yes_or_no")


def day(order: DateOrder) -> Callable[[str], date]:
    """How to read a date in this file. What could be two days is refused rather than guessed."""

    def read(words: str) -> date:
        if found := _YEAR_FIRST.fullmatch(words):
            year, month, of_month = map(int, found.groups())
        elif found := _YEAR_LAST.fullmatch(words):
            first, second, year = map(int, found.groups())
            if order is DateOrder.YEAR_FIRST and first <= 12 and second <= 12 and first != second:
                raise FaultError("ambiguous_date")
            month_first = order is DateOrder.MONTH_FIRST or (order is DateOrder.YEAR_FIRST and second > 12)
            month, of_month = (first, second) if month_first else (second, first)
        else:
            raise FaultError("date")
        try:
            return date(year, month, of_month)
        except ValueError:
            raise FaultError("date") from None

    return read


def number(words: str) -> str:
    """The number that another system gives. It is no text to read: case counts."""
    return needed(words, at_most=LONGEST)


def several(words: str, one: Callable[[str], str]) -> tuple[str, ...]:
    """Ways to reach someone, separated by semicolons or lines, each once."""
    return tuple(dict.fromkeys(one(each) for each in re.split(r"[;\n]", words) if each.strip()))


def _one_of(known: Mapping[str, Meant], words: str, code: str) -> Meant:
    try:
        return known[plain(words)]
    except KeyError:
        raise FaultError(code) from None
