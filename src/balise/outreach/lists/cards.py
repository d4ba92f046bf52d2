"""Address cards (vCard 2.1, 3.0, 4.0): each card becomes a row, whatever program wrote it.

Only what a list needs is read, and loosely: phones and mail programs write cards that no strict reader takes.
A row has the number of the line its card begins on. Pictures, sounds and keys are never decoded.
"""

from __future__ import annotations

import quopri
import re
from typing import TYPE_CHECKING, NamedTuple

from balise.outreach.lists.faults import finding
from balise.outreach.lists.lines import Line
from balise.people.imports import delimited
from balise.people.imports.limits import CELL

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

HEADERS = (
    "FN", "First name", "Last name", "ORG", "EMAIL", "TEL", "ADR street", "ADR city", "ADR region",
    "ADR postal code", "ADR country", "LANG", "NOTE",
)  # fmt: skip
"""The columns of the rows. `fields` knows each of these names."""
PROBLEM = "X-BALISE-PROBLEM"
"""The property that a card of an error file has more; ignored when it is sent again."""
LETTERS = 200_000
"""Of one card that are kept: pictures are what makes cards long."""

_PROPERTY = re.compile(
    r"(?:[\w-]+\.)?(?P<name>[\w-]+)(?P<options>(?:;(?:[^\":;]|\"[^\"]*\")*)*):(?P<value>.*)"
)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_ENDS_PART = re.compile(r"(?<!\\);")
_SOFT_BREAK = re.compile(r"=\s*$")
_EXTENSION = re.compile(r";ext=(\d+)")
_READ = frozenset({"FN", "N", "ORG", "EMAIL", "TEL", "ADR", "LANG", "NOTE"})


class Property(NamedTuple):
    """One line of a card: `TEL;TYPE=cell:+1 506 555-0101`."""

    name: str
    options: str
    value: str

    @property
    def preferred(self) -> bool:
        return "PREF" in self.options

    @property
    def words(self) -> str:
        return _unescaped(self.value)

    @property
    def parts(self) -> list[str]:
        """What stands between semicolons."""
        return [_unescaped(part) for part in _ENDS_PART.split(self.value)]


def rows(content: bytes, encoding: str) -> Generator[Line, None, None]:
    """Each card."""
    card: list[str] = []
    size = first = number = 0
    for number, raw in enumerate(delimited.opened(content, encoding), 1):
        line = raw.rstrip("\r\n")
        mark = line.strip().upper()
        if mark == "BEGIN:VCARD":
            if card:  # the one before was never ended
                yield _broken(first, card)
            card, size, first = [line], 0, number
        elif card:
            size += len(line)
            if size <= LETTERS:
                card.append(line)
            if mark == "END:VCARD":
                yield _row(first, card)
                card = []
        elif mark:  # something between two cards
            yield _broken(number, [line])
    if card:
        yield _broken(first, card)


def with_problem(raw: str, problem: str) -> str:
    """The card as it was, with what is wrong with it."""
    kept = [line for line in raw.split("\n") if not line.startswith(PROBLEM)]
    told = f"{PROBLEM}:{problem.translate({10: ' ', 13: ' '})}"
    at = len(kept) - 1 if kept[-1].strip().upper() == "END:VCARD" else len(kept)
    return "\n".join((*kept[:at], told, *kept[at:]))


def _broken(number: int, card: list[str]) -> Line:
    words = " ".join(card[:3])
    return Line(number, ("",) * len(HEADERS), finding(number, "", words, "broken_card"), "\n".join(card))


def _row(number: int, card: list[str]) -> Line:
    held: dict[str, list[Property]] = {}
    for each in _properties(card):
        held.setdefault(each.name, []).append(each)
    for alike in held.values():
        alike.sort(key=lambda one: not one.preferred)  # the one that is preferred comes first
    family, given = _padded(held, "N", 2)
    whole, organisation = _first(held, "FN"), _padded(held, "ORG", 3)
    if not (family or given) and whole not in organisation:
        given, _, family = whole.rpartition(" ")
        given, family = (given, family) if given else (family, "")
    _, _, street, city, region, postal_code, country = _padded(held, "ADR", 7)
    cells = (
        whole,
        given,
        family,
        ", ".join(part for part in organisation if part),
        _several(held, "EMAIL"),
        _several(held, "TEL"),
        street,
        city,
        region,
        postal_code,
        country,
        _first(held, "LANG"),
        _first(held, "NOTE"),
    )
    return Line(number, tuple(cell.strip()[: CELL + 1] for cell in cells), raw="\n".join(card))


def _properties(card: list[str]) -> Iterator[Property]:
    lines = iter(_unfolded(card))
    for line in lines:
        found = _PROPERTY.fullmatch(line)
        if found is None or (name := found["name"].upper()) not in _READ:
            continue
        options, value = found["options"].upper(), found["value"]
        if "QUOTED-PRINTABLE" in options:
            # Version 2.1: a `=` at the end goes on in the next line.
            while _SOFT_BREAK.search(value) and (more := next(lines, None)) is not None:
                value = _SOFT_BREAK.sub("", value) + more
            value = _from_quoted(value, options)
        yield Property(name, options, value)


def _unfolded(card: list[str]) -> Iterator[str]:
    """Lines that begin with a space go on from the line before."""
    line = ""
    for each in card:
        if each[:1] in {" ", "\t"}:
            line += each[1:]
            continue
        if line:
            yield line
        line = each
    yield line


def _from_quoted(value: str, options: str) -> str:
    named = re.search(r"CHARSET=\"?([\w-]+)", options)
    # Letters that were not quoted go through as they are.
    packed = quopri.decodestring(value.encode("utf-8"))
    for encoding in (named[1] if named else "utf-8", "cp1252"):
        try:
            return packed.decode(encoding)
        except (UnicodeError, LookupError):  # some names are codecs that only refuse
            continue
    return packed.decode("utf-8", errors="replace")


def _unescaped(value: str) -> str:
    return _ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], value).strip()


def _first(held: dict[str, list[Property]], name: str) -> str:
    return next((each.words for each in held.get(name, ()) if each.words), "")


def _several(held: dict[str, list[Property]], name: str) -> str:
    words = (_EXTENSION.sub(r" ext. \1", each.words.removeprefix("tel:")) for each in held.get(name, ()))
    return "; ".join(each for each in words if each)


def _padded(held: dict[str, list[Property]], name: str, parts: int) -> list[str]:
    found = next((each.parts for each in held.get(name, ()) if any(each.parts)), [])
    return (found + [""] * parts)[:parts]
