"""Chapter 2: clients come, are given to someone, are visited and written about; some leave, each for a
reason.
"""

from __future__ import annotations

from datetime import datetime
from functools import partial
from random import Random

from balise.people.models import Staff
from balise.people.operations import (
    add_client,
    assign,
    change_client,
    end_assignment,
    link_party,
    record_health,
)
from balise.people.periods import day_of
from balise.people.queries import read_client, read_health
from balise.people.words import ContactKind
from balise.server.demo.world import sources
from balise.server.demo.world.calendar import YEAR, Calendar
from balise.server.demo.world.households import Close, Household, Member, households
from balise.server.demo.world.so_far import Open, SoFar

FIRST_FILES = range(2, 24)
"""The days on which the files of those who were clients already are entered."""


def files(rng: Random, calendar: Calendar, so_far: SoFar) -> None:
    """Plan the coming of every household, and what becomes of each member."""
    for programme in sources.programmes():
        for household in households(rng, programme, calendar.date_of(0)):
            day = rng.choice(FIRST_FILES) if rng.random() < 0.7 else rng.randint(30, YEAR - 8)
            served = Served(rng, so_far, household)
            for member in household.members:
                served.come(calendar, member, day)
                served.later(calendar, member, day)


class Served:
    """One household, and who serves it."""

    def __init__(self, rng: Random, so_far: SoFar, household: Household) -> None:
        self._rng = rng
        self._so_far = so_far
        self._household = household
        self._worker = ""

    def come(self, calendar: Calendar, member: Member, day: int) -> None:
        calendar.plan(day, partial(self._open, member))
        calendar.plan(day, partial(self._give, member))
        for close in member.circle:
            calendar.plan(day, partial(self._link, member, close))
        if member.condition:
            calendar.plan(day, partial(self._write_health, member))

    def later(self, calendar: Calendar, member: Member, day: int) -> None:
        """What can be told in advance: a visit, a new address, another worker, the end of the service."""
        rng = self._rng
        happenings = (
            (0.22, self._visit),
            (0.08, self._move_house),
            (0.09, self._change_worker),
            (0.14, self._leave),
        )
        for chance, happening in happenings:
            if rng.random() < chance and day + 20 < YEAR:
                calendar.plan(rng.randint(day + 20, YEAR), partial(happening, member))

    def _open(self, member: Member, now: datetime) -> None:
        programme = self._household.programme
        client = add_client(
            by=self._assigner,
            unit=self._so_far.units[programme],
            uuid=member.uuid,
            full_name=member.full_name,
            preferred_name=member.preferred_name,
            language=member.language,
            birth_date=member.born,
            vulnerable=member.vulnerable,
            contacts=member.contacts,
            now=now,
        )
        self._so_far.files[member.uuid] = Open(client, programme, self._household.service)

    def _give(self, member: Member, now: datetime) -> None:
        """One worker for all of a household, unless that person left."""
        if self._worker not in self._so_far.working:
            self._worker = self._rng.choice(self._so_far.team(self._household.programme))
        give(self._so_far, self._so_far.files[member.uuid], self._worker, self._say("assigned", member), now)

    def _link(self, member: Member, close: Close, now: datetime) -> None:
        if by := self._who_has(member):
            client = self._so_far.files[member.uuid].client
            link_party(by=by, client=client, full_name=close.full_name, kind=close.kind, now=now)

    def _write_health(self, member: Member, now: datetime) -> None:
        if by := self._who_has(member):
            client = self._so_far.files[member.uuid].client
            record_health(by=by, client=client, conditions=member.condition, needs=member.need, now=now)

    def _visit(self, member: Member, now: datetime) -> None:
        if by := self._who_has(member):
            read = read_health if member.condition else read_client
            read(viewer=by, uuid=member.uuid, at=now)

    def _move_house(self, member: Member, now: datetime) -> None:
        if by := self._who_has(member):
            digits = self._rng.randint(100, 199)
            kept = [contact for contact in member.contacts if contact[0] is not ContactKind.PHONE]
            phones = [value for kind, value in member.contacts if kind is ContactKind.PHONE]
            new = (ContactKind.PHONE, f"{phones[0][:-4]}0{digits}")
            change_client(
                by=by, client=self._so_far.files[member.uuid].client, contacts=[*kept, new], now=now
            )

    def _change_worker(self, member: Member, now: datetime) -> None:
        one = self._so_far.files[member.uuid]
        team = [name for name in self._so_far.team(one.programme) if name not in one.assignments]
        if one.assignments and team:
            take(self._so_far, one, next(iter(one.assignments)), self._say("changed", member), now)
            give(self._so_far, one, self._rng.choice(team), self._say("assigned", member), now)

    def _leave(self, member: Member, now: datetime) -> None:
        """First noted in the file by who has it, then the file is taken back."""
        one = self._so_far.files[member.uuid]
        if by := self._who_has(member):
            change_client(by=by, client=one.client, closed_date=day_of(now), now=now)
            why = self._say("ended", member)
            for person in list(one.assignments):
                take(self._so_far, one, person, why, now)

    @property
    def _assigner(self) -> Staff:
        return self._so_far.staff[self._so_far.assigning[self._household.programme]]

    def _who_has(self, member: Member) -> Staff | None:
        return self._so_far.holder(self._so_far.files[member.uuid])

    def _say(self, kind: str, member: Member) -> str:
        return self._rng.choice(sources.words()[kind])[member.language.value]


def give(so_far: SoFar, one: Open, person: str, reason: str, now: datetime) -> None:
    """Assign a file, by whoever gives out the files of its programme."""
    one.assignments[person] = assign(
        by=so_far.staff[so_far.assigning[one.programme]],
        staff=so_far.staff[person],
        client=one.client,
        service=one.service,
        reason=reason,
        now=now,
    )


def take(so_far: SoFar, one: Open, person: str, reason: str, now: datetime) -> None:
    """End an assignment, by whoever gives out the files of its programme."""
    by = so_far.staff[so_far.assigning[one.programme]]
    end_assignment(by=by, assignment=one.assignments.pop(person), reason=reason, now=now)
