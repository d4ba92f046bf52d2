"""Chapter 1: the organisation is founded, people are hired, given roles, and told who they answer to."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from random import Random

from balise.people.accounts.operations import open_account
from balise.people.models import RoleGrant, Staff
from balise.people.operations import (
    add_unit,
    found_organisation,
    grant_role,
    hire,
    revoke_role,
    set_supervisor,
)
from balise.people.words import Language, LineKind, Role
from balise.policy.text import Text
from balise.server.demo.people import ORGANISATION as NAME
from balise.server.demo.people import PERSONAS
from balise.server.demo.world import sources
from balise.server.demo.world.calendar import Calendar
from balise.server.demo.world.so_far import ORGANISATION, SoFar
from balise.server.demo.world.sources import Part, Person

FOUNDER = "edmond-arsenault"
HR = "louise-bergeron"


def people(_: Random, calendar: Calendar, so_far: SoFar) -> None:
    """Everyone of the first days, then those who join. HR sets it up once the founder has handed over."""
    of = {person.id: person for person in sources.personnel()}
    calendar.plan(0, lambda now: _found(so_far, of[FOUNDER], now))
    for part in sources.parts():
        calendar.plan(0, partial(_add_unit, so_far, part))
    calendar.plan(0, lambda now: _hire(so_far, FOUNDER, of[HR], now))
    calendar.plan(0, lambda now: _grant(so_far, FOUNDER, of[HR], now))
    calendar.plan(0, lambda now: _grant(so_far, HR, of[FOUNDER], now))
    for role in (Role.HR_DIRECTOR, Role.ADMINISTRATOR):
        calendar.plan(0, partial(_hand_over, so_far, role))

    others = [person for person in of.values() if person.id not in (FOUNDER, HR)]
    for person in others:
        calendar.plan(person.joined, partial(_hire, so_far, HR, person))
        if sources.jobs()[person.job].role is not None:
            calendar.plan(person.joined, partial(_grant, so_far, HR, person))
    for persona in PERSONAS:
        calendar.plan(of[persona.id].joined, partial(_open_account, so_far, persona.id))
    for person in of.values():
        for kind, above in _lines(person).items():
            # Once all are there.
            calendar.plan(max(1, person.joined), partial(_answer_to, so_far, person.id, above, kind))


def _found(so_far: SoFar, person: Person, now: datetime) -> None:
    founder = found_organisation(
        name=NAME,
        full_name=person.name,
        email=person.email,
        language=Language(person.language),
        reason="L’organisme commence à se servir de Balise",
        now=now,
    )
    so_far.units[ORGANISATION] = founder.unit
    _now_works(so_far, person, founder)


def _add_unit(so_far: SoFar, part: Part, now: datetime) -> None:
    so_far.units[part.id] = add_unit(
        by=so_far.staff[FOUNDER], parent=so_far.units[part.under], kind=part.kind, name=part.name, now=now
    )


def _hire(so_far: SoFar, by: str, person: Person, now: datetime) -> None:
    job = sources.jobs()[person.job]
    hired = hire(
        by=so_far.staff[by],
        unit=so_far.units[person.unit],
        full_name=person.name,
        email=person.email,
        status=person.status,
        language=Language(person.language),
        job_scope=Text(
            f"{job.name.fr.capitalize()}. {job.scope.fr}", f"{_upper(job.name.en)}. {job.scope.en}"
        ),
        regular_client_contact=job.contact,
        now=now,
    )
    _now_works(so_far, person, hired)


def _upper(name: str) -> str:
    """With a capital; `capitalize` would spoil HR."""
    return name[0].upper() + name[1:]


def _now_works(so_far: SoFar, person: Person, staff: Staff) -> None:
    so_far.staff[person.id] = staff
    so_far.working[person.id] = sources.programme_of(person.unit)
    job = sources.jobs()[person.job]
    if job.contact:
        so_far.serving.add(person.id)
    if job.role is Role.SUPERVISOR:
        so_far.assigning[person.unit] = person.id


def _grant(so_far: SoFar, by: str, person: Person, now: datetime) -> None:
    job = sources.jobs()[person.job]
    if job.role is None:
        raise AssertionError(f"`{person.job}` comes with no role")
    grant_role(
        by=so_far.staff[by],
        staff=so_far.staff[person.id],
        role=job.role,
        unit=so_far.units[person.unit],
        reason=f"Fonction\N{NO-BREAK SPACE}: {job.name.fr}",
        now=now,
    )


def _open_account(so_far: SoFar, person: str, now: datetime) -> None:
    open_account(by=so_far.staff[HR], staff=so_far.staff[person], now=now)


def _hand_over(so_far: SoFar, role: Role, now: datetime) -> None:
    """What founding gave to one person is shared out."""
    grant = RoleGrant.objects.get(staff=so_far.staff[FOUNDER], role=role)
    revoke_role(by=so_far.staff[HR], grant=grant, reason="Mise en route terminée; rôles séparés", now=now)


def _lines(person: Person) -> dict[LineKind, str]:
    """Who this person answers to day by day, and for the team as a whole."""
    unit = sources.programme_of(person.unit)
    if unit == ORGANISATION:
        return {} if person.id == FOUNDER else {LineKind.SUPERVISOR: FOUNDER}
    if unit not in sources.programmes():
        return {LineKind.SUPERVISOR: FOUNDER}
    regional = _holder("manager", sources.region_of(unit))
    if person.job == "programme-director":
        return {LineKind.SUPERVISOR: regional, LineKind.MANAGER: FOUNDER}
    if person.job == "supervisor":
        return {LineKind.SUPERVISOR: _holder("programme-director", unit), LineKind.MANAGER: regional}
    return {
        LineKind.SUPERVISOR: _holder("supervisor", unit),
        LineKind.MANAGER: _holder("programme-director", unit),
    }


def _holder(job: str, unit: str) -> str:
    return next(one.id for one in sources.personnel() if (one.job, one.unit) == (job, unit))


def _answer_to(so_far: SoFar, person: str, above: str, kind: LineKind, now: datetime) -> None:
    """Nobody sets who they themselves answer to."""
    staff = so_far.staff
    by = staff[HR if person != HR else FOUNDER]
    set_supervisor(by=by, staff=staff[person], supervisor=staff[above], kind=kind, now=now)
