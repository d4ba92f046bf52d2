"""The journal only grows: Python refuses changes, and so does the database, whoever asks."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from balise.journal.guards import JOURNAL, grants
from balise.journal.models import AppendOnlyError, Checkpoint, Entry, Link, PersonKey, Reference
from balise.journal.operations import erase_person, record_all
from tests.journal.samples import NOON, gift

pytestmark = [pytest.mark.postgres, pytest.mark.usefixtures("journal")]

MODELS = [Entry, Reference, Link, Checkpoint]


@pytest.mark.parametrize("model", MODELS)
def test_python_refuses(model: type[Entry]) -> None:
    with pytest.raises(AppendOnlyError):
        model.objects.all().delete()
    with pytest.raises(AppendOnlyError):
        model.objects.update(at=None)
    with pytest.raises(AppendOnlyError):
        model.objects.bulk_update([], [])
    for row in model.objects.all()[:1]:
        with pytest.raises(AppendOnlyError):
            row.save()
        with pytest.raises(AppendOnlyError):
            row.delete()


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("statement", ["UPDATE {table} SET {column} = {column}", "DELETE FROM {table}"])
def test_the_database_refuses(model: type[Entry], statement: str) -> None:
    table = model._meta.db_table
    column = {"journal_entry": "mac", "journal_reference": "roles", "journal_link": "hash"}.get(
        table, "count"
    )
    refused(statement.format(table=table, column=column))


def test_a_table_cannot_be_emptied() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("only PostgreSQL has TRUNCATE")
    for table in JOURNAL:
        refused(f"TRUNCATE {table}")


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM journal_personkey",
        "UPDATE journal_personkey SET person = 'client:x'",
        "UPDATE journal_personkey SET key = 'another'",
    ],
)
def test_the_key_of_a_person_can_only_be_destroyed(statement: str) -> None:
    refused(statement)


def test_a_key_that_was_destroyed_never_comes_back() -> None:
    one = PersonKey.objects.order_by("person")[:1].get()
    PersonKey.objects.filter(pk=one.pk).update(key=None)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        PersonKey.objects.filter(pk=one.pk).update(key=b"another")


def test_a_role_without_the_right_records_and_erases_and_changes_nothing() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no roles")
    with connection.cursor() as cursor:
        cursor.execute("CREATE ROLE balise_app")
        for statement in grants("balise_app"):
            cursor.execute(statement)
        cursor.execute("SET LOCAL ROLE balise_app")
        record_all([gift(50, client="client:new")])
        erase_person(person="client:new", at=NOON, actor="staff:1", reason="asked for it")
        for table in JOURNAL:
            with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
                cursor.execute(f"DELETE FROM {table}")  # noqa: S608  our own names of tables
        with pytest.raises(DatabaseError, match="must be owner"), transaction.atomic():
            cursor.execute("ALTER TABLE journal_entry DISABLE TRIGGER ALL")
        cursor.execute("RESET ROLE")


def refused(statement: str) -> None:
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
