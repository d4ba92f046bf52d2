"""What a backup says about itself, where it is refused, and what is told of it once it is restored."""

import json
import subprocess
import tarfile
from pathlib import Path
from typing import Any

import pytest

from balise.server.archive.backup import MANIFEST
from balise.server.archive.sealed import Opener
from tests.databases import Server
from tests.server.installation import Installation
from tests.server.machines import PASSPHRASE, Machines

SENDING = """
import django; django.setup()
from balise.outreach.words import Audience, Means
from balise.policy.text import Text
from tests.consent.conftest import ask_for
from tests.outreach.leaving import ready
from tests.outreach.preparing import begun
from tests.outreach.sending.crowd import agreed, start
from tests.people.world import make_world
world = make_world()
news = ask_for(world, "news", Text("Infolettre", "Newsletter"))
agreed(world, news, 2)
start(ready(begun(world, news.purpose, Audience.CLIENTS, Means.EMAIL, by=world.paul)))
"""
WHERE = """
import django; django.setup()
from balise.outreach.models import Campaign, Message
print(Campaign.objects.get().state, *Message.objects.order_by("pk").values_list("state", flat=True))
"""


def test_what_was_being_sent_when_the_backup_was_made_does_not_leave_again(tmp_path: Path) -> None:
    machine, file = Machines(tmp_path, None).with_tables(), tmp_path / "old"
    machine.python(SENDING)
    assert machine.balise("backup", str(file), **PASSPHRASE).returncode == 0
    assert machine.python(WHERE).split() == ["sending", *["queued"] * 3]
    done = machine.balise("restore", str(file), "--replace", **PASSPHRASE)
    assert (done.returncode, done.stderr) == (0, "")
    assert "paused: 1. Messages that may have left since the backup: 3." in done.stdout
    assert machine.python(WHERE).split() == ["paused", *["uncertain"] * 3]


def test_a_backup_holds_the_checkpoint_that_its_chain_comes_back_to(tmp_path: Path) -> None:
    machines, file = Machines(tmp_path, None), tmp_path / "file"
    machine, other = machines.with_tables(), machines.new()
    machine.record(3)
    assert machine.balise("backup", str(file), **PASSPHRASE).returncode == 0
    told = json.loads(manifest_of(file)["checkpoint"])["checkpoint"]
    assert told["count"] == 3
    assert other.balise("restore", str(file), **PASSPHRASE).returncode == 0
    sealed = other.balise_alone("journal", "seal")
    assert json.loads(sealed.stdout)["checkpoint"]["head"] == told["head"]


def test_a_faulty_policy_keeps_nobody_from_saving_all_the_rest(tmp_path: Path) -> None:
    pack, machine = tmp_path / "house", Machines(tmp_path, None).with_tables()
    pack.mkdir()
    (pack / "pack.yaml").write_text('pack: house\nversion: "7"\nnonsense: true\n', encoding="utf-8")
    packs = {"BALISE_PACKS": f"organisation, {pack}"}
    assert machine.doctor(**packs)["packs"]["found"] == "faulty"
    done = machine.balise("backup", str(tmp_path / "file"), **packs, **PASSPHRASE)
    assert (done.returncode, done.stderr) == (0, "")
    told = manifest_of(tmp_path / "file")["packs"]
    assert told["house"] == "7"
    assert "organisation" in told


def manifest_of(file: Path) -> dict[str, Any]:
    """What a backup says about itself."""
    told: dict[str, Any] = {}
    with file.open("rb") as sealed:
        opener = Opener(sealed, PASSPHRASE["BALISE_BACKUP_PASSPHRASE"])
        with tarfile.open(fileobj=opener, mode="r|gz") as tar:  # type: ignore[call-overload]  # reads only
            for member in tar:
                if member.name == MANIFEST:
                    told = json.load(tar.extractfile(member))
    return told


@pytest.mark.parametrize(
    ("given", "told"),
    [({}, "The passphrase is missing"), ({"BALISE_BACKUP_PASSPHRASE": "short"}, "too short")],
)
def test_a_backup_wants_a_good_passphrase(tmp_path: Path, given: dict[str, str], told: str) -> None:
    refused = Installation(tmp_path / "data").balise("backup", str(tmp_path / "file"), **given)
    assert refused.returncode == 2
    assert told in refused.stderr


def test_a_backup_of_one_kind_of_database_is_refused_by_the_other(tmp_path: Path, postgres: Server) -> None:
    here, there = Machines(tmp_path, None).new(), Machines(tmp_path, postgres).new()
    file = tmp_path / "file"
    here.migrate()
    here.balise("backup", str(file), **PASSPHRASE)
    refused = there.balise("restore", str(file), **PASSPHRASE)
    assert refused.returncode == 2
    assert "BALISE_DATABASE_URL" in refused.stderr


def restored_elsewhere(
    tmp_path: Path, program: str, *, entries: int = 0
) -> tuple[Installation, subprocess.CompletedProcess[str]]:
    """A machine with so many entries that this program changed; and how another takes its backup."""
    changed, other = Machines(tmp_path, None).new(), Machines(tmp_path, None).new()
    changed.migrate()
    if entries:
        changed.record(entries)
    changed.python(program)
    file = tmp_path / "file"
    changed.balise("backup", str(file), **PASSPHRASE)
    return changed, other.balise("restore", str(file), **PASSPHRASE)


def test_a_backup_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    newer, refused = restored_elsewhere(
        tmp_path,
        "import django; django.setup()\n"
        "from django.db import connection\n"
        "from django.db.migrations.recorder import MigrationRecorder\n"
        "MigrationRecorder(connection).record_applied('journal', '9999_from_the_future')",
    )
    assert refused.returncode == 2
    assert "journal.9999_from_the_future" in refused.stderr
    assert newer.doctor()["migrations"]["found"] == "newer"


def test_a_bent_journal_is_told_after_the_restoration(tmp_path: Path) -> None:
    _, done = restored_elsewhere(
        tmp_path,
        "import django; django.setup()\n"
        "from django.db import connection\n"
        "cursor = connection.cursor()\n"
        "cursor.execute(\"SELECT name FROM sqlite_master WHERE type = 'trigger'\")\n"
        "for (name,) in cursor.fetchall(): cursor.execute(f'DROP TRIGGER \"{name}\"')\n"
        "cursor.execute('DELETE FROM journal_entry WHERE id = 2')",
        entries=4,
    )
    assert done.returncode == 1
    assert "restored" in done.stdout
    assert "The journal is whole" not in done.stdout
