"""Entries and their references into the tables, by the shortest way that each database has.

Through models, appending would cost several times more; and what costs too much is left out one day.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from balise.journal.models import Link


@dataclass(frozen=True, slots=True)
class Row:
    """One entry, ready to be written."""

    kind: str
    at: str
    content: str
    mac: str
    roles: Mapping[str, str]


POSTGRESQL_ONE = """
WITH entry AS (
    INSERT INTO journal_entry (kind, at, content, mac) VALUES (%s, %s, %s, %s) RETURNING id, at
)
INSERT INTO journal_reference (target, at, entry_id, roles)
SELECT target, entry.at, entry.id, roles FROM entry, (VALUES {references}) AS named (target, roles)
RETURNING entry_id
"""
POSTGRESQL_IDS = "SELECT nextval('journal_entry_id_seq') FROM generate_series(1, %s)"
POSTGRESQL_ENTRIES = "COPY journal_entry (id, kind, at, content, mac) FROM STDIN"
POSTGRESQL_REFERENCES = "COPY journal_reference (target, at, entry_id, roles) FROM STDIN"
POSTGRESQL_LINKS = "COPY journal_link (position, entry_id, entry_hash, previous, hash) FROM STDIN"

SQLITE_LAST_ID = "SELECT seq FROM sqlite_sequence WHERE name = 'journal_entry'"
SQLITE_ENTRY = "INSERT INTO journal_entry (id, kind, at, content, mac) VALUES (%s, %s, %s, %s, %s)"
SQLITE_REFERENCE = "INSERT INTO journal_reference (entry_id, target, roles, at) VALUES (%s, %s, %s, %s)"
SQLITE_LINK = (
    "INSERT INTO journal_link (position, entry_id, entry_hash, previous, hash) VALUES (%s, %s, %s, %s, %s)"
)


def write_links(links: Sequence[Link]) -> None:
    """Insert these links."""
    rows = [(one.position, one.entry_id, one.entry_hash, one.previous, one.hash) for one in links]
    with connection.cursor() as cursor:
        if connection.vendor != "postgresql":
            cursor.executemany(SQLITE_LINK, rows)
            return
        with cursor.copy(POSTGRESQL_LINKS) as copy:
            for row in rows:
                copy.write_row(row)


def write(rows: Sequence[Row]) -> list[int]:
    """Insert these entries, in order, and return their ids."""
    if connection.vendor != "postgresql":
        return _sqlite(rows)
    return _postgresql(rows) if len(rows) > 1 else [_postgresql_one(rows[0])]


def _postgresql_one(row: Row) -> int:
    """One exchange with the server."""
    references = ", ".join(["(%s, %s)"] * len(row.roles))
    named = [text for pair in row.roles.items() for text in pair]
    with connection.cursor() as cursor:
        cursor.execute(
            POSTGRESQL_ONE.format(references=references), [row.kind, row.at, row.content, row.mac, *named]
        )
        return int(cursor.fetchone()[0])


def _postgresql(rows: Sequence[Row]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(POSTGRESQL_IDS, [len(rows)])
        ids = [number for (number,) in cursor.fetchall()]
        with cursor.copy(POSTGRESQL_ENTRIES) as copy:
            for number, row in zip(ids, rows, strict=True):
                copy.write_row((number, row.kind, row.at, row.content, row.mac))
        with cursor.copy(POSTGRESQL_REFERENCES) as copy:
            for number, row in zip(ids, rows, strict=True):
                for target, roles in row.roles.items():
                    copy.write_row((target, row.at, number, roles))
    return ids


def _sqlite(rows: Sequence[Row]) -> list[int]:
    """Ids are taken by hand: the transaction, IMMEDIATE by our settings, already holds the only right to
    write.
    """
    with connection.cursor() as cursor:
        cursor.execute(SQLITE_LAST_ID)
        found = cursor.fetchone()
        first = (found[0] if found else 0) + 1
        ids = list(range(first, first + len(rows)))
        ats = [sqlite_instant(row.at) for row in rows]
        cursor.executemany(
            SQLITE_ENTRY,
            [
                (number, row.kind, at, row.content, row.mac)
                for number, at, row in zip(ids, ats, rows, strict=True)
            ],
        )
        cursor.executemany(
            SQLITE_REFERENCE,
            [
                (number, target, roles, at)
                for number, at, row in zip(ids, ats, rows, strict=True)
                for target, roles in row.roles.items()
            ],
        )
    return ids


def sqlite_instant(at: str) -> str:
    """An instant as Django writes it into SQLite, where a text is compared."""
    return f"{at[:10]} {at[11:19]}{at[19:26].removesuffix('.000000')}"
