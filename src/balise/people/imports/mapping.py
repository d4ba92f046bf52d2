"""Which column holds what: a value, proposed from the headers, corrected, kept as JSON and used again."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from balise.people.imports.faults import FileRefusedError
from balise.people.imports.fields import DEFAULTED, HEALTH, PROBLEM, Kind, by_name, fields, plain
from balise.policy.text import LANGS, Text
from balise.theme.texts import both, catalogue

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

NAMES = ("full_name", "first_name", "last_name")


class DateOrder(StrEnum):
    """How dates such as 02/05/1941 are meant. Those that begin with the year are always understood."""

    YEAR_FIRST = "year_first"
    DAY_FIRST = "day_first"
    MONTH_FIRST = "month_first"

    @property
    def label(self) -> Text:
        return catalogue()[f"people.imports.dates.{self.value}"]


@dataclass(frozen=True, kw_only=True)
class ColumnMapping:
    """Which field each column holds; None: left out. `defaults` are for new people with an empty cell."""

    kind: Kind
    columns: Mapping[str, str | None]
    defaults: Mapping[str, str] = field(default_factory=dict)
    dates: DateOrder = DateOrder.YEAR_FIRST

    @property
    def holds(self) -> frozenset[str]:
        """The fields that come from the file."""
        return frozenset(held for held in self.columns.values() if held)

    @property
    def health(self) -> tuple[str, ...]:
        """The columns that hold health."""
        return tuple(header for header, held in self.columns.items() if held in HEALTH)

    def to_json(self) -> str:
        value = {
            "kind": self.kind,
            "columns": dict(self.columns),
            "defaults": dict(self.defaults),
            "dates": self.dates,
        }
        return json.dumps(value, ensure_ascii=False, indent=2)


def propose(kind: Kind, headers: Sequence[str]) -> ColumnMapping:
    """What the headers seem to say. A field is given to the first column that names it."""
    known = by_name(tuple(fields(kind).values()))
    columns: dict[str, str | None] = {}
    for header in headers:
        held = known.get(plain(header))
        columns[header] = held if held not in columns.values() else None
    # « Nom » beside « Prénom » is the family name.
    if "first_name" in columns.values() and "last_name" not in columns.values():
        columns = {header: "last_name" if held == "full_name" else held for header, held in columns.items()}
    return ColumnMapping(kind=kind, columns=columns)


def unknown(mapping: ColumnMapping) -> tuple[str, ...]:
    """The columns that are left out."""
    return tuple(
        header for header, held in mapping.columns.items() if held is None and plain(header) != plain(PROBLEM)
    )


def from_json(words: str) -> ColumnMapping:
    """A mapping that was kept. Raise `FileRefusedError`."""
    try:
        value = json.loads(words)
        kind, columns, defaults = Kind(value["kind"]), value["columns"], value.get("defaults", {})
        dates = DateOrder(value.get("dates", DateOrder.YEAR_FIRST))
        strange = [held for held in columns.values() if held is not None and held not in fields(kind)]
        strange += [
            held
            for held, words in defaults.items()
            if held not in DEFAULTED[kind] or not isinstance(words, str)
        ]
    except (ValueError, KeyError, TypeError, AttributeError):
        raise FileRefusedError("not_a_mapping") from None
    if strange:
        raise FileRefusedError("unknown_field", field=str(strange[0]))
    return ColumnMapping(kind=kind, columns=columns, defaults=defaults, dates=dates)


def problems(mapping: ColumnMapping, headers: Sequence[str]) -> tuple[Text, ...]:
    """What has to be corrected before rows can be read with this mapping; nothing when it fits."""
    return tuple(_problems(mapping, headers))


def require_fit(mapping: ColumnMapping, headers: Sequence[str]) -> None:
    """Raise `FileRefusedError`, with all that has to be corrected."""
    if found := problems(mapping, headers):
        listed = Text(*(" ".join(each[lang] for each in found) for lang in LANGS))
        raise FileRefusedError("mapping_does_not_fit", problems=listed)


def _problems(mapping: ColumnMapping, headers: Sequence[str]) -> Iterator[Text]:
    known = fields(mapping.kind)
    held = [each for each in mapping.columns.values() if each]
    for header in sorted(set(mapping.columns) - set(headers)):
        yield _text("column_missing", column=header)
    for twice in sorted({each for each in held if held.count(each) > 1}):
        yield _text("mapped_twice", field=known[twice].label)
    if "full_name" not in held and not {"first_name", "last_name"} <= set(held):
        yield _text("no_name")
    elif "full_name" in held and not {"first_name", "last_name"}.isdisjoint(held):
        yield _text("two_names")
    needed = ("email", *DEFAULTED[mapping.kind]) if mapping.kind is Kind.STAFF else DEFAULTED[mapping.kind]
    for each in needed:
        if each not in held and not mapping.defaults.get(each):
            yield _text("not_mapped" if each == "email" else "not_mapped_nor_said", field=known[each].label)


def _text(code: str, **values: Text | str) -> Text:
    return both(f"people.imports.mapping.{code}", **values)
