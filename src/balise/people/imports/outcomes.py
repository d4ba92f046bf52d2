"""What would become of each row, and of a whole file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeVar

from balise.people.errors import PeopleError
from balise.people.imports.faults import FaultError, Problem

if TYPE_CHECKING:
    from uuid import UUID

    from balise.people.imports.mapping import ColumnMapping
    from balise.people.imports.shapes import Row
    from balise.people.imports.tables import Table
    from balise.people.models import Client, Staff
    from balise.policy.text import Text

Meant = TypeVar("Meant")

Progress = Callable[[str, int, int], None]
"""Told, now and then: the part of the work (`check` or `write`), rows done, rows in all."""


class Fate(StrEnum):
    """What becomes of a row. `KEPT`: someone we know, whom the importer may see and not change."""

    ADD = "add"
    CHANGE = "change"
    SAME = "same"
    KEPT = "kept"
    FAULTY = "faulty"


@dataclass(frozen=True, slots=True)
class Change:
    """One field of someone, before and after, in words."""

    field: str
    before: str
    after: str


@dataclass(slots=True)
class Outcome:
    """What becomes of one row. `values` are what to write, by field."""

    row: Row
    fate: Fate = Fate.FAULTY
    problems: list[Problem] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)
    person: Staff | Client | None = None


@dataclass(frozen=True, slots=True)
class Counts:
    """Rows by what becomes of them."""

    added: int
    changed: int
    unchanged: int
    kept: int
    faulty: int

    @property
    def imported(self) -> int:
        """The rows whose content is in the organisation's records after the import."""
        return self.added + self.changed + self.unchanged + self.kept

    @property
    def rows(self) -> int:
        return self.imported + self.faulty


@dataclass(frozen=True, slots=True)
class Checked:
    """What would become of a file. `compared` and `health_compared` are the files that were read to know it;
    `attempts` those that the importer named and may not know of.
    """

    table: Table
    mapping: ColumnMapping
    outcomes: list[Outcome]
    compared: list[Client]
    health_compared: list[Client]
    attempts: list[UUID]

    @property
    def counts(self) -> Counts:
        found = Counter(outcome.fate for outcome in self.outcomes)
        return Counts(*(found[fate] for fate in Fate))

    @property
    def problems(self) -> list[Problem]:
        return [problem for outcome in self.outcomes for problem in outcome.problems]


class Reader:
    """The cells of one row, read one by one; what is wrong is gathered, so that all of it is told at once."""

    def __init__(self, row: Row, table: Table, mapping: ColumnMapping, places: dict[str, int]) -> None:
        self.outcome = Outcome(row)
        self._table = table
        self._mapping = mapping
        self._places = places

    def words(self, held: str) -> str:
        """What stands in the cell of a field; nothing when the file has no such column."""
        at = self._places.get(held)
        return "" if at is None else self.outcome.row.cells[at]

    def read(self, held: str, meaning: Callable[[str], Meant]) -> Meant | None:
        """What the cell means; None when it is empty or wrong, which is noted."""
        words = self.words(held)
        if not words:
            return None
        try:
            return meaning(words)
        except PeopleError as error:
            self.fault(held, error.message)
            return None

    def with_default(self, held: str, meaning: Callable[[str], Meant]) -> Meant | None:
        """For someone new: the same, else what is said for the whole file. Neither is a fault."""
        said = self._mapping.defaults.get(held, "")
        if self.words(held) or not said:
            self.required(held)
            return self.read(held, meaning)
        try:
            return meaning(said)
        except PeopleError as error:
            self.fault(held, error.message)
            return None

    def required(self, held: str) -> None:
        if not self.words(held):
            self.fault(held, FaultError("missing").message)

    def fault(self, held: str, text: Text) -> None:
        """Note what is wrong with the cell of a field, or with the row when the file has no such column."""
        at = self._places.get(held)
        column = "" if at is None else self._table.headers[at]
        problem = Problem(self.outcome.row.number, column, self.words(held), text)
        if problem not in self.outcome.problems:
            self.outcome.problems.append(problem)

    def refuse(self, held: str, code: str, **values: Text | str | int) -> None:
        self.fault(held, FaultError(code, **values).message)


def places_of(table: Table, mapping: ColumnMapping) -> dict[str, int]:
    """Where each field stands in a row."""
    return {held: at for at, header in enumerate(table.headers) if (held := mapping.columns.get(header))}
