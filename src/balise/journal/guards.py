"""What makes the database itself refuse UPDATE and DELETE: triggers, on SQLite and on PostgreSQL.

Any room may guard its own ledgers: `forbid_changes("consent_event")` among the operations of a migration. On
PostgreSQL the program should moreover run as a role that does not own the tables: see `grants`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import migrations

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.backends.base.schema import BaseDatabaseSchemaEditor
    from django.db.migrations.state import StateApps

JOURNAL = ("journal_entry", "journal_reference", "journal_link", "journal_checkpoint")
PERSON_KEYS = "journal_personkey"

SQLITE = """
CREATE TRIGGER {table}_no_{event} BEFORE {event} ON {table} {condition}
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END
"""

POSTGRESQL_FUNCTION = """
CREATE OR REPLACE FUNCTION balise_refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege'; END $$
"""

POSTGRESQL = """
CREATE TRIGGER {table}_no_{event} BEFORE {event} ON {table} FOR EACH {each} {condition}
EXECUTE FUNCTION balise_refuse()
"""

KEY_MAY_ONLY_GO = "WHEN (NEW.person <> OLD.person OR NEW.key IS NOT NULL OR OLD.key IS NULL)"
"""The one change that is not refused: a key that is destroyed. It never comes back."""


def forbid_changes(*tables: str) -> migrations.RunPython:
    """The operation of a migration that guards these tables: from then on, rows can only be added."""

    def guard(_: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
        for table in tables:
            for statement in _guards(editor.connection.vendor, table):
                editor.execute(statement, params=None)  # a `%` is one

    def release(_: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
        for table in tables:
            for statement in _releases(editor.connection.vendor, table):
                editor.execute(statement, params=None)  # a `%` is one

    return migrations.RunPython(guard, release)


def grants(role: str) -> list[str]:
    """The statements, for PostgreSQL, that let a role run Balise without the right to change the journal.

    The tables belong to another role, which runs the migrations.
    """
    journal = ", ".join(JOURNAL)
    return [
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
        f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {role}",
        f"REVOKE UPDATE, DELETE, TRUNCATE, TRIGGER ON {journal} FROM {role}",
        f"REVOKE DELETE, TRUNCATE, TRIGGER ON {PERSON_KEYS} FROM {role}",
    ]


def _guards(vendor: str, table: str) -> Iterator[str]:
    update_condition = KEY_MAY_ONLY_GO if table == PERSON_KEYS else ""
    if vendor == "postgresql":
        yield POSTGRESQL_FUNCTION
        yield POSTGRESQL.format(table=table, event="update", each="ROW", condition=update_condition)
        yield POSTGRESQL.format(table=table, event="delete", each="ROW", condition="")
        yield POSTGRESQL.format(table=table, event="truncate", each="STATEMENT", condition="")
    else:
        yield SQLITE.format(table=table, event="update", condition=update_condition)
        yield SQLITE.format(table=table, event="delete", condition="")


def _releases(vendor: str, table: str) -> Iterator[str]:
    on = f" ON {table}" if vendor == "postgresql" else ""
    events = ("update", "delete", "truncate") if vendor == "postgresql" else ("update", "delete")
    for event in events:
        yield f"DROP TRIGGER {table}_no_{event}{on}"
