"""Roles: granted over a unit for a period, and taken back at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from balise.people import entries
from balise.people.access import Act
from balise.people.doors import change_of_authority, demand
from balise.people.errors import PeopleError
from balise.people.models import RoleGrant, Unit
from balise.people.operations.common import days, held, require_active
from balise.people.periods import not_over, overlapping
from balise.people.wording import PAGE, needed
from balise.people.words import GRANTABLE, Role, UnitKind

if TYPE_CHECKING:
    from datetime import date, datetime

    from balise.people.models import Staff


@change_of_authority
def grant_role(
    *,
    by: Staff,
    staff: Staff,
    role: Role,
    unit: Unit,
    reason: str,
    now: datetime,
    from_date: date | None = None,
    to_date: date | None = None,
) -> RoleGrant:
    """Entrust someone with a role over a unit and all under it. A programme has one director at a time
    (S2-81).
    """
    demand(viewer=by, act=Act.GRANT, thing=staff, at=now)
    demand(viewer=by, act=Act.GRANT, thing=unit, at=now)
    if role not in GRANTABLE:
        raise PeopleError("not_grantable", role=role.label)
    why = needed(reason, at_most=PAGE)
    start, end = days(from_date=from_date, to_date=to_date, now=now)
    require_active(held(staff), now)
    clash = RoleGrant.objects.filter(overlapping(start, end), unit=unit, role=role)
    if own := clash.filter(staff=staff).first():
        begun = from_date is None and own.holds(now)
        if (begun or own.from_date == start) and own.to_date == end:
            return own
        raise PeopleError("already_granted", role=role.label)
    if role == Role.PROGRAMME_DIRECTOR and unit.kind == UnitKind.PROGRAMME:
        still_there = Q(staff__disabled_at=None) | Q(staff__disabled_at__gt=now)
        if clash.filter(still_there).exists():
            raise PeopleError("programme_has_owner", programme=unit.name)
    grant = RoleGrant.objects.create(
        staff=staff, role=role, unit=unit, reason=why, from_date=start, to_date=end
    )
    entries.role_granted(at=now, by=by, grant=grant)
    return grant


@change_of_authority
def revoke_role(*, by: Staff, grant: RoleGrant, reason: str, now: datetime) -> None:
    """Take a role back, at once; what was lent out of it falls with it."""
    demand(viewer=by, act=Act.GRANT, thing=grant.staff, at=now)
    demand(viewer=by, act=Act.GRANT, thing=grant.unit, at=now)
    why = needed(reason, at_most=PAGE)
    current = held(grant)
    if RoleGrant.objects.filter(not_over(now), pk=current.pk).exists():
        current.ended_at = now
        current.save(update_fields=["ended_at"])
        entries.role_revoked(at=now, by=by, grant=current, reason=why)
