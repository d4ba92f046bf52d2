"""Reading people. A client's content is read here, one file at a time, and each reading is noted as it
happens.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from balise.people import entries
from balise.people.access import Act, Allowed, in_conflict, may
from balise.people.doors import get_or_hidden, noting_refusals
from balise.people.models import (
    Assignment,
    Client,
    ClientHealth,
    ContactPoint,
    Delegation,
    EmergencyAccess,
    LinkedParty,
    RoleGrant,
    Staff,
    Unit,
)
from balise.people.periods import in_force
from balise.people.standing import Tree, standing_of
from balise.people.words import Role, UnitKind

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime
    from uuid import UUID

DECIDING = (Role.SUPERVISOR, Role.MANAGER, Role.PROGRAMME_DIRECTOR, Role.HR_DIRECTOR)
"""Who decides on what someone asks, nearest first."""


@dataclass(frozen=True, slots=True)
class ClientFile:
    """The content of a client's file, but health."""

    client: Client
    contacts: tuple[ContactPoint, ...]
    circle: tuple[LinkedParty, ...]
    assigned: tuple[Assignment, ...]


@noting_refusals
def read_client(*, viewer: Staff, uuid: UUID, at: datetime) -> ClientFile:
    """Open a file. Raise `NotFoundError` or `NotAllowedError`; both the reading and the refusal are noted."""
    client = get_or_hidden(Client, uuid, viewer=viewer, at=at, act=Act.READ)
    entries.file_read(at=at, by=viewer, client=client)
    return ClientFile(
        client,
        tuple(ContactPoint.objects.filter(client=client).order_by("kind", "value")),
        tuple(LinkedParty.objects.filter(in_force(at), client=client).order_by("kind", "full_name")),
        tuple(
            Assignment.objects.filter(in_force(at), client=client)
            .select_related("staff")
            .order_by("from_date")
        ),
    )


@noting_refusals
def read_health(*, viewer: Staff, uuid: UUID, at: datetime) -> ClientHealth:
    """Open a client's health. Raise and note as `read_client` does."""
    client = get_or_hidden(Client, uuid, viewer=viewer, at=at, act=Act.READ_HEALTH)
    entries.health_read(at=at, by=viewer, client=client)
    return ClientHealth.objects.filter(client=client).first() or ClientHealth(client=client)


@dataclass(frozen=True, slots=True)
class OwnerAlarm:
    """A programme without exactly one owner: nobody, or these people, answers for the policy there
    (S2-81).
    """

    programme: Unit
    owners: tuple[Staff, ...]


def owners(at: datetime) -> dict[int, tuple[Staff, ...]]:
    """Who is director of each very unit, and still there: by the unit's key, which is missing when that is
    nobody.
    """
    grants = RoleGrant.objects.filter(in_force(at), role=Role.PROGRAMME_DIRECTOR).select_related("staff")
    found: defaultdict[int, dict[int, Staff]] = defaultdict(dict)
    for grant in grants.order_by("staff__full_name", "staff"):
        if grant.staff.active(at):
            found[grant.unit_id][grant.staff_id] = grant.staff
    return {unit: tuple(people.values()) for unit, people in found.items()}


def owner_alarms(at: datetime) -> tuple[OwnerAlarm, ...]:
    """The programmes that have no owner, or more than one."""
    owned = owners(at)
    programmes = Unit.objects.filter(kind=UnitKind.PROGRAMME).order_by("name_fr", "pk")
    found = (OwnerAlarm(programme, owned.get(programme.pk, ())) for programme in programmes)
    return tuple(alarm for alarm in found if len(alarm.owners) != 1)


@dataclass(frozen=True, slots=True)
class Decider:
    """Someone who may decide on a matter, and in whose name: their own, or that of who lent them the role."""

    staff: Staff
    role: Role
    holder_id: int


def deciders(*, subject: Staff, at: datetime, set_aside: Collection[Staff] = ()) -> tuple[Decider, ...]:
    """Who may decide on what this person asks or discloses, nearest first.

    Never the person, nor anyone by a role the person lent; nor those set aside because they are in
    conflict, nor by a role that these lent. Where someone set aside holds a lent role, its alternate comes
    in. Empty: nobody inside.
    """
    aside = frozenset(person.pk for person in set_aside)
    grants = RoleGrant.objects.filter(in_force(at), role__in=DECIDING)
    lent = Delegation.objects.filter(in_force(at), role__in=DECIDING)
    candidates = Staff.objects.filter(
        Q(pk__in=grants.values("staff"))
        | Q(pk__in=lent.values("receiver"))
        | Q(pk__in=lent.exclude(alternate=None).values("alternate"))
    ).exclude(pk__in=aside)
    found = []
    for person in candidates:
        answer = may(standing_of(person, at, set_aside=aside).without(aside), Act.DECIDE, subject, at)
        if isinstance(answer, Allowed):
            found.append(Decider(person, answer.role, answer.holder_id))
    return tuple(
        sorted(found, key=lambda one: (DECIDING.index(one.role), one.holder_id != one.staff.pk, one.staff.pk))
    )


def whom_to_tell(*, by: Staff, client: Client, at: datetime) -> tuple[Staff, ...]:
    """Who is told that this file is opened in an emergency, first who answers for privacy; none close to
    the client.
    """
    above = list(Tree().chain(client.unit_id))
    grants = RoleGrant.objects.filter(in_force(at), unit__in=above)
    told: dict[int, Staff] = {}
    for role in (Role.PRIVACY_OFFICER, Role.PROGRAMME_DIRECTOR, Role.HR_DIRECTOR, Role.AUDITOR):
        for grant in (
            grants.filter(role=role).exclude(staff=by).select_related("staff").order_by("from_date", "pk")
        ):
            if grant.staff.active(at) and not in_conflict(grant.staff, client, at):
                told.setdefault(grant.staff_id, grant.staff)
    return tuple(told.values())


def emergencies_told(*, viewer: Staff, at: datetime) -> tuple[EmergencyAccess, ...]:
    """The emergency accesses this person was told of, the latest first."""
    told = EmergencyAccess.objects.filter(Q(told_first=viewer) | Q(told_second=viewer), opened_at__lte=at)
    return tuple(told.select_related("staff", "client").order_by("-opened_at", "-pk"))
