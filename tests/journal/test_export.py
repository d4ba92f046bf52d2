"""Taking the journal out: CSV without formulas, bundles that a script of fifty lines checks, and the
commands.
"""

from __future__ import annotations

import csv
import json
import stat
import subprocess
import sys
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from pytest_django import Settings

from balise.journal import commands, keys
from balise.journal.checkpoints import FaultyCheckpointError, read
from balise.journal.export import as_csv, bundle, seal
from balise.journal.operations import record_all
from balise.journal.queries import Reader, Search
from tests.journal.samples import AUDITOR, NOON, gift

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]

SCRIPT = Path(__file__).parents[2] / "docs" / "verify_journal.py"
AUDIT = Reader(audiences=AUDITOR)
DIRECTOR = Reader(audiences=frozenset({"hr_director"}))


def checked(folder: Path, lines: list[str], *key: str) -> str:
    file = folder / "bundle.jsonl"
    file.write_text("".join(lines), encoding="utf-8")
    run = subprocess.run(
        [sys.executable, SCRIPT, file, *key], capture_output=True, text=True, check=False, encoding="utf-8"
    )
    return run.stdout + run.stderr


def exported(what: Search | None = None, reader: Reader = AUDIT) -> list[str]:
    return list(bundle(reader=reader, what=what or Search(), now=NOON))


@pytest.mark.usefixtures("journal")
def test_the_script_checks_a_whole_journal_and_a_part_of_it(tmp_path: Path) -> None:
    key = keys.keyring().current.public
    sealed = f"40 entries sealed at 2026-03-02T12:00:00.000000Z are as written; signed with {key}\n"
    assert checked(tmp_path, exported(), key) == f"all {sealed}"
    assert checked(tmp_path, exported(Search(person="client:3")), key) == f"6 of {sealed}"


@pytest.mark.usefixtures("journal")
def test_the_script_finds_every_change(tmp_path: Path) -> None:
    lines = exported()
    one, other = json.loads(lines[5]), json.loads(lines[6])
    changed = {
        "content": {**one, "entry": one["entry"].replace("staff", "stuff")},
        "position": {**one, "position": 6},
        "twice": other,
        "path": {**one, "path": one["path"][:-1]},
    }
    for what in changed.values():
        assert "NOT VERIFIED" in checked(tmp_path, [*lines[:5], json.dumps(what) + "\n", *lines[6:]])
    assert "NOT VERIFIED" in checked(tmp_path, [lines[0].replace('"count":40', '"count":39'), *lines[1:]])
    assert "another key" in checked(tmp_path, lines, "AAAA")
    assert checked(tmp_path, lines[:-1]).startswith("39 of 40")


def test_the_script_is_short() -> None:
    code = [line for line in SCRIPT.read_text(encoding="utf-8").splitlines() if line.strip()]
    assert len(code) <= 55


@pytest.mark.usefixtures("journal")
def test_a_bundle_shows_no_field_that_the_reader_may_not_see() -> None:
    assert "chocolat" not in "".join(exported())
    assert len(exported(reader=DIRECTOR)) == 31, "gifts only: their hidden field is encrypted"


@pytest.mark.usefixtures("journal")
def test_the_csv_says_the_same_as_the_page_and_holds_no_formula() -> None:
    one = gift(5)
    record_all([replace(one, fields={"cents": 1, "what": "=HYPERLINK(1)"})])
    text = "".join(as_csv(reader=AUDIT, what=Search(object="gift:5"), lang="fr"))
    heading, *rows = csv.reader(StringIO(text.removeprefix("\N{BYTE ORDER MARK}")))
    assert heading[1] == "Moment"
    assert len(rows) == 2
    assert rows[0][3].startswith("staff:0 a déclaré un cadeau de client:5")


# The commands


@pytest.mark.usefixtures("journal")
def test_the_command_says_that_all_is_well(tmp_path: Path) -> None:
    file = tmp_path / "checkpoint.json"
    sealed = commands.seal(output=file, now=NOON, lang="en")
    assert sealed.code == 0
    assert read(file.read_text(encoding="utf-8")).statement.count == 40
    outcome = commands.verify(against=[file], now=NOON, lang="en")
    assert outcome.lines == ["The journal is whole: 40 entries verified, 4 checkpoints."]
    assert commands.verify(now=NOON, lang="fr").lines[0].startswith("Le journal est intact")


@pytest.mark.usefixtures("journal")
def test_a_checkpoint_is_never_written_over_another(tmp_path: Path) -> None:
    file = tmp_path / "checkpoint.json"
    file.touch()
    assert commands.seal(output=file, now=NOON, lang="en").code == 2
    assert file.read_text(encoding="utf-8") == ""


@pytest.mark.usefixtures("journal")
def test_a_file_that_is_no_checkpoint_is_told(tmp_path: Path) -> None:
    file = tmp_path / "x.json"
    file.write_text("{}", encoding="utf-8")
    outcome = commands.verify(against=[file], now=NOON, lang="en")
    assert (outcome.code, outcome.lines) == (2, [f"`{file}` is no checkpoint that can be read."])


def test_an_empty_journal_is_whole_and_can_be_sealed() -> None:
    seal(now=NOON)
    assert commands.verify(now=NOON, lang="en").code == 0


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"checkpoint": 1}', "null"])
def test_what_is_no_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(FaultyCheckpointError):
        read(text)


# The keys


@pytest.mark.usefixtures("journal")
def test_the_key_is_for_its_owner_only(journal_folder: Path) -> None:
    assert stat.S_IMODE((journal_folder / "key").stat().st_mode) == 0o600


@pytest.mark.usefixtures("journal")
def test_a_new_key_still_knows_what_the_old_one_signed(settings: Settings, journal_folder: Path) -> None:
    old = (journal_folder / "key").read_text(encoding="ascii").strip()
    settings.BALISE_JOURNAL_KEY = f"{old},{'A' * 43}="
    record_all([gift(50)])
    seal(now=NOON)
    assert commands.verify(now=NOON, lang="en").code == 0


def test_a_faulty_key_is_told_and_not_shown(settings: Settings) -> None:
    settings.BALISE_JOURNAL_KEY = "c2VjcmV0"
    with pytest.raises(keys.FaultyKeyError, match="not 32 bytes") as caught:
        keys.keyring()
    assert "c2VjcmV0" not in str(caught.value)
