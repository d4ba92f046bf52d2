"""What this room writes in the journal: one function for each kind of entry, so that none forgets who and
on what.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from balise.journal.operations import record

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from uuid import UUID

    from balise.people.models import (
        Assignment,
        Client,
        Delegation,
        EmergencyAccess,
        LinkedParty,
        Record,
        RoleGrant,
        Staff,
        SupervisionLine,
        Unit,
    )


def reference(thing: Record) -> str:
    """How the journal names a person or thing: nothing in it says who that is."""
    return f"{type(thing).__name__.lower()}:{thing.uuid}"


def organisation_founded(*, at: datetime, by: Staff, unit: Unit) -> None:
    _record("organisation_founded", at, by, unit)


def unit_added(*, at: datetime, by: Staff, unit: Unit) -> None:
    parent = reference(unit.parent) if unit.parent else None
    _record("unit_added", at, by, unit, fields={"unit_kind": unit.kind, "parent": parent})


def hired(*, at: datetime, by: Staff, staff: Staff) -> None:
    _record("hired", at, by, staff, fields={"unit": reference(staff.unit), "status": staff.status})


def staff_disabled(*, at: datetime, by: Staff, staff: Staff, reason: str) -> None:
    _record("staff_disabled", at, by, staff, fields={"reason": reason})


def staff_enabled(*, at: datetime, by: Staff, staff: Staff, reason: str) -> None:
    _record("staff_enabled", at, by, staff, fields={"reason": reason})


def staff_moved(*, at: datetime, by: Staff, staff: Staff, before: Unit) -> None:
    _record("staff_moved", at, by, staff, fields={"before": reference(before), "unit": reference(staff.unit)})


def supervisor_set(*, at: datetime, by: Staff, line: SupervisionLine) -> None:
    _record(
        "supervisor_set",
        at,
        by,
        line.staff,
        people={"supervisor": reference(line.supervisor)},
        fields={"line": line.kind, "from_date": line.from_date},
    )


def role_granted(*, at: datetime, by: Staff, grant: RoleGrant) -> None:
    fields = {**_role(grant), **_days(grant), "reason": grant.reason}
    _record("role_granted", at, by, grant.staff, fields=fields)


def role_revoked(*, at: datetime, by: Staff, grant: RoleGrant, reason: str) -> None:
    _record("role_revoked", at, by, grant.staff, fields={**_role(grant), "reason": reason})


def role_lent(*, at: datetime, by: Staff, delegation: Delegation) -> None:
    alternates = [reference(delegation.alternate)] if delegation.alternate else []
    _record(
        "role_lent",
        at,
        by,
        delegation.giver,
        people={"receiver": reference(delegation.receiver), "alternate": alternates},
        fields={**_role(delegation), **_days(delegation), "reason": delegation.reason},
    )


def role_returned(*, at: datetime, by: Staff, delegation: Delegation) -> None:
    _record(
        "role_returned",
        at,
        by,
        delegation.giver,
        people={"receiver": reference(delegation.receiver)},
        fields=_role(delegation),
    )


def client_added(*, at: datetime, by: Staff, client: Client) -> None:
    _record("client_added", at, by, client, fields={"unit": reference(client.unit)})


def client_changed(*, at: datetime, by: Staff, client: Client, changed: list[str]) -> None:
    _record("client_changed", at, by, client, fields={"changed": changed})


def health_changed(*, at: datetime, by: Staff, client: Client, changed: list[str]) -> None:
    _record("health_changed", at, by, client, fields={"changed": changed})


def party_linked(*, at: datetime, by: Staff, link: LinkedParty) -> None:
    fields = {**_days(link), "link": link.kind}
    _record("party_linked", at, by, link.client, people={"staff": _ours(link)}, fields=fields)


def link_ended(*, at: datetime, by: Staff, link: LinkedParty) -> None:
    _record("link_ended", at, by, link.client, people={"staff": _ours(link)}, fields={"link": link.kind})


def file_assigned(*, at: datetime, by: Staff, assignment: Assignment) -> None:
    _record(
        "file_assigned",
        at,
        by,
        assignment.client,
        people={"assigned": reference(assignment.staff)},
        fields={**_days(assignment), "service": assignment.service, "reason": assignment.reason},
    )


def assignment_ended(*, at: datetime, by: Staff, assignment: Assignment, reason: str) -> None:
    _record(
        "assignment_ended",
        at,
        by,
        assignment.client,
        people={"assigned": reference(assignment.staff)},
        fields={"reason": reason},
    )


def emergency_opened(*, at: datetime, by: Staff, opened: EmergencyAccess) -> None:
    told = [reference(opened.told_first), reference(opened.told_second)]
    _record(
        "emergency_opened", at, by, opened.client, people={"told": told}, fields={"reason": opened.reason}
    )


def file_read(*, at: datetime, by: Staff, client: Client) -> None:
    _record("file_read", at, by, client)


def health_read(*, at: datetime, by: Staff, client: Client) -> None:
    _record("health_read", at, by, client)


def file_refused(*, at: datetime, by: Staff, client_uuid: UUID, act: str) -> None:
    record(
        kind="people.file_refused",
        at=at,
        actor=reference(by),
        object=f"client:{client_uuid}",
        fields={"act": act},
    )


def _record(
    event: str,
    at: datetime,
    by: Staff,
    thing: Record,
    *,
    people: Mapping[str, str | Sequence[str]] | None = None,
    fields: Mapping[str, object] | None = None,
) -> None:
    record(
        kind=f"people.{event}",
        at=at,
        actor=reference(by),
        object=reference(thing),
        people=people,
        fields=fields,
    )


def _role(held: RoleGrant | Delegation) -> dict[str, object]:
    return {"role": held.role, "unit": reference(held.unit)}


def _days(period: RoleGrant | Delegation | LinkedParty | Assignment) -> dict[str, object]:
    return {"from_date": period.from_date, "to_date": period.to_date}


def _ours(link: LinkedParty) -> list[str]:
    return [reference(link.staff)] if link.staff else []
