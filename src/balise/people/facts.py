"""What people can tell a decision: facts by the ids of `packs/vocabulary` and `packs/relations-clientele`.

What is not known, or not for this person to know, is left out: the decision then asks for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from balise.people.models import RoleGrant
from balise.people.periods import day_of, in_force
from balise.people.queries import read_client
from balise.people.words import Role

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID

    from balise.people.models import Client, Staff

Facts = dict[str, str | bool]

DIRECTING = (Role.PROGRAMME_DIRECTOR, Role.HR_DIRECTOR)


def client_facts(*, viewer: Staff, uuid: UUID, at: datetime) -> Facts:
    """Return what is known of a client. It is a reading of the file: allowed, or refused, and noted, as any
    other.
    """
    return facts_of(read_client(viewer=viewer, uuid=uuid, at=at).client, day_of(at))


def facts_of(client: Client, day: date) -> Facts:
    """Return what a client's file says on this day."""
    former = client.closed_date is not None and client.closed_date <= day
    facts: Facts = {"client_status": "former" if former else "current"}
    if (minor := client.is_minor(day)) is not None:
        facts["client_is_minor"] = minor
    if client.vulnerable is not None:
        facts["client_vulnerable"] = client.vulnerable
    return facts


def staff_facts(*, staff: Staff, at: datetime) -> Facts:
    """Return what is known of who asks. A member of management is asked about as such: the rules are the
    same.
    """
    directs = RoleGrant.objects.filter(in_force(at), staff=staff, role__in=DIRECTING).exists()
    return {"staff_status": "executive" if directs else staff.status}
