"""Who has which file: assignments, which are cut at once, and what is opened in an emergency."""

from __future__ import annotations

from typing import TYPE_CHECKING

from balise.people import entries, notices
from balise.people.access import Act, in_conflict
from balise.people.doors import demand, get_or_hidden, operation
from balise.people.errors import PeopleError
from balise.people.models import EMERGENCY_LASTS, Assignment, Client, EmergencyAccess
from balise.people.operations.common import days, held, held_if_there, require_active
from balise.people.periods import not_over, overlapping
from balise.people.queries import whom_to_tell
from balise.people.wording import PAGE, needed
from balise.people.words import NoticeKind

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID

    from balise.people.models import Staff


@operation
def assign(
    *,
    by: Staff,
    staff: Staff,
    client: Client,
    service: str,
    reason: str,
    now: datetime,
    from_date: date | None = None,
    to_date: date | None = None,
) -> Assignment:
    """Give someone a client's file, for what they do for this client. Nobody gives themself a file."""
    held(client)
    person = held(staff)
    demand(viewer=by, act=Act.ASSIGN, thing=client, at=now)
    demand(viewer=by, act=Act.ASSIGN, thing=person, at=now)
    what, why = needed(service), needed(reason, at_most=PAGE)
    start, end = days(from_date=from_date, to_date=to_date, now=now)
    require_active(person, now)
    if in_conflict(staff, client, now):
        # Why is not told: who assigns need not know whom a client is close to.
        raise PeopleError("cannot_have_file")
    if same := Assignment.objects.filter(overlapping(start, end), staff=staff, client=client).first():
        begun = from_date is None and same.holds(now)
        if (begun or same.from_date == start) and (same.to_date, same.service) == (end, what):
            return same
        raise PeopleError("already_assigned")
    assignment = Assignment.objects.create(
        staff=staff, client=client, service=what, reason=why, from_date=start, to_date=end
    )
    entries.file_assigned(at=now, by=by, assignment=assignment)
    return assignment


@operation
def end_assignment(*, by: Staff, assignment: Assignment, reason: str, now: datetime) -> None:
    """Take a file away: from this instant on it is closed to that person."""
    held(assignment.client)
    demand(viewer=by, act=Act.ASSIGN, thing=assignment.client, at=now)
    why = needed(reason, at_most=PAGE)
    current = held(assignment)
    if Assignment.objects.filter(not_over(now), pk=current.pk).exists():
        current.ended_at = now
        current.end_reason = why
        current.save(update_fields=["ended_at", "end_reason"])
        entries.assignment_ended(at=now, by=by, assignment=current, reason=why)


@operation
def open_emergency_access(*, by: Staff, client_uuid: UUID, reason: str, now: datetime) -> EmergencyAccess:
    """Open a file outside one's reach for four hours, for a written reason, told to two other people.

    Health stays closed. While it is open, a repeat finds it open and adds no time. The two find it on their
    pages, and a mail leads them there: it is written down here, and leaves after the commit.
    """
    held_if_there(Client, client_uuid)
    client = get_or_hidden(Client, client_uuid, viewer=by, at=now, act=Act.OPEN_IN_EMERGENCY)
    why = needed(reason, at_most=PAGE)
    still_open = EmergencyAccess.objects.filter(
        staff=by, client=client, opened_at__lte=now, opened_at__gt=now - EMERGENCY_LASTS
    )
    if opened := still_open.first():
        return opened
    told = whom_to_tell(by=by, client=client, at=now)
    if len(told) < 2:
        raise PeopleError("nobody_to_tell")
    opened = EmergencyAccess.objects.create(
        staff=by, client=client, reason=why, opened_at=now, told_first=told[0], told_second=told[1]
    )
    notices.tell(opened.told_first, opened.told_second, kind=NoticeKind.EMERGENCY, now=now)
    entries.emergency_opened(at=now, by=by, opened=opened)
    return opened
