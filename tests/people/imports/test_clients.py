"""Importing clients: known by a number, proposed by name, never merged; files out of reach stay hidden."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from balise.people import operations
from balise.people.errors import NotAllowedError
from balise.people.imports import tables
from balise.people.imports.faults import FileRefusedError
from balise.people.imports.fields import Kind
from balise.people.imports.mapping import ColumnMapping, DateOrder, propose
from balise.people.imports.models import ExternalId
from balise.people.imports.outcomes import Counts, Fate
from balise.people.models import Client, ClientHealth, ContactPoint
from balise.people.words import ContactKind, Language, Role
from tests.people.imports.files import client_file, everyone, faults, imported, looked_at
from tests.people.notes import noted
from tests.people.world import NOW, ROSE, ULLA, World, appoint, relate

ANN = "C1,Ann Roy,Home care,en,1950-01-31,506 555-0199,1 Main Street"
ROSE_ROW = ",Rose Landry,,,1941-05-02,506 555-0101,"
HEALTH = "Balise,Nom,Unité,Langue,Diagnostic"


def test_a_new_client_is_opened_and_noted_as_the_operation_does(world: World) -> None:
    imported(world.paul, Kind.CLIENTS, client_file(ANN))
    ann = Client.objects.get(full_name="Ann Roy")
    assert (ann.unit, ann.language, ann.birth_date) == (world.home, "en", date(1950, 1, 31))
    assert set(ContactPoint.objects.filter(client=ann).values_list("kind", "value")) == {
        ("phone", "506 555-0199"),
        ("address", "1 Main Street"),
    }
    assert ExternalId.objects.get(client=ann).value == "C1"
    operations.add_client(
        by=world.paul, unit=world.home, uuid=UUID(int=77), full_name="Zoé Roy", language=Language.EN, now=NOW
    )
    *_, ours, theirs = noted("client_added")
    assert (ours["object"], ours.keys()) == (f"client:{ann.uuid}", theirs.keys())
    assert ours["fields"] == {"unit": f"unit:{world.home.uuid}"}


def test_whoever_may_change_a_file_changes_it_by_its_id_and_the_reading_is_noted(world: World) -> None:
    header = "Balise,Nom,Unité,Langue,Téléphone,Né le"
    row = f"{ROSE},Rose B. Landry,,en,506 555-0102,02/05/1941"
    table = tables.read(f"{header}\n{row}\n".encode(), "")
    mapping = ColumnMapping(
        kind=Kind.CLIENTS, columns=propose(Kind.CLIENTS, table.headers).columns, dates=DateOrder.DAY_FIRST
    )
    result = imported(world.pia, Kind.CLIENTS, table, mapping)
    assert [(one.field, one.before, one.after) for one in result.checked.outcomes[0].changes] == [
        ("full_name", "Rose Landry", "Rose B. Landry"),
        ("language", "fr", "en"),
        ("phone", "506 555-0101", "506 555-0102"),
    ]
    rose = Client.objects.get(uuid=ROSE)
    assert (rose.full_name, rose.language, rose.birth_date) == ("Rose B. Landry", "en", date(1941, 5, 2))
    assert set(ContactPoint.objects.filter(client=rose).values_list("value", flat=True)) == {
        "506 555-0102",
        "rose@example.org",
    }
    assert noted("client_changed")[-1]["fields"] == {"changed": ["contacts", "full_name", "language"]}
    assert noted("file_read")[-1]["object"] == f"client:{ROSE}"


def test_a_client_of_the_same_name_is_proposed_and_never_merged(world: World) -> None:
    before = everyone()
    row = ",Rose Landry,Home care,fr,1941-05-02,506 555-0999,"
    [(_, column, said)] = faults(looked_at(world.pia, Kind.CLIENTS, client_file(row)))
    assert (column, str(ROSE) in said, "“new”" in said) == ("Nom", True, True)
    assert not imported(world.pia, Kind.CLIENTS, client_file(row)).written
    assert everyone() == before


def test_a_row_that_says_what_the_file_says_is_that_client(world: World) -> None:
    checked = looked_at(
        world.pia, Kind.CLIENTS, client_file(",Rose Landry,Home care,fr,1941-05-02,506 555-0101,")
    )
    assert checked.counts == Counts(added=0, changed=0, unchanged=1, kept=0, faulty=0)


def test_another_birth_date_is_another_person(world: World) -> None:
    checked = looked_at(world.marie, Kind.CLIENTS, client_file(",Rose Landry,Home care,fr,1970-01-01,,"))
    assert "may not add" in faults(checked)[0][2]  # not proposed: Marie may read, so birth dates count


def test_whoever_may_not_read_a_file_learns_no_birth_date_from_it(world: World) -> None:
    rows = [f",Rose Landry,Home care,fr,{born},," for born in ("1941-05-02", "1970-01-01", "")]
    said = {faults(looked_at(world.paul, Kind.CLIENTS, client_file(row)))[0][2] for row in rows}
    assert len(said) == 1
    assert noted("file_read") == []


def test_new_in_the_column_balise_opens_a_file_for_someone_of_the_same_name(world: World) -> None:
    table = tables.read("Balise,Nom,Unité,Langue\nnouveau,Rose Landry,Home care,fr\n".encode(), "")
    assert imported(world.paul, Kind.CLIENTS, table).written
    assert Client.objects.filter(full_name="Rose Landry").count() == 2


def test_two_rows_of_one_name_are_asked_about(world: World) -> None:
    twice = client_file(ANN.replace("C1", ""), ANN.replace("C1", ""))
    [(row, _, said)] = faults(looked_at(world.paul, Kind.CLIENTS, twice))
    assert (row, "Row 2 has the same name" in said) == (3, True)
    apart = client_file(ANN, ANN.replace("C1", "C2"))
    assert looked_at(world.paul, Kind.CLIENTS, apart).counts.added == 2


def test_a_file_that_the_importer_may_see_and_not_change_is_left_as_it_is(world: World) -> None:
    imported(world.paul, Kind.CLIENTS, client_file(ANN))
    before = everyone()
    result = imported(world.paul, Kind.CLIENTS, client_file(ANN.replace("Ann", "Anne")))
    assert (result.checked.outcomes[0].fate, everyone()) == (Fate.KEPT, before)


def test_a_file_stays_in_its_unit(world: World) -> None:
    table = tables.read(f"Balise,Nom,Unité,Langue\n{ROSE},Rose Landry,Relief,\n".encode(), "")
    [(_, column, _)] = faults(looked_at(world.pia, Kind.CLIENTS, table))
    assert column == "Unité"


# Hidden and absent answer alike


def test_an_id_out_of_reach_and_one_that_is_not_there_answer_alike_and_are_noted(world: World) -> None:
    nobody = "00000000-0000-0000-0000-00000000ffff"
    said = set()
    for uuid in (str(ULLA), nobody):
        table = tables.read(f"Balise,Nom,Unité,Langue\n{uuid},X Y,Home care,fr\n".encode(), "")
        said.add(faults(looked_at(world.paul, Kind.CLIENTS, table))[0][2].replace(uuid, "…"))
    assert len(said) == 1
    assert [entry["object"] for entry in noted("file_refused")] == [f"client:{ULLA}", f"client:{nobody}"]


def test_a_number_of_a_file_out_of_reach_is_refused_without_saying_whose(world: World) -> None:
    imported(world.rita, Kind.CLIENTS, client_file("C9,Otto Kay,Relief,en,,,"))
    [(_, column, said)] = faults(
        looked_at(world.paul, Kind.CLIENTS, client_file("C9,Otto Kay,Home care,en,,,"))
    )
    assert (column, "Otto" in said) == ("Numéro de dossier", False)


def test_nobody_changes_the_file_of_someone_close(world: World) -> None:
    relate(world.rose, world.pia)
    table = tables.read(f"Balise,Nom,Unité,Langue\n{ROSE},Rose L.,,\n".encode(), "")
    [(_, column, said)] = faults(looked_at(world.pia, Kind.CLIENTS, table))
    assert (column, "Nothing of the kind" in said) == ("Balise", True)


@pytest.mark.parametrize("name", ["louise", "ines", "axel", "omar"])
def test_whoever_opens_and_changes_no_file_imports_no_clients(world: World, name: str) -> None:
    with pytest.raises(NotAllowedError):
        looked_at(getattr(world, name), Kind.CLIENTS, client_file(ANN))


# Health


@pytest.mark.provision("S1-49")
@pytest.mark.parametrize("name", ["paul", "grace", "david"])
def test_columns_of_health_are_refused_to_whoever_may_write_none(world: World, name: str) -> None:
    table = tables.read(f"{HEALTH}\nnew,Ann Roy,Home care,fr,asthma\n".encode(), "")
    with pytest.raises(FileRefusedError) as refused:
        looked_at(getattr(world, name), Kind.CLIENTS, table)
    assert (refused.value.code, "Diagnostic" in refused.value.message.fr) == ("health", True)


def test_whoever_may_write_health_imports_it_and_both_reading_and_writing_are_noted(world: World) -> None:
    table = tables.read(f"{HEALTH}\n{ROSE},Rose Landry,,,asthma\n".encode(), "")
    imported(world.marie, Kind.CLIENTS, table)
    assert ClientHealth.objects.get(client=world.rose).conditions == "asthma"
    assert [noted(kind)[-1]["object"] for kind in ("health_read", "health_changed")] == [f"client:{ROSE}"] * 2
    changes = looked_at(
        world.marie, Kind.CLIENTS, tables.read(f"{HEALTH}\n{ROSE},,,,x\n".encode(), "")
    ).outcomes[0]
    assert [(one.field, one.before, one.after) for one in changes.changes] == [("conditions", "", "")]


def test_health_of_someone_else_is_a_fault_of_that_cell(world: World) -> None:
    operations.assign(
        by=world.david, staff=world.sam, client=world.rose, service="visits", reason="rota", now=NOW
    )
    table = tables.read(f"{HEALTH}\nnew,Ann Roy,Home care,fr,asthma\n".encode(), "")
    said = [column for _, column, _ in faults(looked_at(world.sam, Kind.CLIENTS, table))]
    assert said == ["Unité", "Diagnostic"]


def test_whoever_adds_and_answers_for_privacy_may_write_health_of_new_people(world: World) -> None:
    appoint(world, world.pia, Role.MANAGER, world.home)
    imported(
        world.pia, Kind.CLIENTS, tables.read(f"{HEALTH}\nnew,Ann Roy,Home care,fr,asthma\n".encode(), "")
    )
    assert ClientHealth.objects.get(client__full_name="Ann Roy").conditions == "asthma"


# Dates


@pytest.mark.parametrize(
    ("words", "order", "day"),
    [
        ("1941-05-02", DateOrder.YEAR_FIRST, date(1941, 5, 2)),
        ("1941/5/2", DateOrder.DAY_FIRST, date(1941, 5, 2)),
        ("31/05/1941", DateOrder.YEAR_FIRST, date(1941, 5, 31)),
        ("05/31/1941", DateOrder.YEAR_FIRST, date(1941, 5, 31)),
        ("02/05/1941", DateOrder.DAY_FIRST, date(1941, 5, 2)),
        ("02/05/1941", DateOrder.MONTH_FIRST, date(1941, 2, 5)),
        ("02/05/1941", DateOrder.YEAR_FIRST, None),
        ("31/05/1941", DateOrder.MONTH_FIRST, None),
        ("1941-02-30", DateOrder.YEAR_FIRST, None),
        ("2041-02-03", DateOrder.YEAR_FIRST, None),
        ("May 1941", DateOrder.YEAR_FIRST, None),
    ],
)
def test_a_date_is_understood_or_refused_never_guessed(
    world: World, words: str, order: DateOrder, day: date | None
) -> None:
    table = client_file(f"C1,Ann Roy,Home care,en,{words},,")
    columns = propose(Kind.CLIENTS, table.headers).columns
    checked = looked_at(
        world.paul, Kind.CLIENTS, table, ColumnMapping(kind=Kind.CLIENTS, columns=columns, dates=order)
    )
    assert checked.outcomes[0].values.get("birth_date") == day
    assert checked.counts.faulty == (day is None)


def test_several_ways_to_reach_someone_stand_in_one_cell(world: World) -> None:
    imported(world.paul, Kind.CLIENTS, client_file("C1,Ann Roy,Home care,en,,506 555-0199; 506 555-0198,"))
    points = ContactPoint.objects.filter(client__full_name="Ann Roy", kind=ContactKind.PHONE)
    assert set(points.values_list("value", flat=True)) == {"506 555-0199", "506 555-0198"}


def test_a_client_opened_by_hand_is_proposed_to_a_file_with_numbers(world: World) -> None:
    operations.add_client(
        by=world.paul,
        unit=world.home,
        uuid=UUID(int=77),
        full_name="Ann Roy",
        language=Language.EN,
        now=NOW,
    )
    [(_, column, _)] = faults(looked_at(world.paul, Kind.CLIENTS, client_file(ANN)))
    assert column == "Nom"
