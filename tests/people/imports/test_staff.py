"""Importing staff: added, changed, recognised; refused row by row with what to do."""

from __future__ import annotations

import json

import pytest

from balise.journal.models import Entry
from balise.people import operations
from balise.people.errors import NotAllowedError
from balise.people.imports.faults import FileRefusedError
from balise.people.imports.fields import Kind
from balise.people.imports.mapping import ColumnMapping, propose
from balise.people.imports.models import ExternalId
from balise.people.imports.operations import import_people
from balise.people.imports.outcomes import Counts
from balise.people.models import Staff
from balise.people.words import Language, Role, Status, UnitKind
from balise.policy.text import Text
from tests.people.imports.files import STAFF_HEADER, everyone, faults, imported, looked_at, staff_file
from tests.people.notes import noted
from tests.people.world import NOW, World, appoint

ANN = "E1,Ann Roy,ann@example.org,employee,Home care,en"
LUC = "E2,Luc Roy,luc@example.org,bénévole,Secours,français"


def imports() -> list[dict[str, object]]:
    return [_content(entry) for entry in Entry.objects.filter(kind="people_imports.imported")]


def _content(entry: Entry) -> dict[str, object]:
    content: dict[str, object] = json.loads(entry.content)
    return content


def test_a_preview_says_what_would_happen_and_writes_nothing(world: World) -> None:
    before = everyone()
    marie = "E3,Marie T. Tremblay,marie@example.org,employé,Clinique du quai,fr"
    sam = ",Sam Okafor,sam@example.org,volunteer,home care,fr"
    checked = looked_at(world.louise, Kind.STAFF, staff_file(ANN, marie, sam, "E4,,x,boss,Nowhere,de"))
    assert checked.counts == Counts(added=1, changed=1, unchanged=1, kept=0, faulty=1)
    assert [(change.field, change.before, change.after) for change in checked.outcomes[1].changes] == [
        ("full_name", "Marie Tremblay", "Marie T. Tremblay"),
        ("external_id", "", "E3"),
    ]
    assert everyone() == before


def test_each_fault_names_row_column_words_and_what_to_do(world: World) -> None:
    checked = looked_at(world.louise, Kind.STAFF, staff_file("E4,,marie@,boss,Nowhere,de"))
    assert faults(checked) == [
        (
            2,
            "Courriel",
            "Courriel, “marie@”: This is not a complete e-mail address. For example, name@example.ca.",
        )
    ]
    checked = looked_at(world.louise, Kind.STAFF, staff_file("E4,,m@example.org,boss,Nowhere,"))
    assert faults(checked) == [
        (2, "Nom", "Nom: This value is missing. Add it."),
        (
            2,
            "Unité",
            "Unité, “Nowhere”: No unit has this name. Write it as it stands in Balise.",
        ),
        (
            2,
            "Statut",
            "Statut, “boss”: This status is not known. Write employee, volunteer or delegate.",
        ),
        (2, "Langue", "Langue: This value is missing. Add it."),
    ]
    assert checked.problems[2].sentence.fr == (
        "Statut, «\u00a0boss\u00a0»\u00a0: Ce statut n’est pas connu. Écrivez employé, bénévole ou délégué."
    )


def test_good_rows_are_hired_and_noted_as_the_operation_does(world: World) -> None:
    result = imported(world.louise, Kind.STAFF, staff_file(ANN, LUC))
    assert result.written
    ann, luc = Staff.objects.get(email="ann@example.org"), Staff.objects.get(email="luc@example.org")
    assert (ann.full_name, ann.status, ann.unit, ann.language) == (
        "Ann Roy",
        Status.EMPLOYEE,
        world.home,
        "en",
    )
    assert (luc.full_name, luc.status, luc.unit, luc.language) == (
        "Luc Roy",
        Status.VOLUNTEER,
        world.relief,
        "fr",
    )
    operations.hire(
        by=world.louise,
        unit=world.home,
        full_name="Zoé Roy",
        email="zoe@example.org",
        status=Status.EMPLOYEE,
        language=Language.EN,
        now=NOW,
    )
    *_, one, _, theirs = noted("hired")
    assert one.keys() == theirs.keys()
    assert {**one, "id": 0, "object": 0, "fields": {**one["fields"], "status": 0}} == {
        **theirs, "id": 0, "object": 0, "fields": {**theirs["fields"], "status": 0}
    }  # fmt: skip


def test_an_import_is_one_entry_with_its_counts_and_the_hash_of_the_file(world: World) -> None:
    table = staff_file(ANN, LUC, "E5,,bad,,,")
    imported(world.louise, Kind.STAFF, table, good_rows=True)
    [entry] = imports()
    assert entry["fields"] == {
        "what": "staff", "sha256": table.sha256, "added": 2, "changed": 0, "unchanged": 0, "left_out": 1
    }  # fmt: skip


def test_one_bad_row_keeps_all_out_unless_the_good_ones_are_asked_for(world: World) -> None:
    before = everyone()
    table = staff_file(ANN, "E5,Eve Roy,eve,employee,Home care,en")
    result = imported(world.louise, Kind.STAFF, table)
    assert (result.written, len(result.left_out), everyone()) == (False, 2, before)
    assert imports() == []
    result = imported(world.louise, Kind.STAFF, table, good_rows=True)
    assert (result.written, [outcome.row.number for outcome in result.left_out]) == (True, [3])
    assert Staff.objects.filter(email="ann@example.org").exists()


def test_a_known_number_finds_the_person_under_a_new_address(world: World) -> None:
    imported(world.louise, Kind.STAFF, staff_file(ANN))
    ann = Staff.objects.get(email="ann@example.org")
    imported(
        world.louise, Kind.STAFF, staff_file(ANN.replace("ann@", "anne@").replace("Home care", "Relief"))
    )
    ann.refresh_from_db()
    assert (ann.email, ann.unit) == ("anne@example.org", world.relief)
    assert noted("staff_moved")[-1]["fields"]["unit"] == f"unit:{world.relief.uuid}"
    [changed] = Entry.objects.filter(kind="people_imports.staff_changed")
    assert _content(changed)["fields"] == {"changed": ["email"]}


def test_an_empty_cell_takes_nothing_away_and_a_default_changes_nobody(world: World) -> None:
    table = staff_file("E9,Marie Tremblay,marie@example.org,,,")
    columns = propose(Kind.STAFF, table.headers).columns
    mapping = ColumnMapping(kind=Kind.STAFF, columns=columns, defaults={"language": "en", "unit": "Relief"})
    imported(world.louise, Kind.STAFF, table, mapping)
    marie = Staff.objects.get(pk=world.marie.pk)
    assert (marie.language, marie.unit, marie.status) == ("fr", world.clinic, Status.EMPLOYEE)
    assert ExternalId.objects.get(staff=marie).value == "E9"


def test_a_default_fills_the_empty_cells_of_new_people(world: World) -> None:
    table = staff_file("E9,Ann Roy,ann@example.org,,,")
    columns = propose(Kind.STAFF, table.headers).columns
    said = {"language": "en", "unit": "Relief", "status": "volunteer"}
    imported(world.louise, Kind.STAFF, table, ColumnMapping(kind=Kind.STAFF, columns=columns, defaults=said))
    ann = Staff.objects.get(email="ann@example.org")
    assert (ann.language, ann.unit, ann.status) == ("en", world.relief, "volunteer")


@pytest.mark.parametrize(
    ("second", "text"),
    [
        (ANN.replace("ann@", "other@"), "Row 2 is about this person already. Keep only one of the two rows."),
        (ANN.replace("E1", "E7"), "Row 2 is about this person already. Keep only one of the two rows."),
    ],
)
def test_the_same_person_twice_in_a_file_is_a_fault(world: World, second: str, text: str) -> None:
    [(row, _, said)] = faults(looked_at(world.louise, Kind.STAFF, staff_file(ANN, second)))
    assert row == 3
    assert said.endswith(text)


def test_an_address_that_belongs_to_someone_with_another_number_is_a_fault(world: World) -> None:
    imported(world.louise, Kind.STAFF, staff_file(ANN))
    [(_, column, _)] = faults(looked_at(world.louise, Kind.STAFF, staff_file(ANN.replace("E1", "E7"))))
    assert column == "Courriel"


def test_a_unit_whose_name_repeats_is_asked_for_with_the_units_above(world: World) -> None:
    for parent in (world.home, world.relief):
        operations.add_unit(
            by=world.louise, parent=parent, kind=UnitKind.SITE, name=Text("Bureau", "Office"), now=NOW
        )
    bare = looked_at(world.louise, Kind.STAFF, staff_file(ANN.replace("Home care", "Office")))
    assert "Several units have this name" in faults(bare)[0][2]
    whole = looked_at(
        world.louise, Kind.STAFF, staff_file(ANN.replace("Home care", "Coast / Relief / Office"))
    )
    assert whole.counts.added == 1


# Who may


@pytest.mark.parametrize("name", ["marie", "sam", "david", "grace", "paul", "ines", "pia", "axel"])
def test_whoever_may_hire_nobody_imports_no_staff(world: World, name: str) -> None:
    before = everyone()
    with pytest.raises(NotAllowedError):
        imported(getattr(world, name), Kind.STAFF, staff_file(ANN))
    with pytest.raises(NotAllowedError):
        looked_at(getattr(world, name), Kind.STAFF, staff_file(ANN))
    assert everyone() == before


def test_a_director_of_one_programme_hires_there_only(world: World) -> None:
    appoint(world, world.paul, Role.HR_DIRECTOR, world.home)
    checked = looked_at(world.paul, Kind.STAFF, staff_file(ANN, LUC))
    assert faults(checked) == [
        (
            3,
            "Unité",
            (
                "Unité, “Secours”: You may not add anyone to this unit. "
                "Take the row out, or hand it to someone of that unit."
            ),
        )
    ]
    aline = ",Someone Else,aline@example.org,employee,Home care,en"
    [(_, column, said)] = faults(looked_at(world.paul, Kind.STAFF, staff_file(aline)))
    assert (column, "Aline" in said) == ("Courriel", False)


def test_nobody_moves_themself_by_a_file(world: World) -> None:
    row = ",Louise Bergeron,louise@example.org,,Relief,"
    [(_, column, said)] = faults(looked_at(world.louise, Kind.STAFF, staff_file(row)))
    assert (column, "may not move" in said) == ("Unité", True)


def test_what_changed_since_the_preview_is_not_imported(world: World) -> None:
    table = staff_file(ANN)
    expected = looked_at(world.louise, Kind.STAFF, table).counts
    imported(world.louise, Kind.STAFF, table)
    with pytest.raises(FileRefusedError) as refused:
        import_people(
            by=world.louise,
            table=table,
            mapping=propose(Kind.STAFF, table.headers),
            now=NOW,
            expected=expected,
        )
    assert refused.value.code == "changed_meanwhile"


def test_progress_is_told_up_to_the_end(world: World) -> None:
    table = staff_file(ANN, LUC)
    told: list[tuple[str, int, int]] = []
    import_people(
        by=world.louise,
        table=table,
        mapping=propose(Kind.STAFF, table.headers),
        now=NOW,
        progress=lambda part, done, rows: told.append((part, done, rows)),
    )
    assert told == [("check", 2, 2), ("write", 2, 2)]


def test_the_header_of_these_tests_is_recognised_whole() -> None:
    assert None not in propose(Kind.STAFF, STAFF_HEADER.split(",")).columns.values()
