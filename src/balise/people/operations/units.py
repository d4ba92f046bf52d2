"""Founding the organisation and adding its parts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from balise.people import entries
from balise.people.access import Act
from balise.people.doors import change_of_authority, demand
from balise.people.errors import PeopleError
from balise.people.models import RoleGrant, Staff, Unit
from balise.people.operations.common import held
from balise.people.periods import day_of
from balise.people.wording import email_address, needed
from balise.people.words import Language, Role, Status, UnitKind

if TYPE_CHECKING:
    from datetime import datetime

    from balise.policy.text import Text


@change_of_authority
def found_organisation(
    *, name: Text, full_name: str, email: str, language: Language, reason: str, now: datetime
) -> Staff:
    """Make the organisation and its first member of staff, who may hire and grant. Refused once there is one.

    It is the only operation that nobody's permission is asked for, as nobody is there yet.
    """
    if Unit.objects.exists():
        raise PeopleError("already_founded")
    unit = Unit.objects.create(kind=UnitKind.ORGANISATION, name_fr=needed(name.fr), name_en=needed(name.en))
    first = Staff.objects.create(
        full_name=needed(full_name),
        email=email_address(email),
        language=language,
        status=Status.EMPLOYEE,
        unit=unit,
    )
    why = needed(reason)
    for role in (Role.HR_DIRECTOR, Role.ADMINISTRATOR):
        RoleGrant.objects.create(staff=first, role=role, unit=unit, from_date=day_of(now), reason=why)
    entries.organisation_founded(at=now, by=first, unit=unit)
    return first


@change_of_authority
def add_unit(*, by: Staff, parent: Unit, kind: UnitKind, name: Text, now: datetime) -> Unit:
    """Add a region, a programme or a site under a wider unit."""
    demand(viewer=by, act=Act.CHANGE, thing=parent, at=now)
    above = held(parent)
    if not kind.may_stand_under(UnitKind(above.kind)):
        raise PeopleError("wrong_parent", kind=kind.label, parent=UnitKind(above.kind).label)
    name_fr, name_en = needed(name.fr), needed(name.en)
    beside = Unit.objects.filter(parent=above)
    if same := beside.filter(name_fr__iexact=name_fr, name_en__iexact=name_en, kind=kind).first():
        return same
    if beside.filter(name_fr__iexact=name_fr).exists() or beside.filter(name_en__iexact=name_en).exists():
        raise PeopleError("name_taken")
    unit = Unit.objects.create(parent=above, kind=kind, name_fr=name_fr, name_en=name_en)
    entries.unit_added(at=now, by=by, unit=unit)
    return unit
