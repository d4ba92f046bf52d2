"""SQLite into a backup and back, through its own online backup: whoever is writing goes on, and each way is
one transaction, so that a crash leaves what was there.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from django.db import connection

from balise.server.archive.manifest import Table

FILE = "balise.sqlite3"


def save(folder: Path) -> dict[str, Table]:
    """Write a copy of the database into this folder; the tables that it holds."""
    connection.ensure_connection()
    with closing(sqlite3.connect(folder / FILE)) as copy:
        connection.connection.backup(copy)
        # One file, without a journal beside it.
        copy.execute("PRAGMA journal_mode=DELETE")
        return {name: Table([], _count(copy, name)) for name in _tables(copy)}


def load(folder: Path) -> None:
    """Replace the database with the copy in this folder. Raise `sqlite3.DatabaseError` for one that is not
    sound.
    """
    with closing(sqlite3.connect(folder / FILE)) as copy:
        if copy.execute("PRAGMA quick_check").fetchone() != ("ok",):
            raise sqlite3.DatabaseError
        connection.ensure_connection()
        copy.backup(connection.connection)
    connection.close()


def _tables(copy: sqlite3.Connection) -> list[str]:
    found = copy.execute("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    return sorted(name for (name,) in found)


def _count(copy: sqlite3.Connection, table: str) -> int:
    # The name was read from the database itself.
    count: int = copy.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0]  # noqa: S608  see above
    return count
