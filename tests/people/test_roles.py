"""Roles: granted once, taken back at once, and exactly one owner for each programme."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from balise.people import operations
from balise.people.access import Act, may
from balise.people.errors import PeopleError
from balise.people.models import RoleGrant, Staff
from balise.people.queries import owner_alarms, owners
from balise.people.words import Role
from tests.people.notes import count
from tests.people.world import NOW, World, appoint, day, later


def direct(
    world: World, staff: Staff, *, from_date: date | None = None, to_date: date | None = None
) -> RoleGrant:
    return appoint(world, staff, Role.PROGRAMME_DIRECTOR, world.home, from_date=from_date, to_date=to_date)


# One owner a programme (S2-81)


@pytest.mark.provision("S2-81")
def test_each_programme_has_exactly_one_owner_and_no_alarm(world: World) -> None:
    assert owner_alarms(NOW) == ()
    assert owners(NOW)[world.home.pk] == (world.paul,)


@pytest.mark.provision("S2-81")
def test_a_programme_whose_owner_lost_the_role_raises_an_alarm(world: World) -> None:
    grant = world.grant(world.paul, Role.PROGRAMME_DIRECTOR)
    operations.revoke_role(by=world.louise, grant=grant, reason="moved on", now=later(hours=1))
    assert owner_alarms(NOW) == ()
    [alarm] = owner_alarms(later(hours=1))
    assert (alarm.programme, alarm.owners) == (world.home, ())


@pytest.mark.provision("S2-81")
def test_a_programme_whose_owner_was_disabled_raises_an_alarm(world: World) -> None:
    operations.disable(by=world.louise, staff=world.paul, reason="left", now=NOW)
    [alarm] = owner_alarms(NOW)
    assert (alarm.programme, alarm.owners) == (world.home, ())


@pytest.mark.provision("S2-81")
def test_two_owners_raise_an_alarm(world: World) -> None:
    operations.disable(by=world.louise, staff=world.paul, reason="away", now=NOW)
    direct(world, world.grace)
    assert owner_alarms(NOW) == ()
    operations.enable(by=world.louise, staff=world.paul, reason="back", now=later(hours=1))
    [alarm] = owner_alarms(later(hours=1))
    assert alarm.owners == (world.grace, world.paul)


@pytest.mark.provision("S2-81")
def test_a_second_owner_on_the_same_days_is_refused(world: World) -> None:
    with pytest.raises(PeopleError) as refused:
        direct(world, world.grace)
    assert refused.value.code == "programme_has_owner"
    assert "Soins à domicile" in refused.value.message.fr


@pytest.mark.provision("S2-81")
def test_an_owner_can_follow_another(world: World) -> None:
    grant = world.grant(world.paul, Role.PROGRAMME_DIRECTOR)
    operations.revoke_role(by=world.louise, grant=grant, reason="retires", now=NOW)
    direct(world, world.sam, to_date=day(9))
    direct(world, world.grace, from_date=day(10))
    found = [owners(later(days=after))[world.home.pk] for after in (0, 9, 10)]
    assert found == [(world.sam,), (world.sam,), (world.grace,)]


def test_a_director_of_the_region_owns_none_of_its_programmes(world: World) -> None:
    appoint(world, world.sam, Role.PROGRAMME_DIRECTOR, world.coast)
    assert owners(NOW)[world.home.pk] == (world.paul,)


# Granting and taking back


def test_a_repeated_grant_changes_and_notes_nothing(world: World) -> None:
    appoint(world, world.sam, Role.AUDITOR, world.home)
    before = count(), RoleGrant.objects.count()
    operations.grant_role(
        by=world.louise,
        staff=world.sam,
        role=Role.AUDITOR,
        unit=world.home,
        reason="x",
        now=later(days=2),
    )
    assert (count(), RoleGrant.objects.count()) == before


def test_a_repeated_revocation_keeps_the_first_instant(world: World) -> None:
    grant = world.grant(world.david, Role.SUPERVISOR)
    for hours in (1, 2):
        operations.revoke_role(by=world.louise, grant=grant, reason="x", now=later(hours=hours))
    grant.refresh_from_db()
    assert grant.ended_at == later(hours=1)


def test_other_days_for_a_role_one_has_are_refused(world: World) -> None:
    with pytest.raises(PeopleError) as refused:
        appoint(world, world.david, Role.SUPERVISOR, world.home, to_date=day(3))
    assert refused.value.code == "already_granted"


def test_a_role_holds_on_its_days_only(world: World) -> None:
    appoint(world, world.sam, Role.SUPERVISOR, world.home, from_date=day(2), to_date=day(3))
    held = [after for after in range(6) if may(world.sam, Act.SEE, world.rose, later(days=after))]
    assert held == [2, 3]


@pytest.mark.parametrize(
    ("days", "code"),
    [
        ({"from_date": day(-1)}, "in_the_past"),
        ({"from_date": day(5), "to_date": day(4)}, "ends_before_it_begins"),
    ],
)
def test_days_that_make_no_sense_are_refused(world: World, days: dict[str, date], code: str) -> None:
    with pytest.raises(PeopleError) as refused:
        direct(world, world.sam, **days)
    assert refused.value.code == code


def test_no_role_is_given_to_someone_who_left(world: World) -> None:
    operations.disable(by=world.louise, staff=world.sam, reason="left", now=NOW)
    with pytest.raises(PeopleError) as refused:
        direct(world, world.sam)
    assert refused.value.code == "staff_disabled"


def test_the_database_refuses_the_role_that_everyone_holds(world: World) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        RoleGrant.objects.create(
            staff=world.sam, role=Role.STAFF, unit=world.home, reason="?", from_date=day(0)
        )


def test_the_database_refuses_a_twin(world: World) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        RoleGrant.objects.create(
            staff=world.david, role=Role.SUPERVISOR, unit=world.home, reason="?", from_date=day(1)
        )
