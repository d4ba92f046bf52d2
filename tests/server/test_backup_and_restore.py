"""Restored on an empty machine, a backup is the same installation: rows, keys, journal; on both databases."""

import json
import tarfile
import uuid
from pathlib import Path
from typing import Any

import pytest

from balise.server.archive.backup import MANIFEST
from balise.server.archive.sealed import Opener
from tests.databases import Server
from tests.server.installation import Installation

PASSPHRASE = {"BALISE_BACKUP_PASSPHRASE": "canot rivage bouleau"}
ENTRIES = 20
ROWS = """
import django; django.setup()
from django.apps import apps
for model in sorted(apps.get_models(include_auto_created=True), key=lambda model: model._meta.label):
    if model._meta.label != "sessions.Session":
        rows = sorted(map(repr, model._default_manager.values_list()))
        print(model._meta.label, len(rows), rows)
"""


class Machines:
    """Empty machines, all with the same kind of database."""

    def __init__(self, folder: Path, server: Server | None) -> None:
        self._folder = folder
        self._server = server
        self._tables = ""

    def new(self, *, like: str = "template1") -> Installation:
        name = f"balise_{uuid.uuid4().hex[:12]}"
        return Installation(self._folder / name, self._server.create(name, like=like) if self._server else "")

    def with_tables(self) -> Installation:
        """One that nobody has used yet. On PostgreSQL too the tables are made once, and copied."""
        if self._server is None:
            installation = self.new()
            installation.migrate()
            return installation
        if not self._tables:
            first = self.new()
            first.migrate()
            self._tables = first.data.name
        return self.new(like=self._tables)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def machines(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Machines:
    server = request.getfixturevalue("postgres") if request.param == "postgresql" else None
    return Machines(tmp_path_factory.mktemp("machines"), server)


@pytest.fixture(scope="module")
def busy(machines: Machines) -> Installation:
    """An installation with something in its journal."""
    installation = machines.with_tables()
    installation.record(ENTRIES)
    return installation


@pytest.fixture(scope="module")
def backup(busy: Installation, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """What its backup holds."""
    file = tmp_path_factory.mktemp("backups") / "made"
    done = busy.balise("backup", str(file), **PASSPHRASE)
    assert done.returncode == 0, done.stderr
    assert file.stat().st_mode & 0o077 == 0
    return file.read_bytes()


@pytest.fixture
def file(backup: bytes, tmp_path: Path) -> Path:
    """Its backup, as it reached another machine."""
    file = tmp_path / "balise.backup"
    file.write_bytes(backup)
    return file


def test_on_an_empty_machine_it_brings_back_everything(
    machines: Machines, busy: Installation, file: Path
) -> None:
    other = machines.new()
    done = other.balise("restore", str(file), **PASSPHRASE)
    assert (done.returncode, done.stderr) == (0, "")
    assert f"The journal is whole: {ENTRIES} entries verified." in done.stdout
    assert other.python(ROWS) == busy.python(ROWS)
    for key in ("secret-key", "journal/key", "journal/anchor.json"):
        assert (other.data / key).read_bytes() == (busy.data / key).read_bytes()
        assert (other.data / key).stat().st_mode & 0o077 == 0


def test_what_was_restored_goes_on(machines: Machines, file: Path) -> None:
    """Its chain continues, its sequences give new numbers, its ledgers refuse to be changed."""
    other = machines.new()
    assert other.balise("restore", str(file), **PASSPHRASE).returncode == 0
    other.record(1)
    other.python(
        "import django; django.setup()\n"
        "from django.db import DatabaseError, connection\n"
        "try:\n"
        "    connection.cursor().execute('DELETE FROM journal_entry')\n"
        "except DatabaseError: pass\n"
        "else: raise AssertionError('the journal let itself be emptied')"
    )
    verified = other.balise("journal", "verify")
    assert (verified.returncode, verified.stderr) == (0, "")


RECORD = """
import django; django.setup()
from datetime import UTC, datetime
from django.db import transaction
from balise.journal.operations import record
with transaction.atomic():
    record(
        kind="people.emergency_opened", at=datetime.now(UTC), actor="staff:1", object="client:7",
        people={"told": ["staff:2", "staff:3"]}, fields={"reason": "canary-7731"},
    )
"""
ERASE = """
import django; django.setup()
from datetime import UTC, datetime
from django.db import transaction
from balise.journal.operations import erase_person
for person in ("client:7", "client:8"):
    with transaction.atomic():
        erase_person(person=person, at=datetime.now(UTC), actor="staff:1", reason="asked for it")
"""
TOLD = """
import django; django.setup()
from balise.journal.queries import Reader, Search, search
reader = Reader(audiences=frozenset({"auditor", "privacy_officer"}))
print(*(seen.fields.get("reason") for seen in search(reader=reader, what=Search(object="client:7")).entries))
"""


def test_whoever_was_erased_since_the_backup_stays_erased(machines: Machines, tmp_path: Path) -> None:
    machine, other, file = machines.with_tables(), machines.new(), tmp_path / "old"
    machine.python(RECORD)
    assert "canary-7731" in machine.python(TOLD)
    assert machine.balise("backup", str(file), **PASSPHRASE).returncode == 0
    machine.python(ERASE)
    listed = (machine.data / "journal" / "erased").read_text(encoding="ascii")
    assert [line.split()[0] for line in listed.splitlines()] == ["client:7", "client:8"]

    (other.data / "journal").mkdir(parents=True)
    (other.data / "journal" / "erased").write_text(listed, encoding="ascii")
    for one, options in ((machine, ["--replace"]), (other, [])):
        done = one.balise("restore", str(file), *options, **PASSPHRASE)
        assert (done.returncode, done.stderr) == (0, "")
        assert "erased since the backup: 2 people" in done.stdout
        assert "canary-7731" not in one.python(TOLD)
        assert (one.data / "journal" / "erased").read_text(encoding="ascii") == listed
        assert one.balise("journal", "verify").returncode == 0


AGREED = """
import django; django.setup()
from balise.consent.words import Channel
from balise.policy.text import Text
from tests.consent.conftest import ask_for
from tests.consent.saying import says
from tests.people.world import make_world
world = make_world()
news = ask_for(world, "news", Text("Infolettre", "Newsletter"))
for channel in (Channel.EMAIL, Channel.PHONE):
    says(world.marie, world.rose, news, channel=channel)
"""
REFUSED = """
import django; django.setup()
from uuid import uuid4
from balise.consent.models import Purpose
from balise.consent.operations import unsubscribe_address, withdraw_consent
from balise.consent.words import Channel, Method
from balise.people.models import Client, ContactPoint
from tests.people.world import ROSE, ULLA, later
for client, channel in ((ROSE, None), (ULLA, Channel.IN_PERSON)):
    withdraw_consent(
        by=None, client=Client.objects.get(uuid=client), purpose=None, channel=channel,
        method=Method.PREFERENCE_PAGE, now=later(days=2), uuid=uuid4(),
    )
unsubscribe_address(
    address_key=ContactPoint.objects.get(kind="email").key, channel=Channel.EMAIL, purpose=None,
    method=Method.ONE_CLICK, now=later(days=2), uuid=uuid4(),
)
"""
STANDINGS = """
import django; django.setup()
from balise.consent.models import Purpose, Refusal
from balise.consent.queries import may_reach
from balise.consent.words import Channel
from balise.people.models import Client
from tests.people.world import ROSE, ULLA, later
news = Purpose.objects.get()
for client in (ROSE, ULLA):
    for channel in (Channel.EMAIL, Channel.PHONE, Channel.IN_PERSON):
        state = may_reach(Client.objects.get(uuid=client), news, channel, later(days=3))
        print(client.int, channel, state)
print(*Refusal.objects.order_by("uuid").values_list("uuid", "channel", "at"))
"""


def test_whatever_was_refused_since_the_backup_stays_refused(machines: Machines, tmp_path: Path) -> None:
    machine, other, file = machines.with_tables(), machines.new(), tmp_path / "old"
    machine.python(AGREED)
    assert machine.balise("backup", str(file), **PASSPHRASE).returncode == 0
    assert machine.python(STANDINGS).splitlines()[:2] == ["1 email given", "1 phone given"]
    machine.python(REFUSED)
    refused = machine.python(STANDINGS)
    assert refused.splitlines()[:2] == ["1 email withdrawn", "1 phone withdrawn"]

    listed = (machine.data / "consents" / "refused").read_bytes()
    (other.data / "consents").mkdir(parents=True)
    (other.data / "consents" / "refused").write_bytes(listed)
    for one, options in ((machine, ["--replace"]), (other, [])):
        done = one.balise("restore", str(file), *options, **PASSPHRASE)
        assert (done.returncode, done.stderr) == (0, "")
        assert "since the backup, obeyed again" in done.stdout
        assert one.python(STANDINGS) == refused
        assert one.balise("journal", "verify").returncode == 0
        assert one.doctor()["consents"]["status"] == "ok"


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
    sealed = other.balise("journal", "seal")
    assert json.loads(sealed.stdout)["checkpoint"]["head"] == told["head"]


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


def test_a_machine_in_use_is_not_touched_unless_told(machines: Machines, file: Path) -> None:
    other = machines.with_tables()
    other.record(1, reason="someone else")
    before = other.python(ROWS)
    refused = other.balise("restore", str(file), **PASSPHRASE)
    assert refused.returncode == 2
    assert "journal_entry" in refused.stderr
    assert "--replace" in refused.stderr
    assert other.python(ROWS) == before

    done = other.balise("restore", str(file), "--replace", **PASSPHRASE)
    assert (done.returncode, done.stderr) == (0, "")
    assert "someone else" not in other.python(ROWS)


def test_a_wrong_passphrase_writes_nothing(machines: Machines, file: Path) -> None:
    other = machines.new()
    refused = other.balise("restore", str(file), BALISE_BACKUP_PASSPHRASE="canot rivage sapin")
    assert refused.returncode == 2
    assert refused.stderr == f"balise: This is not the passphrase of `{file}`. Nothing was changed.\n"
    assert not (other.data / "balise.sqlite3").exists()
    assert not (other.data / "journal").exists()
    in_french = other.balise("restore", str(file), "--lang", "fr", BALISE_BACKUP_PASSPHRASE="x")
    assert "Ce n’est pas la phrase secrète" in in_french.stderr


def test_a_damaged_backup_writes_nothing(machines: Machines, file: Path) -> None:
    whole = file.read_bytes()
    other = machines.new()
    for bent in (whole[:-1], whole[: len(whole) // 2], whole[:-40] + bytes([whole[-40] ^ 1]) + whole[-39:]):
        file.write_bytes(bent)
        refused = other.balise("restore", str(file), **PASSPHRASE)
        assert refused.returncode == 2
        assert "damaged or cut short" in refused.stderr
        assert sorted(path.name for path in other.data.iterdir()) == ["secret-key", "static"]


def test_nobody_reads_a_backup_without_the_passphrase(busy: Installation, file: Path) -> None:
    content = file.read_bytes()
    assert (busy.data / "secret-key").read_bytes() not in content
    assert b"client:1" not in content
    assert b"SQLite" not in content


def test_a_backup_never_replaces_a_file_and_leaves_none_half_made(busy: Installation, tmp_path: Path) -> None:
    file = tmp_path / "mine"
    file.write_text("kept", encoding="ascii")
    refused = busy.balise("backup", str(file), **PASSPHRASE)
    assert (refused.returncode, file.read_text(encoding="ascii")) == (2, "kept")
    assert busy.balise("backup", str(busy.data / "inside"), **PASSPHRASE).returncode == 2
    assert busy.balise("backup", str(tmp_path / "nowhere" / "file"), **PASSPHRASE).returncode == 2
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]


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


def test_a_backup_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    newer, older = Machines(tmp_path, None).new(), Machines(tmp_path, None).new()
    newer.migrate()
    newer.python(
        "import django; django.setup()\n"
        "from django.db import connection\n"
        "from django.db.migrations.recorder import MigrationRecorder\n"
        "MigrationRecorder(connection).record_applied('journal', '9999_from_the_future')"
    )
    file = tmp_path / "file"
    newer.balise("backup", str(file), **PASSPHRASE)
    refused = older.balise("restore", str(file), **PASSPHRASE)
    assert refused.returncode == 2
    assert "journal.9999_from_the_future" in refused.stderr
    assert newer.doctor()["migrations"]["found"] == "newer"


def test_a_bent_journal_is_told_after_the_restoration(tmp_path: Path) -> None:
    bent, other = Machines(tmp_path, None).new(), Machines(tmp_path, None).new()
    bent.migrate()
    bent.record(4)
    bent.python(
        "import django; django.setup()\n"
        "from django.db import connection\n"
        "cursor = connection.cursor()\n"
        "cursor.execute(\"SELECT name FROM sqlite_master WHERE type = 'trigger'\")\n"
        "for (name,) in cursor.fetchall(): cursor.execute(f'DROP TRIGGER \"{name}\"')\n"
        "cursor.execute('DELETE FROM journal_entry WHERE id = 2')"
    )
    file = tmp_path / "file"
    bent.balise("backup", str(file), **PASSPHRASE)
    done = other.balise("restore", str(file), **PASSPHRASE)
    assert done.returncode == 1
    assert "restored" in done.stdout
    assert "The journal is whole" not in done.stdout
