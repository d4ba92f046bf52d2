"""Clients' files: what is written, by whom they are served, and what they tell a decision."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from balise.people import operations
from balise.people.errors import NotFoundError, PeopleError
from balise.people.facts import client_facts, facts_of, staff_facts
from balise.people.models import Assignment, Client, ContactPoint, EmergencyAccess
from balise.people.queries import emergencies_told
from balise.people.words import ContactKind, Language, LinkKind, Status
from balise.policy import load
from tests.people.notes import count, noted
from tests.people.world import NOW, ROSE, THEO, TODAY, World, assign, day, later, relate


def test_a_repeated_addition_finds_the_same_file(world: World) -> None:
    before = count()
    again = operations.add_client(
        by=world.david, unit=world.home, uuid=ROSE, full_name="Rose Landry", language=Language.FR, now=NOW
    )
    assert (again, count()) == (world.rose, before)


def test_an_addition_under_the_name_of_a_hidden_file_learns_nothing(world: World) -> None:
    with pytest.raises(NotFoundError):
        operations.add_client(
            by=world.rita, unit=world.relief, uuid=ROSE, full_name="?", language=Language.FR, now=NOW
        )


def test_a_change_says_in_the_journal_what_changed_and_not_to_what(world: World) -> None:
    operations.change_client(
        by=world.marie,
        client=world.rose,
        preferred_name="Rosie",
        contacts=[(ContactKind.PHONE, "506 555-0199")],
        now=NOW,
    )
    [entry] = noted("client_changed")
    assert entry["fields"]["changed"] == ["contacts", "preferred_name"]
    assert "Rosie" not in str(entry)
    assert [each.value for each in ContactPoint.objects.filter(client=world.rose)] == ["506 555-0199"]


def test_a_change_to_the_same_is_none(world: World) -> None:
    before = count()
    operations.change_client(by=world.marie, client=world.rose, full_name="Rose Landry", now=NOW)
    operations.record_health(by=world.marie, client=world.rose, conditions="diabetes", now=NOW)
    assert count() == before


@pytest.mark.parametrize(
    ("contact", "code"),
    [((ContactKind.EMAIL, "rose"), "bad_email"), ((ContactKind.PHONE, "call me"), "bad_phone")],
)
def test_a_contact_that_reaches_nobody_is_refused(
    world: World, contact: tuple[ContactKind, str], code: str
) -> None:
    with pytest.raises(PeopleError) as refused:
        operations.change_client(by=world.marie, client=world.rose, contacts=[contact], now=NOW)
    assert refused.value.code == code
    assert ContactPoint.objects.filter(client=world.rose).count() == 2


def test_nobody_is_born_tomorrow(world: World) -> None:
    with pytest.raises(PeopleError) as refused:
        operations.change_client(by=world.marie, client=world.rose, birth_date=day(1), now=NOW)
    assert refused.value.code == "born_in_the_future"


def test_a_link_is_noted_once_and_can_end(world: World) -> None:
    def link() -> object:
        return operations.link_party(
            by=world.marie, client=world.rose, full_name="Anne", kind=LinkKind.GUARDIAN, now=NOW
        )

    first, before = link(), count()
    assert (link(), count()) == (first, before)


# Assignments


def test_who_is_close_to_a_client_is_not_given_the_file_and_why_is_not_told(world: World) -> None:
    relate(world.rose, world.sam)
    with pytest.raises(PeopleError) as refused:
        assign(world.david, world.sam, world.rose)
    assert refused.value.code == "cannot_have_file"
    assert refused.value.message.en == "This file cannot be assigned to this person. Choose someone else."


def test_a_file_is_not_given_to_someone_of_another_programme(world: World) -> None:
    with pytest.raises(NotFoundError):
        assign(world.david, world.aline, world.rose)


def test_a_file_is_not_given_to_someone_who_left(world: World) -> None:
    operations.disable(by=world.louise, staff=world.sam, reason="left", now=NOW)
    with pytest.raises(PeopleError) as refused:
        assign(world.david, world.sam, world.rose)
    assert refused.value.code == "staff_disabled"


def test_a_repeated_assignment_is_one(world: World) -> None:
    before = count()
    assign(world.david, world.marie, world.rose, now=later(days=1))
    assert count() == before


def test_other_days_for_a_file_one_has_are_refused(world: World) -> None:
    with pytest.raises(PeopleError) as refused:
        operations.assign(
            by=world.david,
            staff=world.marie,
            client=world.rose,
            service="meals",
            reason="x",
            to_date=day(3),
            now=NOW,
        )
    assert refused.value.code == "already_assigned"


def test_a_file_taken_back_can_be_given_again_the_same_day(world: World) -> None:
    assignment = world.assignment(world.marie, world.rose)
    operations.end_assignment(by=world.david, assignment=assignment, reason="x", now=later(hours=1))
    assign(world.david, world.marie, world.rose, now=later(hours=2))
    assert Assignment.objects.filter(staff=world.marie, client=world.rose).count() == 2


def test_the_database_refuses_an_emergency_told_to_oneself_or_to_one(world: World) -> None:
    for told in ((world.ines, world.pia), (world.pia, world.pia)):
        with pytest.raises(IntegrityError), transaction.atomic():
            EmergencyAccess.objects.create(
                staff=world.ines,
                client=world.rose,
                reason="x",
                opened_at=NOW,
                told_first=told[0],
                told_second=told[1],
            )


def test_the_two_who_are_told_find_it_in_their_list(world: World) -> None:
    opened = operations.open_emergency_access(by=world.ines, client_uuid=ROSE, reason="police", now=NOW)
    assert emergencies_told(viewer=world.pia, at=NOW) == (opened,)
    assert emergencies_told(viewer=world.paul, at=NOW) == (opened,)
    assert emergencies_told(viewer=world.david, at=NOW) == ()


# Minors, and what people tell a decision


@pytest.mark.parametrize(
    ("born", "on", "minor"),
    [
        (date(2007, 3, 4), date(2025, 3, 3), True),
        (date(2007, 3, 3), date(2025, 3, 3), False),
        (date(2008, 2, 29), date(2026, 2, 28), True),
        (date(2008, 2, 29), date(2026, 3, 1), False),
        (None, TODAY, None),
    ],
)
def test_who_is_a_minor_on_a_day(born: date | None, on: date, *, minor: bool | None) -> None:
    assert Client(birth_date=born).is_minor(on) is minor


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.integers(0, 40_000))
def test_nobody_becomes_a_minor_again(born: date, days: int) -> None:
    client = Client(birth_date=born)
    on = born + timedelta(days=days)
    if client.is_minor(on) is False:
        assert client.is_minor(on + timedelta(days=1)) is False
    elif days < 6574:
        assert client.is_minor(on)


def test_a_file_tells_a_decision_what_it_knows_in_the_words_of_the_policy(world: World) -> None:
    known = client_facts(viewer=world.marie, uuid=ROSE, at=NOW)
    assert known == {"client_status": "current", "client_is_minor": False, "client_vulnerable": True}
    assert client_facts(viewer=world.sam, uuid=THEO, at=NOW) == {
        "client_status": "current",
        "client_is_minor": True,
    }
    asked = load().facts
    for name, value in {**known, **staff_facts(staff=world.marie, at=NOW)}.items():
        assert isinstance(value, bool) or value in {answer.id for answer in asked[name].answers}


def test_a_decision_learns_nothing_for_someone_who_may_not_read_and_the_attempt_is_noted(
    world: World,
) -> None:
    with pytest.raises(NotFoundError):
        client_facts(viewer=world.sam, uuid=ROSE, at=NOW)
    assert len(noted("file_refused")) == 1


def test_a_client_is_former_from_the_day_the_file_closes(world: World) -> None:
    closed = Client(closed_date=TODAY, birth_date=None)
    assert facts_of(closed, day(-1)) == {"client_status": "current"}
    assert facts_of(closed, TODAY) == {"client_status": "former"}
    assert world.rose.closed_date is None


@pytest.mark.provision("S2-09")
@pytest.mark.parametrize("status", Status)
def test_each_kind_of_personnel_is_told_to_a_decision(world: World, status: Status) -> None:
    world.sam.status = status
    assert staff_facts(staff=world.sam, at=NOW) == {"staff_status": status}


@pytest.mark.provision("S2-07")
def test_a_director_is_told_as_one(world: World) -> None:
    assert staff_facts(staff=world.paul, at=NOW) == {"staff_status": "executive"}
