"""Members of staff: hired, moved, disabled, and who they answer to."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from balise.people import entries
from balise.people.access import Act
from balise.people.doors import change_of_authority, demand
from balise.people.errors import PeopleError
from balise.people.models import Staff, SupervisionLine
from balise.people.operations.common import days, held, require_active
from balise.people.periods import day_of, not_over
from balise.people.wording import PAGE, email_address, needed, optional

if TYPE_CHECKING:
    from datetime import date, datetime

    from balise.people.models import Unit
    from balise.people.words import Language, LineKind, Status
    from balise.policy.text import Text


@change_of_authority
def hire(
    *,
    by: Staff,
    unit: Unit,
    full_name: str,
    email: str,
    status: Status,
    language: Language,
    now: datetime,
    job_scope: Text | None = None,
    regular_client_contact: bool = False,
) -> Staff:
    """Add someone to the personnel. The e-mail address tells two people apart."""
    demand(viewer=by, act=Act.HIRE, thing=unit, at=now)
    person = Staff(
        full_name=needed(full_name),
        email=email_address(email),
        status=status,
        unit=unit,
        job_scope_fr=optional(job_scope.fr, at_most=PAGE) if job_scope else "",
        job_scope_en=optional(job_scope.en, at_most=PAGE) if job_scope else "",
        language=language,
        regular_client_contact=regular_client_contact,
    )
    if bool(person.job_scope_fr) != bool(person.job_scope_en):
        raise PeopleError("one_language_only")
    if known := Staff.objects.filter(email__iexact=person.email).first():
        if (known.full_name, known.status, known.unit_id) == (person.full_name, status, unit.pk):
            return known
        raise PeopleError("email_taken")
    person.save()
    entries.hired(at=now, by=by, staff=person)
    return person


@change_of_authority
def disable(*, by: Staff, staff: Staff, reason: str, now: datetime) -> None:
    """Take everything from someone at once: whatever they hold counts no more from this instant on."""
    demand(viewer=by, act=Act.DISABLE, thing=staff, at=now)
    why = needed(reason, at_most=PAGE)
    person = held(staff)
    if person.active(now):
        person.disabled_at = now
        person.save(update_fields=["disabled_at"])
        entries.staff_disabled(at=now, by=by, staff=person, reason=why)


@change_of_authority
def enable(*, by: Staff, staff: Staff, reason: str, now: datetime) -> None:
    """Let someone act again, with what they still hold."""
    demand(viewer=by, act=Act.DISABLE, thing=staff, at=now)
    why = needed(reason, at_most=PAGE)
    person = held(staff)
    if person.disabled_at is not None:
        person.disabled_at = None
        person.save(update_fields=["disabled_at"])
        entries.staff_enabled(at=now, by=by, staff=person, reason=why)


@change_of_authority
def move(*, by: Staff, staff: Staff, unit: Unit, now: datetime) -> None:
    """Change where someone works. Their files and roles are taken one by one, so that no client is left
    alone.
    """
    demand(viewer=by, act=Act.MOVE, thing=staff, at=now)
    demand(viewer=by, act=Act.HIRE, thing=unit, at=now)
    person = held(staff)
    if person.unit_id != unit.pk:
        before = person.unit
        person.unit = unit
        person.save(update_fields=["unit"])
        entries.staff_moved(at=now, by=by, staff=person, before=before)


@change_of_authority
def set_supervisor(
    *,
    by: Staff,
    staff: Staff,
    supervisor: Staff,
    kind: LineKind,
    now: datetime,
    from_date: date | None = None,
) -> SupervisionLine:
    """Say who someone answers to from a day on; the line before ends. Nobody stands above themself."""
    demand(viewer=by, act=Act.SET_SUPERVISOR, thing=staff, at=now)
    demand(viewer=by, act=Act.SEE, thing=supervisor, at=now)
    start, _ = days(from_date=from_date, to_date=None, now=now)
    require_active(held(supervisor), now)
    lines = SupervisionLine.objects.filter(not_over(now), staff=staff, kind=kind)
    if same := lines.filter(supervisor=supervisor, from_date__lte=start, to_date=None).first():
        return same
    if _stands_above(staff, supervisor, now):
        raise PeopleError("line_loop")
    for line in lines:
        if line.from_date >= start or start == day_of(now):
            line.ended_at = now
        elif line.to_date is None or line.to_date >= start:
            line.to_date = start - timedelta(days=1)
        line.save(update_fields=["to_date", "ended_at"])
    line = SupervisionLine.objects.create(staff=staff, supervisor=supervisor, kind=kind, from_date=start)
    entries.supervisor_set(at=now, by=by, line=line)
    return line


def _stands_above(person: Staff, other: Staff, now: datetime) -> bool:
    """Whether `other` answers to `person`, however far, now or by a planned line; or is the same."""
    seen: set[int] = set()
    front = {other.pk}
    while front:
        seen |= front
        above = SupervisionLine.objects.filter(not_over(now), staff__in=front)
        front = set(above.values_list("supervisor_id", flat=True)) - seen
    return person.pk in seen
