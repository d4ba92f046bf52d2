"""Who may import or export at all. What each row needs is asked where rows are checked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from balise.people.access import OPENS, Act, FieldClass, Reason, visible_clients, visible_staff, visible_units
from balise.people.errors import NotAllowedError
from balise.people.imports.faults import FileRefusedError
from balise.people.imports.fields import Kind
from balise.people.standing import standing_of

if TYPE_CHECKING:
    from datetime import datetime

    from balise.people.imports.mapping import ColumnMapping
    from balise.people.models import Staff


def may_import(kind: Kind, by: Staff, now: datetime) -> bool:
    """Whether any row of such a file could be imported by this person."""
    standing = standing_of(by, now)
    if kind is Kind.STAFF:
        return (
            visible_units(standing, now, Act.HIRE).exists()
            or visible_staff(standing, now, Act.CHANGE).exists()
        )
    return (
        visible_units(standing, now, Act.ADD_CLIENT).exists()
        or visible_clients(standing, now, Act.CHANGE).exists()
    )


def demand_import(kind: Kind, by: Staff, now: datetime) -> None:
    """Raise `NotAllowedError`."""
    if not may_import(kind, by, now):
        raise _refusal(by, now)


def demand_health(mapping: ColumnMapping, by: Staff, now: datetime) -> None:
    """Refuse columns of health to whoever may write no one's health. Raise `FileRefusedError`."""
    if not mapping.health:
        return
    standing = standing_of(by, now)
    writable = visible_clients(standing, now, Act.CHANGE).filter(
        pk__in=visible_clients(standing, now, Act.READ_HEALTH).values("pk")
    )
    if not writable.exists():
        raise FileRefusedError("health", columns=", ".join(mapping.health))


def may_export(kind: Kind, by: Staff, now: datetime) -> bool:
    """Whether this person may take such a list out. Health leaves in no export (S1-49)."""
    assert FieldClass.HEALTH not in OPENS[Act.EXPORT]
    standing = standing_of(by, now)
    if kind is Kind.STAFF:
        return visible_staff(standing, now, Act.EXPORT).exists()
    return visible_clients(standing, now, Act.EXPORT).exists()


def has_files(kind: Kind, by: Staff, now: datetime) -> bool:
    """Whether the page of files has something for this person, of this kind."""
    return may_import(kind, by, now) or may_export(kind, by, now)


def demand_export(kind: Kind, by: Staff, now: datetime) -> None:
    """Raise `NotAllowedError`."""
    if not may_export(kind, by, now):
        raise _refusal(by, now)


def _refusal(by: Staff, now: datetime) -> NotAllowedError:
    reason = Reason.NOT_ENTRUSTED if standing_of(by, now).holdings else Reason.DISABLED
    return NotAllowedError(reason.value, reason.text)
