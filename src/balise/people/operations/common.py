"""What several operations need: rows held until the end of the transaction, and days that make sense."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from django.db.models import Model

from balise.people.errors import PeopleError
from balise.people.periods import day_of

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID

    from django.db.models import QuerySet

    from balise.people.models import Staff

Row = TypeVar("Row", bound=Model)


def held(row: Row) -> Row:
    """Read the row anew and hold it: whoever wants to change the same thing waits here.

    Ask for permission after it, as ties to a file may change while one waits. Hold a file before a person, so
    that two operations never wait for each other. On SQLite the transaction itself already holds everything.
    """
    return _holding(type(row)).get(pk=row.pk)


def held_if_there(model: type[Row], uuid: UUID) -> None:
    """The same for what may not exist, or not for whoever asks: nothing is told of it."""
    _holding(model).filter(uuid=uuid).first()


def _holding(model: type[Row]) -> QuerySet[Row]:
    return model._default_manager.select_for_update(of=("self",), no_key=True)  # noqa: SLF001  Django's name for the manager of any model


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
