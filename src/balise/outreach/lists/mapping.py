"""Which column of a list holds what: proposed, corrected, kept as JSON, and remembered for the next list
with the same headers.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from balise.outreach.lists import places
from balise.outreach.lists.faults import ListFileError, said
from balise.outreach.lists.fields import (
    EMAIL,
    FIELDS,
    FIRST_NAME,
    LAST_NAME,
    NAME,
    PHONE,
    PROBLEM,
    STATEMENT,
    TO_REACH,
    by_name,
    fields,
    plain,
    speaks_of_consent,
)
from balise.outreach.lists.limits import LONGEST
from balise.policy.text import LANGS, Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from balise.outreach.lists.lines import Line
    from balise.outreach.lists.sources import Source

KIND = "addressees"
"""What a mapping of this kind says of itself in its file."""
CANADA = "CA"

_WORD = r"[^\W\d_]+"
_LOOKS_LIKE = {
    EMAIL.id: re.compile(r"[^\s@]+@[^\s@]+\.[^\s@.]+"),
    PHONE.id: re.compile(r"\+?[\d\s().-]{10,20}(?:\s*(?:x|ext\.?|poste|#)\s*\d+)?", re.IGNORECASE),
    NAME.id: re.compile(rf"{_WORD}(?:[ .’'-]{{1,2}}{_WORD}){{1,5}}"),
}


@dataclass(frozen=True, kw_only=True)
class ListMapping:
    """Which field each column holds; None: left out. `country` is where rows are that do not say."""

    columns: Mapping[str, str | None]
    country: str = CANADA

    @property
    def holds(self) -> frozenset[str]:
        """The fields that come from the list."""
        return frozenset(held for held in self.columns.values() if held)

    @property
    def statements(self) -> tuple[str, ...]:
        """The columns that speak of consent. They are kept as words; nothing in a list is a consent."""
        return tuple(header for header, held in self.columns.items() if held == STATEMENT.id)

    def to_json(self) -> str:
        value = {"kind": KIND, "columns": dict(self.columns), "country": self.country}
        return json.dumps(value, ensure_ascii=False, indent=2)


def shape_of(headers: Sequence[str]) -> str:
    """What lists with the same headers have in common, whatever the order of their columns."""
    return sha256("\n".join(sorted(map(plain, headers))).encode()).hexdigest()


def propose(source: Source, remembered: Mapping[str, str] | None = None) -> ListMapping:
    """What was chosen for the last list of this shape, else what the headers and the first rows seem to say.

    `remembered` are mappings as JSON by `shape_of` their headers; one that no longer fits is left alone.
    """
    if kept := (remembered or {}).get(shape_of(source.headers)):
        again = _renamed(kept, source.headers)
        if again is not None and not problems(again, source.headers):
            return again
    known = by_name(FIELDS)
    columns: dict[str, str | None] = {}
    for header in source.headers:
        held = STATEMENT.id if speaks_of_consent(header) else known.get(plain(header))
        columns[header] = held if held == STATEMENT.id or held not in columns.values() else None
    holds = set(columns.values())
    # « Nom » beside « Prénom » is the family name.
    if FIRST_NAME.id in holds and LAST_NAME.id not in holds:
        columns = {header: LAST_NAME.id if held == NAME.id else held for header, held in columns.items()}
    # The whole name beside its parts, as mail programs export it, adds nothing.
    elif {FIRST_NAME.id, LAST_NAME.id} <= holds:
        columns = {header: None if held == NAME.id else held for header, held in columns.items()}
    return ListMapping(columns=_from_content(columns, source))


def from_json(words: str) -> ListMapping:
    """A mapping that was kept. Raise `ListFileError`."""
    try:
        value = json.loads(words)
        columns = dict(value["columns"])
        country = value.get("country", CANADA)
        whole = (
            value["kind"] == KIND
            and all(isinstance(header, str) for header in columns)
            and all(held is None or held in fields() for held in columns.values())
            and country in places.COUNTRIES
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        raise ListFileError("not_a_mapping") from None
    if not whole:
        raise ListFileError("not_a_mapping")
    return ListMapping(columns=columns, country=country)


def unknown(mapping: ListMapping) -> tuple[str, ...]:
    """The columns that are left out."""
    return tuple(
        header for header, held in mapping.columns.items() if held is None and plain(header) != plain(PROBLEM)
    )


def problems(mapping: ListMapping, headers: Sequence[str]) -> tuple[Text, ...]:
    """What has to be corrected before rows can be read with this mapping; nothing when it fits."""
    return tuple(_problems(mapping, headers))


def require_fit(mapping: ListMapping, headers: Sequence[str]) -> None:
    """Raise `ListFileError`, with all that has to be corrected."""
    if found := problems(mapping, headers):
        listed = Text(*(" ".join(each[lang] for each in found) for lang in LANGS))
        raise ListFileError("mapping_does_not_fit", problems=listed)


def _problems(mapping: ListMapping, headers: Sequence[str]) -> Iterator[Text]:
    held = Counter(each for each in mapping.columns.values() if each and each != STATEMENT.id)
    for header in sorted(set(mapping.columns) - set(headers)):
        yield said("mapping.column_missing", column=header)
    for twice in sorted(each for each, times in held.items() if times > 1):
        yield said("mapping.mapped_twice", field=fields()[twice].label)
    if NAME.id in held and not {FIRST_NAME.id, LAST_NAME.id}.isdisjoint(held):
        yield said("mapping.two_names")
    if held.keys().isdisjoint(TO_REACH):
        yield said("mapping.nobody_to_reach")
    for header, field in mapping.columns.items():
        # Left out, who refused would be written to; read as anything else, the words would be lost.
        if speaks_of_consent(header) and field != STATEMENT.id:
            yield said("mapping.statement", column=header, field=STATEMENT.label)


def _renamed(words: str, headers: Sequence[str]) -> ListMapping | None:
    """A remembered mapping, for headers of the same shape that may be written otherwise."""
    try:
        kept = from_json(words)
    except ListFileError:
        return None
    held = {plain(header): field for header, field in kept.columns.items()}
    return ListMapping(columns={each: held.get(plain(each)) for each in headers}, country=kept.country)


def _from_content(columns: dict[str, str | None], source: Source) -> dict[str, str | None]:
    """Where no header names the addresses, the column whose cells look like them; names too where no header
    says anything.
    """
    examples: list[Line] = [line for line in source.examples() if line.broken is None]
    silent = not any(columns.values())
    for field, looks in _LOOKS_LIKE.items():
        if field in columns.values() or (field == NAME.id and not silent):
            continue
        for at, header in enumerate(source.headers):
            filled = [line.cells[at] for line in examples if line.cells[at]]
            if columns[header] is None and filled and _mostly(looks, filled):
                columns[header] = field
                break
    return columns


def _mostly(looks: re.Pattern[str], cells: list[str]) -> bool:
    return sum(looks.fullmatch(cell[:LONGEST]) is not None for cell in cells) * 2 > len(cells)
