"""Exports: only what the exporter may see, never health, no formula; and what left can come back."""

from __future__ import annotations

from hashlib import sha256

import pytest

from balise.journal.models import Entry
from balise.people.access import visible_staff
from balise.people.errors import NotAllowedError
from balise.people.imports import tables
from balise.people.imports.exporting import export
from balise.people.imports.fields import Kind
from balise.people.imports.shapes import WORKBOOK, Format
from balise.people.models import Client, Staff
from balise.people.words import Role
from balise.policy.text import LANGS, Lang
from tests.people.imports.files import everyone, imported, staff_file
from tests.people.notes import noted
from tests.people.world import NOW, World, appoint, relate

TEXT = Format(workbook=False, separator=";")


def out(by: Staff, kind: Kind, shape: Format = TEXT, lang: Lang = "en") -> tables.Table:
    return tables.read(export(by=by, kind=kind, shape=shape, lang=lang, now=NOW), f"x.{shape.extension}")


def column(table: tables.Table, header: str) -> list[str]:
    at = table.headers.index(header)
    return [row.cells[at] for row in table.rows]


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("shape", [TEXT, WORKBOOK])
@pytest.mark.parametrize(("name", "kind"), [("louise", Kind.STAFF), ("pia", Kind.CLIENTS)])
def test_what_left_comes_back_and_changes_nothing(
    world: World, name: str, kind: Kind, shape: Format, lang: Lang
) -> None:
    before = everyone()
    result = imported(getattr(world, name), kind, out(getattr(world, name), kind, shape, lang))
    assert (result.written, result.counts.unchanged) == (True, result.counts.rows)
    assert everyone() == before


@pytest.mark.provision("S1-49")
def test_health_is_in_no_export(world: World) -> None:
    content = export(by=world.pia, kind=Kind.CLIENTS, shape=TEXT, lang="en", now=NOW).decode("utf-8-sig")
    assert "Rose Landry" in content
    assert "diabetes" not in content
    assert "Health" not in content


@pytest.mark.parametrize("name", ["marie", "david", "grace", "paul", "louise", "ines", "axel", "omar"])
def test_clients_leave_with_the_privacy_officer_only(world: World, name: str) -> None:
    with pytest.raises(NotAllowedError):
        out(getattr(world, name), Kind.CLIENTS)


def test_someone_close_to_the_exporter_is_left_out(world: World) -> None:
    relate(world.rose, world.pia)
    assert column(out(world.pia, Kind.CLIENTS), "Full name") == ["Theo Boudreau", "Ulla Meyer"]


@pytest.mark.parametrize("role", [Role.HR_DIRECTOR, Role.ADMINISTRATOR])
def test_staff_are_those_whose_records_the_exporter_keeps(world: World, role: Role) -> None:
    appoint(world, world.aline, role, world.relief)
    imported(world.louise, Kind.STAFF, staff_file("E1,Aline Gagnon,aline@example.org,,,"))
    seen = out(world.aline, Kind.STAFF)
    assert column(seen, "E-mail") == ["aline@example.org", "rita@example.org"]
    assert column(seen, "External number") == ["E1", ""]


@pytest.mark.parametrize("name", ["marie", "david", "grace", "paul", "ines", "pia", "axel"])
def test_to_see_ones_colleagues_is_not_to_take_out_a_list_of_them(world: World, name: str) -> None:
    assert visible_staff(getattr(world, name), NOW).exists()
    with pytest.raises(NotAllowedError):
        out(getattr(world, name), Kind.STAFF)
    assert not Entry.objects.filter(kind="people_imports.exported").exists()


def test_an_export_is_noted_with_its_hash_and_every_file_in_it_as_read(world: World) -> None:
    content = export(by=world.pia, kind=Kind.CLIENTS, shape=TEXT, lang="fr", now=NOW)
    [entry] = Entry.objects.filter(kind="people_imports.exported")
    assert sha256(content).hexdigest() in entry.content
    read = {entry["object"] for entry in noted("file_read")}
    assert read == {f"client:{client.uuid}" for client in Client.objects.all()}


def test_a_name_that_is_a_formula_is_made_harmless(world: World) -> None:
    Staff.objects.filter(pk=world.aline.pk).update(full_name='=HYPERLINK("x")')
    content = export(by=world.louise, kind=Kind.STAFF, shape=TEXT, lang="en", now=NOW).decode("utf-8-sig")
    assert "\"'=HYPERLINK(" in content
    assert '=HYPERLINK("x")' in column(out(world.louise, Kind.STAFF), "Full name")
