"""Erasing a person: what was said about them is gone, the chain is whole, and nobody else loses anything."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connection, transaction

from balise.journal import erasures, sealing
from balise.journal.models import Entry, PersonKey
from balise.journal.operations import OutsideTransactionError, erase_person, record_all
from balise.journal.personal import ErasedPersonError
from balise.journal.queries import Reader, Search, search
from balise.journal.verification import verify
from tests.journal.samples import AUDITOR, NOON, gift, visit
from tests.journal.worlds import World

pytestmark = pytest.mark.postgres

AUDIT = Reader(audiences=AUDITOR)
CANARY = "canary-7731"


def erase(person: str) -> None:
    with transaction.atomic():
        erase_person(person=person, at=NOON, actor="staff:1", reason="asked for it")


def told_of(person: str) -> list[str]:
    found = search(reader=AUDIT, what=Search(person=person, kind="sample.gift_declared"))
    return [str(seen.fields["what"]) for seen in found.entries]


@pytest.mark.usefixtures("journal")
def test_only_the_erased_person_is_forgotten() -> None:
    erase("client:3")
    assert {seen for seen in told_of("client:3") if "erased" not in seen} == set()
    assert all(seen.startswith("chocolat") for seen in told_of("client:2"))


def test_the_chain_stays_whole(journal: list[int]) -> None:
    erase("client:3")
    sealing.link_forgotten()
    report = verify(now=NOON)
    assert report.whole
    assert report.count == len(journal) + 1


@pytest.mark.usefixtures("journal")
def test_an_entry_tells_of_the_erasure_once() -> None:
    erase("client:3")
    erase("client:3")
    [told] = search(reader=AUDIT, what=Search(kind="journal.person_erased")).entries
    assert told.sentence("fr") == ("staff:1 a effacé du journal les renseignements personnels de client:3")


@pytest.mark.usefixtures("journal")
def test_nothing_more_is_recorded_about_someone_who_was_erased() -> None:
    erase("client:3")
    with pytest.raises(ErasedPersonError):
        record_all([gift(50, client="client:3")])
    assert record_all([visit(3)]), "what holds nothing personal can be"


@pytest.mark.django_db
def test_someone_of_whom_nothing_was_known_is_not_learned_of_later() -> None:
    erase("client:99")
    with pytest.raises(ErasedPersonError):
        record_all([gift(50, client="client:99")])
    assert PersonKey.objects.get(person="client:99").key is None


@pytest.mark.django_db(transaction=True)
def test_someone_who_never_had_a_key_is_erased_once() -> None:
    with transaction.atomic():
        record_all([visit(3)])
    erase("client:3")
    erase("client:3")
    report = verify(now=NOON)
    assert (report.whole, report.count) == (True, 2)


@pytest.mark.django_db
def test_a_key_that_somebody_destroyed_by_hand_is_left_as_evidence() -> None:
    record_all([gift(3)])
    PersonKey.objects.filter(person="client:3").update(key=None)
    erase("client:3")
    sealing.link_forgotten()
    assert [problem.what for problem in verify(now=NOON).problems] == ["lost_key"]


@pytest.mark.django_db(transaction=True)
def test_whoever_is_erased_is_on_the_list_beside_the_anchor() -> None:
    erase("client:3")
    with erasures.list_file().open("a", encoding="ascii") as file:
        file.write("client:4 2026-03-0")  # a crash in the middle of a line
    erase("client:5")
    assert list(erasures.listed(erasures.list_file())) == ["client:3", "client:5"]


@pytest.mark.django_db(transaction=True)
def test_an_erasure_that_was_undone_is_not_on_the_list() -> None:
    with transaction.atomic():
        erase_person(person="client:3", at=NOON, actor="staff:1", reason="asked for it")
        transaction.set_rollback(True)
    assert not erasures.list_file().exists()


@pytest.mark.django_db(transaction=True)
def test_erasing_outside_a_transaction_is_refused() -> None:
    with pytest.raises(OutsideTransactionError):
        erase_person(person="client:1", at=NOON, actor="staff:1", reason="asked for it")


@pytest.mark.django_db
def test_what_is_personal_is_nowhere_in_the_clear() -> None:
    one = gift(1)
    record_all([type(one)(**{**vars(one), "fields": {"cents": 1, "what": CANARY}})])
    assert CANARY in told_of("client:1")
    assert not Entry.objects.filter(content__contains=CANARY).exists()


def test_the_key_is_in_no_file_of_the_database_any_more(tmp_path: Path) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("looks into the files of an SQLite database")
    world = World(tmp_path)
    world.run("tests.journal.writer", "migrate")
    program = world.start("tests.journal.writer", "erase")
    assert program.stdout
    key = bytes.fromhex(program.stdout.readline())
    assert key_in(tmp_path, key)
    program.communicate("go on\n", timeout=60)
    assert not key_in(tmp_path, key)


def key_in(folder: Path, key: bytes) -> bool:
    return any(key in file.read_bytes() for file in folder.glob("balise.sqlite3*"))
