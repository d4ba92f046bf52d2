"""Founding, units, hiring, moving, and who answers to whom."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from balise.people import operations
from balise.people.access import Act, may, visible_clients
from balise.people.errors import PeopleError
from balise.people.models import Staff, SupervisionLine, Unit
from balise.people.words import Language, LineKind, Role, Status, UnitKind
from balise.policy.text import Text
from tests.people.notes import count, noted
from tests.people.world import NOW, World, appoint, day, later


def hire(
    world: World, *, email: str = "zoe@example.org", full_name: str = "Zoé Roy", **more: object
) -> Staff:
    return operations.hire(
        by=world.louise,
        unit=world.home,
        full_name=full_name,
        email=email,
        status=Status.VOLUNTEER,
        language=Language.EN,
        now=NOW,
        **more,  # type: ignore[arg-type]  # each test passes what it is about
    )


def test_an_organisation_is_founded_once(world: World) -> None:
    with pytest.raises(PeopleError) as refused:
        operations.found_organisation(
            name=Text("Autre", "Other"),
            full_name="Eve",
            email="eve@example.org",
            language=Language.EN,
            reason="?",
            now=NOW,
        )
    assert refused.value.code == "already_founded"
    assert world.heron_cove == Unit.objects.get(kind=UnitKind.ORGANISATION)


@pytest.mark.parametrize("kind", [UnitKind.ORGANISATION, UnitKind.REGION, UnitKind.PROGRAMME])
def test_a_unit_stands_only_under_a_wider_one(world: World, kind: UnitKind) -> None:
    with pytest.raises(PeopleError) as refused:
        operations.add_unit(by=world.omar, parent=world.home, kind=kind, name=Text("A", "B"), now=NOW)
    assert refused.value.code == "wrong_parent"


def test_two_units_side_by_side_have_two_names(world: World) -> None:
    with pytest.raises(PeopleError) as refused:
        operations.add_unit(
            by=world.omar, parent=world.coast, kind=UnitKind.SITE, name=Text("SECOURS", "New"), now=NOW
        )
    assert refused.value.code == "name_taken"


@pytest.mark.parametrize("row", [{"kind": "region", "parent": None}, {"kind": "planet"}])
def test_the_database_refuses_a_unit_that_fits_nowhere(world: World, row: dict[str, object]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Unit.objects.create(**{"parent": world.coast, "name_fr": "x", "name_en": "y", **row})


# Hiring


def test_a_repeated_hiring_finds_the_same_person(world: World) -> None:
    first, before = hire(world), count()
    assert hire(world, email="ZOE@example.org") == first
    assert count() == before


def test_one_address_is_one_person(world: World) -> None:
    hire(world)
    with pytest.raises(PeopleError) as refused:
        hire(world, full_name="Zed Roy")
    assert refused.value.code == "email_taken"


def test_the_job_is_described_in_both_languages(world: World) -> None:
    person = hire(world, job_scope=Text("Aide à domicile", "Home help"))
    assert person.job_scope == Text("Aide à domicile", "Home help")
    with pytest.raises(PeopleError) as refused:
        hire(world, email="max@example.org", job_scope=Text("Aide à domicile", ""))
    assert refused.value.code == "one_language_only"


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("", "empty"),
        (" \n ", "empty"),
        ("x" * 201, "too_long"),
        ("Zo\0é", "odd_characters"),
        ("Zoé \N{RIGHT-TO-LEFT OVERRIDE}yoR", "odd_characters"),
        ("Zo\ud800", "odd_characters"),
        ("Zo\ufffe", "odd_characters"),
        ("Zo\ufdd0", "odd_characters"),
    ],
)
def test_a_name_that_cannot_be_kept_is_refused(world: World, name: str, code: str) -> None:
    with pytest.raises(PeopleError) as refused:
        hire(world, full_name=name)
    assert refused.value.code == code


def test_a_name_is_kept_on_one_line(world: World) -> None:
    assert hire(world, full_name=" Zoé\r\nBcc: \u00a0Roy ").full_name == "Zoé Bcc: Roy"


@pytest.mark.parametrize("email", ["zoe", "zoe@", "@example.org", "zoe roy@example.org"])
def test_an_address_that_is_none_is_refused(world: World, email: str) -> None:
    with pytest.raises(PeopleError) as refused:
        hire(world, email=email)
    assert refused.value.code == "bad_email"


@pytest.mark.provision("S2-09")
def test_the_database_knows_three_kinds_of_personnel_and_no_other(world: World) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Staff.objects.filter(pk=world.sam.pk).update(status="contractor")


# Leaving, coming back, moving


def test_who_comes_back_finds_what_they_still_hold(world: World) -> None:
    operations.disable(by=world.louise, staff=world.marie, reason="leave", now=NOW)
    assert not may(world.marie, Act.READ, world.rose, NOW)
    operations.enable(by=world.louise, staff=world.marie, reason="back", now=later(days=30))
    assert may(world.marie, Act.READ, world.rose, later(days=30))


def test_disabling_twice_keeps_the_first_instant_and_one_entry(world: World) -> None:
    for hours in (1, 2):
        operations.disable(by=world.louise, staff=world.sam, reason="left", now=later(hours=hours))
    assert Staff.objects.get(pk=world.sam.pk).disabled_at == later(hours=1)
    assert len(noted("staff_disabled")) == 1


def test_who_moves_keeps_the_clients_they_serve_until_these_are_given_to_others(world: World) -> None:
    operations.move(by=world.louise, staff=world.marie, unit=world.relief, now=NOW)
    assert list(visible_clients(world.marie, NOW)) == [world.rose]
    before = count()
    operations.move(by=world.louise, staff=world.marie, unit=world.relief, now=NOW)
    assert count() == before


# Lines


def test_a_new_supervisor_takes_over_at_once(world: World) -> None:
    appoint(world, world.paul, Role.SUPERVISOR, world.home)
    operations.set_supervisor(
        by=world.louise, staff=world.marie, supervisor=world.paul, kind=LineKind.SUPERVISOR, now=NOW
    )
    assert may(world.paul, Act.READ, world.rose, NOW)
    assert not may(world.david, Act.READ, world.rose, NOW)


def test_a_planned_supervisor_takes_over_on_the_day(world: World) -> None:
    appoint(world, world.paul, Role.SUPERVISOR, world.home)
    operations.set_supervisor(
        by=world.louise,
        staff=world.marie,
        supervisor=world.paul,
        kind=LineKind.SUPERVISOR,
        from_date=day(5),
        now=NOW,
    )
    for after, reader in ((4, world.david), (5, world.paul)):
        readers = [
            person
            for person in (world.david, world.paul)
            if may(person, Act.READ, world.rose, later(days=after))
        ]
        assert readers == [reader]


def test_a_repeated_line_changes_and_notes_nothing(world: World) -> None:
    before = count(), SupervisionLine.objects.count()
    operations.set_supervisor(
        by=world.louise,
        staff=world.marie,
        supervisor=world.david,
        kind=LineKind.SUPERVISOR,
        now=later(days=9),
    )
    assert (count(), SupervisionLine.objects.count()) == before


@pytest.mark.parametrize("who", ["oneself", "below"])
def test_nobody_stands_above_themself(world: World, who: str) -> None:
    supervisor = world.david if who == "oneself" else world.marie
    with pytest.raises(PeopleError) as refused:
        operations.set_supervisor(
            by=world.louise, staff=world.david, supervisor=supervisor, kind=LineKind.MANAGER, now=NOW
        )
    assert refused.value.code == "line_loop"
