"""Entries and their references into the tables, many in one statement: appending must cost little.

On PostgreSQL that is one exchange with the server for any number of entries.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class Row:
    """One entry, ready to be written."""

    kind: str
    at: str
    content: str
    mac: str
    roles: Mapping[str, str]


POSTGRESQL = """
WITH given AS MATERIALIZED (
    SELECT nextval('journal_entry_id_seq') AS id, n, kind, at, content, mac
    FROM unnest(%s::text[], %s::timestamptz[], %s::text[], %s::text[])
         WITH ORDINALITY AS entries(kind, at, content, mac, n)
), entries AS (
    INSERT INTO journal_entry (id, kind, at, content, mac)
    SELECT id, kind, at, content, mac FROM given
), named AS (
    INSERT INTO journal_reference (entry_id, target, roles, at)
    SELECT given.id, target, roles, given.at
    FROM unnest(%s::bigint[], %s::text[], %s::text[]) AS named(n, target, roles) JOIN given USING (n)
)
SELECT id FROM given ORDER BY n
"""

SQLITE_LAST_ID = "SELECT seq FROM sqlite_sequence WHERE name = 'journal_entry'"
SQLITE_ENTRY = "INSERT INTO journal_entry (id, kind, at, content, mac) VALUES (%s, %s, %s, %s, %s)"
SQLITE_REFERENCE = "INSERT INTO journal_reference (entry_id, target, roles, at) VALUES (%s, %s, %s, %s)"


def write(rows: Sequence[Row]) -> list[int]:
    """Insert these entries, in order, and return their ids."""
    insert = _postgresql if connection.vendor == "postgresql" else _sqlite
    return [
        number
        for start in range(0, len(rows), AT_ONCE)
        for number in insert(rows[start : start + AT_ONCE])
    ]


def _postgresql(rows: Sequence[Row]) -> list[int]:
    named = [(n, target, roles) for n, row in enumerate(rows, 1) for target, roles in row.roles.items()]
    with connection.cursor() as cursor:
        cursor.execute(
            POSTGRESQL,
            [
                [row.kind for row in rows],
                [row.at for row in rows],
                [row.content for row in rows],
                [row.mac for row in rows],
                *map(list, zip(*named, strict=True)),
            ],
        )
        return [number for (number,) in cursor.fetchall()]


def _sqlite(rows: Sequence[Row]) -> list[int]:
    """Ids are taken by hand: the transaction, IMMEDIATE by our settings, already holds the only right to write."""
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
