"""The commands: what they print, the files they write, and how they end."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from balise.people.imports import tables
from balise.people.imports.commands import export_file, import_file
from balise.people.imports.fields import Kind
from balise.people.models import Staff
from tests.people.imports.files import STAFF_HEADER, everyone
from tests.people.world import NOW, World

if TYPE_CHECKING:
    from pathlib import Path

LOUISE = "louise@example.org"
ANN = "E1,Ann Roy,ann@example.org,employee,Home care,en"
BAD = "E2,Luc Roy,luc,employee,Home care,en"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    written = tmp_path / "staff.csv"
    written.write_text("\n".join((STAFF_HEADER + ",Shoe", ANN + ",9", BAD + ",8")), encoding="utf-8")
    return written


def test_a_dry_run_tells_and_writes_nothing_but_the_error_file(
    world: World, file: Path, tmp_path: Path
) -> None:
    before = everyone()
    errors = tmp_path / "errors.csv"
    done = import_file(
        kind=Kind.STAFF, file=file, by=LOUISE, now=NOW, lang="en", dry_run=True, good_rows=True, errors=errors
    )
    assert done.lines == [
        "2 rows: 1 to add, 0 to change, 0 unchanged, 0 left as they are, 1 to correct.",
        "Columns left out: Shoe.",
        "Row 3. Courriel, “luc”: This is not a complete e-mail address. For example, name@example.ca.",
        f"The rows to correct are in {errors}.",
        "Dry run: nothing was saved.",
    ]
    assert (done.code, everyone()) == (1, before)
    assert [row.cells[0] for row in tables.read(errors.read_bytes(), "errors.csv").rows] == ["E2"]
    assert errors.stat().st_mode & 0o077 == 0
    assert world.louise.email == LOUISE


def test_an_import_with_a_fault_imports_nothing_and_ends_with_1(world: World, file: Path) -> None:
    done = import_file(kind=Kind.STAFF, file=file, by=LOUISE, now=NOW, lang="fr")
    assert done.code == 1
    assert done.lines[-1].startswith("Rien n’a été importé.")
    assert not Staff.objects.filter(email="ann@example.org").exists()
    assert world.louise.pk


@pytest.mark.usefixtures("world")
def test_good_rows_go_in_when_asked(file: Path) -> None:
    done = import_file(kind=Kind.STAFF, file=file, by=LOUISE, now=NOW, lang="en", good_rows=True)
    assert (done.code, done.lines[-1]) == (1, "1 rows imported.")
    assert Staff.objects.filter(email="ann@example.org").exists()


@pytest.mark.usefixtures("world")
def test_a_mapping_is_kept_and_used_again(file: Path, tmp_path: Path) -> None:
    kept = tmp_path / "mapping.json"
    first = import_file(
        kind=Kind.STAFF, file=file, by=LOUISE, now=NOW, lang="en", dry_run=True, keep_mapping=kept
    )
    again = import_file(kind=Kind.STAFF, file=file, by=LOUISE, now=NOW, lang="en", dry_run=True, mapping=kept)
    assert first.lines == again.lines
    other = import_file(kind=Kind.CLIENTS, file=file, by="paul@example.org", now=NOW, lang="en", mapping=kept)
    assert (other.code, "another kind" in other.lines[0]) == (2, True)


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize("by", ["nobody@example.org", "marie@example.org"])
def test_whoever_may_not_import_is_told_so(file: Path, by: str) -> None:
    done = import_file(kind=Kind.STAFF, file=file, by=by, now=NOW, lang="en")
    assert (done.code, len(done.lines)) == (2, 1)


@pytest.mark.usefixtures("world")
def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    done = import_file(kind=Kind.STAFF, file=tmp_path / "no.csv", by=LOUISE, now=NOW, lang="en")
    assert (done.code, "cannot be opened" in done.lines[0]) == (2, True)


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize("name", ["staff.csv", "staff.xlsx"])
def test_an_export_is_a_file_that_can_be_imported(tmp_path: Path, name: str) -> None:
    output = tmp_path / name
    assert export_file(kind=Kind.STAFF, output=output, by=LOUISE, now=NOW, lang="fr").code == 0
    done = import_file(kind=Kind.STAFF, file=output, by=LOUISE, now=NOW, lang="fr", dry_run=True)
    assert done.code == 0
    assert "0 à ajouter, 0 à modifier, 12 inchangées" in done.lines[0]
