"""Lending a role: for some days, to someone who may not lend it on, and never back to where it came from."""

from __future__ import annotations

from itertools import pairwise, permutations

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from balise.people import operations
from balise.people.access import Act, Reason, Refused, may
from balise.people.errors import PeopleError
from balise.people.models import Delegation, Staff
from balise.people.queries import deciders
from balise.people.words import Role
from tests.people.conftest import Founded
from tests.people.notes import count
from tests.people.world import NOW, World, appoint, day, later, relate


def lend(
    world: World,
    giver: Staff,
    receiver: Staff,
    *,
    role: Role = Role.SUPERVISOR,
    alternate: Staff | None = None,
    last: int = 7,
) -> Delegation:
    return operations.delegate(
        by=giver,
        giver=giver,
        receiver=receiver,
        alternate=alternate,
        role=role,
        unit=world.home,
        to_date=day(last),
        reason="holidays",
        now=NOW,
    )


def supervise(world: World, *people: Staff) -> None:
    for person in people:
        appoint(world, person, Role.SUPERVISOR, world.home)


# What it gives


@pytest.mark.provision("S2-83")
def test_the_receiver_can_use_the_role_on_its_days_only(world: World) -> None:
    lend(world, world.david, world.sam, last=2)
    held = [after for after in range(5) if may(world.sam, Act.READ, world.rose, later(days=after))]
    assert held == [0, 1, 2]


def test_the_giver_keeps_the_role(world: World) -> None:
    lend(world, world.david, world.sam)
    assert may(world.david, Act.READ, world.rose, NOW)


def test_what_was_lent_falls_with_the_giver_s_own_role(world: World) -> None:
    lend(world, world.david, world.sam)
    grant = world.grant(world.david, Role.SUPERVISOR)
    operations.revoke_role(by=world.louise, grant=grant, reason="x", now=later(hours=1))
    assert not may(world.sam, Act.READ, world.rose, later(hours=1))


def test_what_was_lent_falls_when_the_giver_leaves(world: World) -> None:
    lend(world, world.david, world.sam)
    operations.disable(by=world.louise, staff=world.david, reason="left", now=later(hours=1))
    assert not may(world.sam, Act.READ, world.rose, later(hours=1))


def test_it_can_be_taken_back_at_once(world: World) -> None:
    lent = lend(world, world.david, world.sam)
    operations.end_delegation(by=world.david, delegation=lent, now=later(hours=1))
    assert not may(world.sam, Act.READ, world.rose, later(hours=1))


def test_a_repeat_changes_and_notes_nothing(world: World) -> None:
    lent = lend(world, world.david, world.sam)
    before = count()
    assert lend(world, world.david, world.sam) == lent
    assert count() == before


# What it never gives


def test_a_lent_role_is_not_lent_on(world: World) -> None:
    lend(world, world.david, world.sam)
    with pytest.raises(PeopleError) as refused:
        lend(world, world.sam, world.marie)
    assert refused.value.code == "not_yours_to_lend"


def test_a_role_is_not_lent_for_longer_than_it_is_held(world: World) -> None:
    appoint(world, world.sam, Role.SUPERVISOR, world.home, to_date=day(3))
    with pytest.raises(PeopleError) as refused:
        lend(world, world.sam, world.marie, last=4)
    assert refused.value.code == "not_yours_to_lend"


@pytest.mark.parametrize("role", [Role.INVESTIGATOR, Role.AUDITOR, Role.ADMINISTRATOR, Role.STAFF])
def test_what_is_personal_is_not_lent(world: World, role: Role) -> None:
    with pytest.raises(PeopleError) as refused:
        lend(world, world.david, world.sam, role=role)
    assert refused.value.code == "not_delegable"


@pytest.mark.provision("S2-83")
def test_nobody_approves_their_own_request_through_the_one_they_lent_to(world: World) -> None:
    lend(world, world.grace, world.sam, role=Role.MANAGER)
    answer = may(world.sam, Act.DECIDE, world.grace, NOW)
    assert isinstance(answer, Refused)
    assert answer.reason is Reason.GIVER_BARRED
    assert may(world.sam, Act.DECIDE, world.david, NOW)


def test_nobody_approves_their_own_request_with_a_role_lent_to_them(world: World) -> None:
    lend(world, world.grace, world.sam, role=Role.MANAGER)
    answer = may(world.sam, Act.DECIDE, world.sam, NOW)
    assert isinstance(answer, Refused)
    assert answer.reason is Reason.ONESELF


def test_a_lent_role_does_not_open_the_file_of_someone_close_to_its_giver(world: World) -> None:
    lend(world, world.david, world.sam)
    relate(world.rose, world.david)
    assert not may(world.sam, Act.READ, world.rose, NOW)


# Alternates


def test_the_alternate_acts_only_where_the_receiver_may_not(world: World) -> None:
    lend(world, world.grace, world.sam, role=Role.MANAGER, alternate=world.marie)
    # Paul is managed by nobody but Grace's role, which Sam holds now.
    assert may(world.sam, Act.DECIDE, world.paul, NOW)
    assert not may(world.marie, Act.DECIDE, world.paul, NOW)
    assert may(world.marie, Act.DECIDE, world.sam, NOW)


def test_the_alternate_reads_the_file_of_someone_close_to_the_receiver(world: World) -> None:
    lend(world, world.grace, world.marie, role=Role.MANAGER, alternate=world.sam)
    assert not may(world.sam, Act.READ, world.rose, NOW)
    relate(world.rose, world.marie)
    assert may(world.sam, Act.READ, world.rose, NOW)


@pytest.mark.provision("S2-83")
def test_the_alternate_comes_in_when_the_receiver_is_set_aside(world: World) -> None:
    lend(world, world.paul, world.sam, role=Role.PROGRAMME_DIRECTOR, alternate=world.marie)
    found = [one.staff for one in deciders(subject=world.david, at=NOW)]
    assert found == [world.grace, world.paul, world.sam, world.louise]
    found = [one.staff for one in deciders(subject=world.david, at=NOW, set_aside=[world.sam])]
    assert found == [world.grace, world.paul, world.marie, world.louise]


# Who decides


def test_the_nearest_decides_first(world: World) -> None:
    found = [one.staff for one in deciders(subject=world.marie, at=NOW)]
    assert found == [world.david, world.grace, world.paul, world.louise]


@pytest.mark.provision("S2-83")
def test_who_is_set_aside_decides_neither_in_person_nor_through_another(world: World) -> None:
    lend(world, world.david, world.sam)
    found = [one.staff for one in deciders(subject=world.marie, at=NOW, set_aside=[world.david])]
    assert found == [world.grace, world.paul, world.louise]


def test_a_subject_who_decides_for_others_is_decided_on_from_above(world: World) -> None:
    assert [one.staff for one in deciders(subject=world.paul, at=NOW)] == [world.grace, world.louise]
    assert deciders(subject=world.louise, at=NOW) == ()


# No loops


@pytest.mark.parametrize("size", [2, 3, 4])
def test_a_loop_of_any_length_is_refused(world: World, size: int) -> None:
    ring = [world.david, world.sam, world.marie, world.grace][:size]
    supervise(world, *ring[1:])
    for giver, receiver in pairwise(ring):
        lend(world, giver, receiver)
    with pytest.raises(PeopleError) as refused:
        lend(world, ring[-1], ring[0])
    assert refused.value.code == "delegation_loop"


def test_a_loop_through_an_alternate_is_refused(world: World) -> None:
    supervise(world, world.sam, world.marie)
    lend(world, world.david, world.grace, alternate=world.sam)
    with pytest.raises(PeopleError) as refused:
        lend(world, world.sam, world.marie, alternate=world.david)
    assert refused.value.code == "delegation_loop"


def test_two_people_can_stand_in_for_each_other_on_different_days(world: World) -> None:
    supervise(world, world.sam)
    lend(world, world.david, world.sam, last=3)
    operations.delegate(
        by=world.sam,
        giver=world.sam,
        receiver=world.david,
        role=Role.SUPERVISOR,
        unit=world.home,
        from_date=day(4),
        to_date=day(6),
        reason="holidays",
        now=NOW,
    )


STEP = st.tuples(
    st.permutations(range(4)), st.booleans(), st.integers(0, 4), st.integers(0, 4), st.booleans()
)


@pytest.mark.django_db
@given(st.lists(STEP, max_size=8))
@settings(max_examples=settings().max_examples // 4)
def test_whatever_is_lent_and_taken_back_no_loop_is_ever_there(
    founded: Founded, steps: list[tuple[list[int], bool, int, int, bool]]
) -> None:
    with transaction.atomic():
        world = founded.world_again()
        ring = [world.david, world.sam, world.marie, world.grace]
        refusals: set[str] = set()
        supervise(world, *ring[1:])
        for order, has_alternate, start, length, ends in steps:
            giver, receiver, alternate, _ = (ring[place] for place in order)
            try:
                lent = operations.delegate(
                    by=giver,
                    giver=giver,
                    receiver=receiver,
                    alternate=alternate if has_alternate else None,
                    role=Role.SUPERVISOR,
                    unit=world.home,
                    from_date=day(start),
                    to_date=day(start + length),
                    reason="away",
                    now=NOW,
                )
            except PeopleError as refused:
                refusals.add(refused.code)
                continue
            if ends:
                operations.end_delegation(by=giver, delegation=lent, now=NOW)
        assert refusals <= {"delegation_loop", "already_lent"}
        assert not any(_has_loop(after) for after in range(10))
        transaction.set_rollback(True)


def _has_loop(after: int) -> bool:
    lent = Delegation.objects.filter(ended_at=None, from_date__lte=day(after), to_date__gte=day(after))
    edges = {(each.giver_id, each.receiver_id) for each in lent}
    edges |= {(each.giver_id, each.alternate_id) for each in lent if each.alternate_id}
    people = {person for edge in edges for person in edge}
    return any(
        all(edge in edges for edge in zip(ring, (*ring[1:], ring[0]), strict=True))
        for size in range(2, len(people) + 1)
        for ring in permutations(people, size)
    )


# What the database refuses by itself


@pytest.mark.parametrize("fault", ["oneself", "alternate", "endless", "personal"])
def test_the_database_refuses_what_makes_no_sense(world: World, fault: str) -> None:
    row: dict[str, object] = {
        "giver": world.david,
        "receiver": world.sam,
        "alternate": None,
        "role": Role.SUPERVISOR,
        "unit": world.home,
        "reason": "x",
        "from_date": day(0),
        "to_date": day(1),
    }
    faults: dict[str, dict[str, object]] = {
        "oneself": {"receiver": world.david},
        "alternate": {"alternate": world.sam},
        "endless": {"to_date": None},
        "personal": {"role": Role.AUDITOR},
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        Delegation.objects.create(**row | faults[fault])
