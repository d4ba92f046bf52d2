"""Random organisations: double hats, lines and delegations that run in circles, ties past, planned and cut
short.

They are written straight into the tables, past the operations, because access must hold in any organisation.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from enum import Enum
from typing import Any

from hypothesis import strategies as st

from balise.people.models import (
    Assignment,
    Client,
    Delegation,
    EmergencyAccess,
    LinkedParty,
    RoleGrant,
    Staff,
    SupervisionLine,
    Unit,
)
from balise.people.words import DELEGABLE, GRANTABLE, Language, LineKind, LinkKind, Role, Status, UnitKind
from tests.people.world import NOW, day

KINDS = (
    UnitKind.ORGANISATION,
    UnitKind.REGION,
    UnitKind.PROGRAMME,
    UnitKind.PROGRAMME,
    UnitKind.SITE,
)


class When(Enum):
    HOLDS = "holds"
    OVER = "over"
    CUT = "cut"
    PLANNED = "planned"

    @property
    def period(self) -> dict[str, Any]:
        return {
            When.HOLDS: {"from_date": day(-3), "to_date": day(3)},
            When.OVER: {"from_date": day(-3), "to_date": day(-1)},
            When.CUT: {"from_date": day(-3), "to_date": day(3), "ended_at": NOW - timedelta(minutes=1)},
            When.PLANNED: {"from_date": day(1), "to_date": day(3)},
        }[self]


WHEN = st.sampled_from([When.HOLDS, When.HOLDS, When.HOLDS, When.OVER, When.CUT, When.PLANNED])


@dataclass(frozen=True)
class Organisation:
    """Everyone and everything is a number: the place in its list."""

    parents: tuple[int | None, ...]
    staff: tuple[tuple[int, bool], ...]  # unit, disabled
    clients: tuple[int, ...]  # unit
    grants: dict[tuple[int, Role, int], When] = field(default_factory=dict)
    lines: dict[tuple[int, int, LineKind], When] = field(default_factory=dict)
    delegations: dict[tuple[int, int, int | None, Role, int], When] = field(default_factory=dict)
    assignments: dict[tuple[int, int], When] = field(default_factory=dict)
    links: dict[tuple[int, int], When] = field(default_factory=dict)
    emergencies: dict[tuple[int, int], When] = field(default_factory=dict)

    def under(self, unit: int) -> set[int]:
        found = {unit}
        while more := {child for child, parent in enumerate(self.parents) if parent in found} - found:
            found |= more
        return found


@st.composite
def organisations(draw: st.DrawFn) -> Organisation:
    people, files = range(draw(st.integers(3, 5))), range(draw(st.integers(1, 3)))
    parents = (None, 0, draw(st.sampled_from([0, 1])), 1, draw(st.sampled_from([1, 2, 3])))
    unit, person, file = (st.sampled_from(numbers) for numbers in (range(5), people, files))

    def ties(key: st.SearchStrategy[Any], at_most: int) -> dict[Any, When]:
        return draw(st.dictionaries(key, WHEN, max_size=at_most))

    three = st.permutations(people).map(lambda order: order[:3])
    delegation = st.tuples(three, st.booleans(), st.sampled_from(sorted(DELEGABLE)), unit).map(
        lambda drawn: (*drawn[0][:2], drawn[0][2] if drawn[1] else None, *drawn[2:])
    )
    return Organisation(
        parents=parents,
        staff=tuple((draw(unit), draw(st.integers(0, 7)) == 0) for _ in people),
        clients=tuple(draw(unit) for _ in files),
        grants=ties(st.tuples(person, st.sampled_from(sorted(GRANTABLE)), unit), 8),
        lines=ties(
            st.tuples(st.permutations(people), st.sampled_from(LineKind)).map(
                lambda drawn: (*drawn[0][:2], drawn[1])
            ),
            5,
        ),
        delegations=ties(delegation, 4),
        assignments=ties(st.tuples(person, file), 5),
        links=ties(st.tuples(file, person), 2),
        emergencies=ties(st.tuples(person, file), 2),
    )


@dataclass(frozen=True)
class Stored:
    units: list[Unit]
    staff: list[Staff]
    clients: list[Client]


def store(organisation: Organisation) -> Stored:
    units: list[Unit] = []
    for number, (kind, parent) in enumerate(zip(KINDS, organisation.parents, strict=True)):
        above = None if parent is None else units[parent]
        units.append(Unit.objects.create(kind=kind, parent=above, name_fr=f"U{number}", name_en=f"U{number}"))
    staff = [
        Staff.objects.create(
            full_name=f"S{number}",
            email=f"s{number}@example.org",
            status=Status.EMPLOYEE,
            unit=units[unit],
            language=Language.FR,
            disabled_at=NOW if disabled else None,
        )
        for number, (unit, disabled) in enumerate(organisation.staff)
    ]
    clients = [
        Client.objects.create(full_name=f"C{number}", unit=units[unit], language=Language.EN)
        for number, unit in enumerate(organisation.clients)
    ]
    for (person, role, unit), when in organisation.grants.items():
        RoleGrant.objects.create(staff=staff[person], role=role, unit=units[unit], reason="x", **when.period)
    for (person, above_them, line), when in organisation.lines.items():
        SupervisionLine.objects.create(
            staff=staff[person], supervisor=staff[above_them], kind=line, **when.period
        )
    for number, ((giver, receiver, alternate, role, unit), when) in enumerate(
        organisation.delegations.items()
    ):
        Delegation.objects.create(
            giver=staff[giver],
            receiver=staff[receiver],
            alternate=None if alternate is None else staff[alternate],
            role=role,
            unit=units[unit],
            reason="x",
            # Each begins on a day of its own: the database refuses a twin.
            **{**when.period, "from_date": when.period["from_date"] - timedelta(days=number)}
            if when is not When.PLANNED
            else {"from_date": day(1 + number), "to_date": day(9)},
        )
    for (person, file), when in organisation.assignments.items():
        Assignment.objects.create(
            staff=staff[person],
            client=clients[file],
            service="x",
            reason="x",
            end_reason="x",
            **when.period,
        )
    for (file, person), when in organisation.links.items():
        LinkedParty.objects.create(
            client=clients[file], full_name="x", kind=LinkKind.FAMILY, staff=staff[person], **when.period
        )
    opened = {When.HOLDS: -1, When.OVER: -4, When.CUT: -5, When.PLANNED: 1}
    for (person, file), when in organisation.emergencies.items():
        told = [each for number, each in enumerate(staff) if number != person]
        EmergencyAccess.objects.create(
            staff=staff[person],
            client=clients[file],
            reason="x",
            opened_at=NOW + timedelta(hours=opened[when]),
            told_first=told[0],
            told_second=told[1],
        )
    return Stored(units, staff, clients)
