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
from balise.people.models import Assignment, Client, Delegation, EmergencyAccess, RoleGrant, SupervisionLine
from balise.people.queries import owners_of
from balise.people.words import Language, LineKind, Role
from tests.people.notes import noted
from tests.people.world import NOBODY, NOW, ROSE, World, assign, day, make_world

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from balise.people.models import Staff

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
        return operations.grant_role(
            by=shared.louise,
            staff=staff,
            role=Role.PROGRAMME_DIRECTOR,
            unit=shared.home,
            reason="x",
            now=NOW,
        )

    people = (shared.sam, shared.marie, shared.david, shared.grace)
    results = at_once(*(lambda staff=staff: direct(staff) for staff in people))
    assert results.count("programme_has_owner") == len(people) - 1
    assert len(owners_of(shared.home, NOW)) == 1


def test_one_role_granted_eight_times_at_once_is_granted_and_noted_once(shared: World) -> None:
    before = len(noted("role_granted"))

    def grant() -> object:
        return operations.grant_role(
            by=shared.louise, staff=shared.sam, role=Role.AUDITOR, unit=shared.home, reason="x", now=NOW
        ).pk

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
        operations.grant_role(
            by=shared.louise, staff=person, role=Role.SUPERVISOR, unit=shared.home, reason="x", now=NOW
        )

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
