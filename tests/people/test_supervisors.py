"""The powers of a supervisor or manager over those who answer to them (S2-83): to hear and decide what they
ask or disclose, and to take a file from them. How the powers are lent stands in `test_delegation.py`.
"""

from __future__ import annotations

import pytest

from balise.people import operations
from balise.people.access import Act, may
from balise.people.errors import NotFoundError
from balise.people.models import Staff
from balise.people.queries import deciders, read_client
from tests.people.notes import noted
from tests.people.world import NOW, ROSE, World, later

pytestmark = [pytest.mark.postgres, pytest.mark.provision("S2-83")]

ABOVE = pytest.mark.parametrize("name", ["david", "grace"])


def who_decides(world: World, *set_aside: Staff) -> list[Staff]:
    return [one.staff for one in deciders(subject=world.marie, at=NOW, set_aside=set_aside)]


@ABOVE
def test_they_hear_and_decide_what_those_below_ask_or_disclose(world: World, name: str) -> None:
    above = getattr(world, name)
    assert may(above, Act.DECIDE, world.marie, NOW)
    assert above in who_decides(world)
    assert not may(above, Act.DECIDE, world.aline, NOW)


@ABOVE
def test_they_take_a_file_from_someone_at_once_with_a_reason_that_is_noted(world: World, name: str) -> None:
    tie = world.assignment(world.marie, world.rose)
    reason = "a friendship has formed"
    operations.end_assignment(by=getattr(world, name), assignment=tie, reason=reason, now=later(hours=1))
    with pytest.raises(NotFoundError):
        read_client(viewer=world.marie, uuid=ROSE, at=later(hours=1))
    [entry] = noted("assignment_ended")
    assert entry["people"]["assigned"] == f"staff:{world.marie.uuid}"
    tie.refresh_from_db()
    assert (tie.ended_at, tie.end_reason) == (later(hours=1), reason)


def test_a_supervisor_in_question_neither_hears_nor_decides_and_another_does(world: World) -> None:
    assert who_decides(world, world.david) == [world.grace, world.paul, world.louise]
    assert who_decides(world, world.david, world.grace) == [world.paul, world.louise]
