"""Two act at once: exactly one takes effect, the other finds it done or is told why not, and nothing is
lost.
"""

from __future__ import annotations

import pickle
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from shutil import copyfile
from threading import Barrier
from typing import TYPE_CHECKING

import pytest
from django.core.management import call_command
from django.db import connection, connections

from balise.people import operations
from balise.people.errors import PeopleError
from balise.people.models import (
    Assignment,
    Client,
    Delegation,
    EmergencyAccess,
    LinkedParty,
    Notice,
    RoleGrant,
    Staff,
    SupervisionLine,
)
from balise.people.periods import in_force
from balise.people.queries import owners
from balise.people.words import Language, LineKind, LinkKind, Role, Status
from tests.people.notes import noted
from tests.people.world import NOBODY, NOW, ROSE, World, appoint, assign, day, later, make_world

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime
    from pathlib import Path

    from balise.people.models import Unit

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the world is kept, once made, for the other tests of this file."""
    return tmp_path_factory.mktemp("people") / "template.sqlite3"


@pytest.fixture
def shared(tmp_path: Path, template: Path) -> Iterator[World]:
    """The world in a database where other threads see what was committed."""
    if connection.vendor != "sqlite":
        yield make_world()
        return
    # SQLite in memory knows no waiting: threads meet in a file, as they do in production.
    in_memory, configured = connections["default"], connections.settings["default"]
    file = tmp_path / "shared.sqlite3"
    if template.exists():
        copyfile(template, file)
    connections.settings["default"] = {**deepcopy(configured), "NAME": str(file)}
    connections["default"] = connections.create_connection("default")
    try:
        if not template.exists():
            call_command("migrate", verbosity=0)
            template.with_suffix(".pickle").write_bytes(pickle.dumps(make_world()))
            connection.close()  # so that all of it is in the one file
            copyfile(file, template)
        yield pickle.loads(template.with_suffix(".pickle").read_bytes())  # noqa: S301  we wrote it just now
    finally:
        connection.close()
        connections["default"], connections.settings["default"] = in_memory, configured


def at_once(*acts: Callable[[], object]) -> list[object]:
    """What each returned, or the code of its refusal; all start at the same moment."""
    start = Barrier(len(acts))

    def run(act: Callable[[], object]) -> object:
        try:
            start.wait()
            return act()
        except PeopleError as refused:
            return refused.code
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(run, acts))


def test_two_owners_granted_at_once_leave_one(shared: World) -> None:
    operations.revoke_role(
        by=shared.louise, grant=shared.grant(shared.paul, Role.PROGRAMME_DIRECTOR), reason="left", now=NOW
    )

    def direct(staff: Staff) -> RoleGrant:
        return appoint(shared, staff, Role.PROGRAMME_DIRECTOR, shared.home)

    people = (shared.sam, shared.marie, shared.david, shared.grace)
    results = at_once(*(lambda staff=staff: direct(staff) for staff in people))
    assert results.count("programme_has_owner") == len(people) - 1
    assert len(owners(NOW)[shared.home.pk]) == 1


def test_one_role_granted_eight_times_at_once_is_granted_and_noted_once(shared: World) -> None:
    before = len(noted("role_granted"))

    def grant() -> object:
        return appoint(shared, shared.sam, Role.AUDITOR, shared.home).pk

    assert len(set(at_once(*[grant] * 8))) == 1
    assert RoleGrant.objects.filter(staff=shared.sam).count() == 1
    assert len(noted("role_granted")) == before + 1


def test_one_file_given_eight_times_at_once_is_given_once(shared: World) -> None:
    results = at_once(*[lambda: assign(shared.david, shared.sam, shared.rose).pk] * 8)
    assert len(set(results)) == 1
    assert Assignment.objects.filter(staff=shared.sam, client=shared.rose).count() == 1


def test_one_emergency_opened_eight_times_at_once_is_opened_once(shared: World) -> None:
    def open_it() -> object:
        return operations.open_emergency_access(by=shared.ines, client_uuid=ROSE, reason="police", now=NOW).pk

    assert len(set(at_once(*[open_it] * 8))) == 1
    assert EmergencyAccess.objects.count() == 1
    assert len(noted("emergency_opened")) == 1


def test_one_client_added_eight_times_at_once_is_added_once(shared: World) -> None:
    def add() -> object:
        return operations.add_client(
            by=shared.david, unit=shared.home, uuid=NOBODY, full_name="Una", language=Language.EN, now=NOW
        ).pk

    assert len(set(at_once(*[add] * 8))) == 1
    assert Client.objects.filter(uuid=NOBODY).count() == 1


def test_a_ring_of_delegations_made_at_once_never_closes(shared: World) -> None:
    ring = [shared.david, shared.sam, shared.marie, shared.grace]
    for person in ring[1:]:
        appoint(shared, person, Role.SUPERVISOR, shared.home)

    def lend(giver: Staff, receiver: Staff) -> Delegation:
        return operations.delegate(
            by=giver,
            giver=giver,
            receiver=receiver,
            role=Role.SUPERVISOR,
            unit=shared.home,
            to_date=day(3),
            reason="x",
            now=NOW,
        )

    pairs = zip(ring, (*ring[1:], ring[0]), strict=True)
    results = at_once(*(lambda pair=pair: lend(*pair) for pair in pairs))
    assert results.count("delegation_loop") == 1
    assert Delegation.objects.count() == 3


def test_two_people_set_above_each_other_at_once_never_both_are(shared: World) -> None:
    def set_above(staff: Staff, supervisor: Staff) -> SupervisionLine:
        return operations.set_supervisor(
            by=shared.louise, staff=staff, supervisor=supervisor, kind=LineKind.MANAGER, now=NOW
        )

    results = at_once(
        lambda: set_above(shared.paul, shared.grace), lambda: set_above(shared.grace, shared.paul)
    )
    assert results.count("line_loop") == 1


def test_one_role_taken_back_four_times_at_once_is_noted_once(shared: World) -> None:
    grant = shared.grant(shared.david, Role.SUPERVISOR)
    before = len(noted("role_revoked"))
    at_once(
        *[lambda: operations.revoke_role(by=shared.louise, grant=grant, reason="x", now=NOW)] * 4,
    )
    assert len(noted("role_revoked")) == before + 1
    grant.refresh_from_db()
    assert grant.ended_at == NOW


# Permission and what it allows are one: nobody acts by what somebody else is just taking away


ROUNDS = 5
"""Of each pair: what two threads do is never twice the same."""


def second_hr_director(world: World) -> Staff:
    appoint(world, world.grace, Role.HR_DIRECTOR, world.heron_cove)
    return world.grace


def test_two_people_who_disable_each_other_at_once_never_both_do(shared: World) -> None:
    third = second_hr_director(shared)

    def disable(by: Staff, staff: Staff, now: datetime) -> Callable[[], object]:
        return lambda: operations.disable(by=by, staff=staff, reason="x", now=now)

    for hours in range(ROUNDS):
        now, after = later(hours=hours), later(hours=hours, minutes=1)
        results = at_once(disable(shared.omar, shared.louise, now), disable(shared.louise, shared.omar, now))
        assert results.count(None) == 1
        for person in (shared.omar, shared.louise):
            operations.enable(by=third, staff=person, reason="x", now=after)
    assert len(noted("staff_disabled")) == ROUNDS


def test_two_directors_who_take_each_other_s_role_back_at_once_never_both_do(shared: World) -> None:
    louise, grace = shared.louise, second_hr_director(shared)
    for number in range(ROUNDS):
        now, after = later(hours=number), later(hours=number, minutes=1)
        results = at_once(*(
            lambda by=by, other=other, now=now: operations.revoke_role(
                by=by, grant=shared.grant(other, Role.HR_DIRECTOR), reason="x", now=now
            )
            for by, other in ((louise, grace), (grace, louise))
        ))  # fmt: skip
        assert results.count(None) == 1
        [left] = [person for person in (louise, grace) if is_hr_director(person, now)]
        [gone] = {louise, grace} - {left}
        operations.grant_role(
            by=left, staff=gone, role=Role.HR_DIRECTOR, unit=shared.heron_cove, reason="x", now=after
        )
    assert len(noted("role_revoked")) == 1 + ROUNDS  # Omar's, when the world was made


def is_hr_director(person: Staff, now: datetime) -> bool:
    return RoleGrant.objects.filter(in_force(now), staff=person, role=Role.HR_DIRECTOR).exists()


def test_who_is_disabled_while_they_grant_has_granted_before_or_not_at_all(shared: World) -> None:
    def grant() -> object:
        return appoint(shared, shared.sam, Role.AUDITOR, shared.home).pk

    def disable() -> object:
        return operations.disable(by=shared.omar, staff=shared.louise, reason="x", now=NOW)

    granted, disabled = at_once(grant, disable)
    kinds = [entry["kind"] for entry in noted()[-2:]]
    assert disabled is None
    if RoleGrant.objects.filter(staff=shared.sam).exists():
        assert kinds == ["people.role_granted", "people.staff_disabled"]
    else:
        assert (granted, kinds[-1]) == ("not_found", "people.staff_disabled")


def test_a_role_taken_back_and_used_at_once_was_used_before_or_not_at_all(shared: World) -> None:
    tie = shared.grant(shared.david, Role.SUPERVISOR)

    def revoke() -> object:
        return operations.revoke_role(by=shared.louise, grant=tie, reason="x", now=NOW)

    given, _ = at_once(lambda: assign(shared.david, shared.sam, shared.rose).pk, revoke)
    kinds = [entry["kind"] for entry in noted() if entry["kind"] in USED_OR_TAKEN][-2:]
    if Assignment.objects.filter(staff=shared.sam, client=shared.rose).exists():
        assert kinds == ["people.file_assigned", "people.role_revoked"]
    else:
        assert given in ("not_found", "not_allowed")
        assert kinds[-1] == "people.role_revoked"


USED_OR_TAKEN = ("people.file_assigned", "people.role_revoked")


def test_who_takes_a_file_away_and_who_closes_it_to_them_never_both_do(shared: World) -> None:
    """David takes Rose's file from Marie, who notes at the same moment that Rose is his mother."""
    for number in range(ROUNDS):
        now, after = later(hours=number), later(hours=number, minutes=1)
        tie = shared.assignment(shared.marie, shared.rose)

        def take(tie: Assignment = tie, now: datetime = now) -> object:
            return operations.end_assignment(by=shared.david, assignment=tie, reason="x", now=now)

        def close(now: datetime = now) -> object:
            return operations.link_party(
                by=shared.marie,
                client=shared.rose,
                full_name="David Chen",
                kind=LinkKind.FAMILY,
                staff=shared.david,
                now=now,
            )

        taken, closed = at_once(take, close)
        assert (taken is None) != isinstance(closed, LinkedParty)
        if isinstance(closed, LinkedParty):
            operations.end_link(by=shared.marie, link=closed, now=after)
        else:
            assign(shared.david, shared.marie, shared.rose, after)


def test_a_file_given_and_taken_away_at_once_ends_as_the_journal_says(shared: World) -> None:
    tie = shared.assignment(shared.marie, shared.rose)
    at_once(
        lambda: operations.end_assignment(by=shared.david, assignment=tie, reason="x", now=NOW),
        lambda: assign(shared.grace, shared.marie, shared.rose),
    )
    open_ones = Assignment.objects.filter(staff=shared.marie, client=shared.rose, ended_at=None).count()
    given, ended = len(noted("file_assigned")), len(noted("assignment_ended"))
    assert given - ended == 2 + open_ones  # those of Theo and Ulla stay
    assert open_ones in (0, 1)


def test_two_people_open_one_file_in_an_emergency_at_once_and_both_are_told_of(shared: World) -> None:
    people = (shared.ines, shared.rita)

    def open_it(by: Staff) -> object:
        return operations.open_emergency_access(by=by, client_uuid=ROSE, reason="flood", now=NOW).staff_id

    results = at_once(*(lambda by=by: open_it(by) for by in people for _ in range(4)))
    assert sorted(results, key=str) == sorted([person.pk for person in people] * 4, key=str)
    assert EmergencyAccess.objects.count() == len(noted("emergency_opened")) == 2
    assert Notice.objects.count() == 4


def test_one_address_hired_in_two_units_at_once_is_one_person(shared: World) -> None:
    def hire(unit: Unit) -> object:
        return operations.hire(
            by=shared.louise,
            unit=unit,
            full_name="Zoé Roy",
            email="zoe@example.org",
            status=Status.EMPLOYEE,
            language=Language.FR,
            now=NOW,
        ).pk

    results = at_once(*(lambda unit=unit: hire(unit) for unit in (shared.home, shared.relief)))
    assert results.count("email_taken") == 1
    assert Staff.objects.filter(email="zoe@example.org").count() == 1
