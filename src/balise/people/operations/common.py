"""What several operations need: rows held until the end of the transaction, and days that make sense."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from django.db.models import Model

from balise.people.errors import PeopleError
from balise.people.models import Staff, Unit
from balise.people.periods import day_of
from balise.people.words import UnitKind

if TYPE_CHECKING:
    from datetime import date, datetime

Row = TypeVar("Row", bound=Model)


def held(row: Row) -> Row:
    """Read the row anew and hold it: whoever wants to change the same thing waits here.

    On SQLite the transaction itself already holds everything (`BEGIN IMMEDIATE`).
    """
    return type(row)._default_manager.select_for_update(of=("self",)).get(pk=row.pk)  # noqa: SLF001  Django's name for the manager of any model


def held_in_order(*rows: Row) -> list[Row]:
    """Hold several rows of one kind, always in the same order, so that two operations never wait for each
    other.
    """
    found = {row.pk: held(row) for row in sorted(rows, key=lambda row: row.pk)}
    return [found[row.pk] for row in rows]


def hold_the_whole() -> None:
    """Hold the organisation: for what can only be checked over all of it, such as the absence of loops."""
    held(Unit.objects.get(kind=UnitKind.ORGANISATION))


def days(*, from_date: date | None, to_date: date | None, now: datetime) -> tuple[date, date | None]:
    """Return the days of a new period, which begins today unless said otherwise, and never in the past."""
    today = day_of(now)
    start = from_date or today
    if start < today:
        raise PeopleError("in_the_past")
    if to_date is not None and to_date < start:
        raise PeopleError("ends_before_it_begins")
    return start, to_date


def require_active(staff: Staff, now: datetime) -> None:
    """Refuse to give anything to someone who left."""
    if not staff.active(now):
        raise PeopleError("staff_disabled")
