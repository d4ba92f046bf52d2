"""Conditions on one object, as pieces of SQL that are put together: what `access` is made of.

Every click asks who may do what, an import asks it ten thousand times. Django takes some milliseconds to turn
such a question into SQL; joining these texts takes a hundredth of that. They are SQL that SQLite and
PostgreSQL share, and values never stand in the text.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import BooleanField, Func

from balise.people.periods import day_of

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date, datetime

    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.models.sql.compiler import SQLCompiler

    Value = int | str | date | None  # an instant is a date, too; None is what the stubs fear


@dataclass(frozen=True, slots=True)
class Condition:
    """True or false of an object, whose columns the text calls `{pk}` and `{unit}`."""

    text: str
    values: tuple[Value, ...] = ()

    def __and__(self, other: Condition) -> Condition:
        return Condition(f"({self.text} AND {other.text})", self.values + other.values)

    def __or__(self, other: Condition) -> Condition:
        return Condition(f"({self.text} OR {other.text})", self.values + other.values)

    def __invert__(self) -> Condition:
        return Condition(f"(NOT {self.text})", self.values)

    def on(self, *, pk: str, unit: str) -> str:
        """The text, about the object in these columns."""
        return self.text.format(pk=pk, unit=unit)


NEVER = Condition("(1 = 0)")


def among(column: str, keys: Collection[int]) -> Condition:
    """That the column holds one of these."""
    if not keys:
        return NEVER  # PostgreSQL takes no empty list
    return Condition(f"({column} IN ({', '.join(['%s'] * len(keys))}))", tuple(sorted(keys)))


def equal(column: str, value: Value) -> Condition:
    return Condition(f"({column} = %s)", (value,))


def some(table: str, *conditions: Condition) -> Condition:
    """That this table, or join of tables, has a row for which all of these are true."""
    together = " AND ".join(one.text for one in conditions)
    values = tuple(value for one in conditions for value in one.values)
    return Condition(f"EXISTS (SELECT 1 FROM {table} WHERE {together})", values)  # noqa: S608  only our own texts


def holds(period: str, at: datetime) -> Condition:
    """That the period in this table is in force: `periods.in_force`, of which this must say the same."""
    today = day(at)
    return Condition(
        f"({period}.from_date <= %s AND ({period}.to_date IS NULL OR {period}.to_date >= %s)"
        f" AND ({period}.ended_at IS NULL OR {period}.ended_at > %s))",
        (today, today, instant(at)),
    )


def active(staff: str, at: datetime) -> Condition:
    """That the person in this table may act: `Staff.active`, of which this must say the same."""
    return Condition(f"({staff}.disabled_at IS NULL OR {staff}.disabled_at > %s)", (instant(at),))


def day(at: datetime) -> Value:
    """The day of this instant, as this database compares it."""
    return connection.ops.adapt_datefield_value(day_of(at))


def instant(at: datetime) -> Value:
    """An instant as this database compares it."""
    return connection.ops.adapt_datetimefield_value(at)


def rows(columns: str, table: str, *conditions: Condition) -> list[tuple[Any, ...]]:
    """These columns of the rows for which all the conditions are true, in the order of the first table."""
    together = " AND ".join(one.text for one in conditions) or "(1 = 1)"
    first = table.split(maxsplit=1)[0]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {columns} FROM {table} WHERE {together} ORDER BY {first}.id",  # noqa: S608  only our own texts
            [value for one in conditions for value in one.values],
        )
        return list(cursor.fetchall())


def answers(conditions: Sequence[Condition], *, table: str, pk: int, unit: str) -> list[bool]:
    """Which of these are true of the object under this key; none is of one that is not there."""
    asked = ", ".join(one.on(pk=f"{table}.id", unit=f"{table}.{unit}") for one in conditions)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {asked} FROM {table} WHERE {table}.id = %s",  # noqa: S608  only our own texts
            [*(value for one in conditions for value in one.values), pk],
        )
        found = cursor.fetchone()
    return [bool(each) for each in found] if found else [False] * len(conditions)


class Holds(Func):
    """A condition in a query of Django's; the expressions are the columns of the object's key and unit."""

    output_field = BooleanField()

    def __init__(self, condition: Condition, pk: str, unit: str) -> None:
        super().__init__(pk, unit)
        self._condition = condition

    def as_sql(  # type: ignore[override]  # no function nor template here
        self,
        compiler: SQLCompiler,
        connection: BaseDatabaseWrapper,  # noqa: ARG002  Django's signature
        **_: Any,  # noqa: ANN401  as above
    ) -> tuple[str, list[Any]]:
        pk, unit = (compiler.compile(column)[0] for column in self.get_source_expressions())
        return self._condition.on(pk=pk, unit=unit), list(self._condition.values)
