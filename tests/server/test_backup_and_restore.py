"""Restored on an empty machine, a backup is the same installation: rows, keys, journal; on both databases."""

from pathlib import Path

import pytest

from tests.server.installation import Installation
from tests.server.machines import PASSPHRASE, Machines

ENTRIES = 20
ROWS = """
import django; django.setup()
from django.apps import apps
for model in sorted(apps.get_models(include_auto_created=True), key=lambda model: model._meta.label):
    if model._meta.label != "sessions.Session":
        rows = sorted(map(repr, model._default_manager.values_list()))
        print(model._meta.label, len(rows), rows)
"""


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
    done = busy.balise_alone("backup", str(file), **PASSPHRASE)
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
    done = other.balise_alone("restore", str(file), **PASSPHRASE)
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
