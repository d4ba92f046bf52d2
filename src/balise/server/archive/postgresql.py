"""PostgreSQL into a backup and back, with COPY: no program of PostgreSQL's is needed on this machine.

Rows are saved, tables are not: migrations make them again, as far as they had been applied when the backup
was made. The way back is one transaction, in which the tables' triggers rest, since a ledger refuses to be
emptied, and foreign keys are checked at the end.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from psycopg import sql

from balise.server.archive.manifest import Table

PIECE = 1_000_000

TABLES = """
    SELECT c.relname, array_agg(a.attname::text ORDER BY a.attnum)
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
    WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r'
      AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
    GROUP BY c.relname ORDER BY c.relname
"""
SEQUENCES = "SELECT sequencename FROM pg_sequences WHERE schemaname = current_schema() ORDER BY 1"
TRIGGERS = """
    SELECT c.relname, t.tgname, t.tgenabled::text
    FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
    WHERE c.relnamespace = current_schema()::regnamespace AND NOT t.tgisinternal AND t.tgenabled <> 'D'
"""
FUNCTIONS = """
    SELECT p.oid::regprocedure::text FROM pg_proc p
    WHERE p.pronamespace = current_schema()::regnamespace
      AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
"""
ENABLE = {"O": "ENABLE TRIGGER", "A": "ENABLE ALWAYS TRIGGER", "R": "ENABLE REPLICA TRIGGER"}


def save(folder: Path) -> tuple[dict[str, Table], dict[str, tuple[int, bool]]]:
    """Write each table into a file of this folder, all as of one instant; the tables, and where sequences
    stand.
    """
    tables, sequences = {}, {}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        for table, columns in _rows(cursor, TABLES):
            with (
                (folder / f"{table}.copy").open("wb") as file,
                cursor.copy(_copy(table, columns, "TO STDOUT")) as copy,
            ):
                for data in copy:
                    file.write(data)
            tables[table] = Table(columns, cursor.rowcount)
        for (name,) in _rows(cursor, SEQUENCES):
            cursor.execute(sql.SQL("SELECT last_value, is_called FROM {}").format(sql.Identifier(name)))
            sequences[name] = cursor.fetchone()
    return tables, sequences


def load(
    folder: Path,
    tables: Mapping[str, Table],
    sequences: Mapping[str, tuple[int, bool]],
    migrations: list[str],
) -> None:
    """Replace all that the database holds. Raise `DatabaseError`; then it holds what it did before."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            _empty(cursor)
        _make_tables(migrations)
        with connection.cursor() as cursor, _triggers_at_rest(cursor):
            # Migrations put rows of their own into some tables, and a trigger's foreign keys wait until the
            # end.
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
            present = [sql.Identifier(name) for name, _ in _rows(cursor, TABLES)]
            cursor.execute(sql.SQL("TRUNCATE {}").format(sql.SQL(", ").join(present)))
            for name, table in tables.items():
                _fill(cursor, folder / f"{name}.copy", name, table.columns)
            for name, (last, called) in sequences.items():
                cursor.execute("SELECT setval(%s::regclass, %s, %s)", [f'"{name}"', last, called])
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def _empty(cursor: Any) -> None:  # noqa: ANN401  Django gives its cursors no common type
    for name, _ in _rows(cursor, TABLES):
        cursor.execute(sql.SQL("DROP TABLE {} CASCADE").format(sql.Identifier(name)))
    for (function,) in _rows(cursor, FUNCTIONS):
        cursor.execute(f"DROP FUNCTION IF EXISTS {function} CASCADE")  # PostgreSQL itself wrote the name


def _make_tables(migrations: list[str]) -> None:
    """Migrate as far as these were applied, not further: the rows fit only these tables."""
    executor = MigrationExecutor(connection)
    leaves = executor.loader.graph.leaf_nodes()
    plan = [
        (migration, False)
        for migration, _ in executor.migration_plan(leaves)
        if f"{migration.app_label}.{migration.name}" in migrations
    ]
    executor.migrate(leaves, plan=plan)


def _fill(cursor: Any, file: Path, table: str, columns: list[str]) -> None:  # noqa: ANN401  as above
    with file.open("rb") as rows, cursor.copy(_copy(table, columns, "FROM STDIN")) as copy:
        while data := rows.read(PIECE):
            copy.write(data)


@contextmanager
def _triggers_at_rest(cursor: Any) -> Iterator[None]:  # noqa: ANN401  as above
    triggers = _rows(cursor, TRIGGERS)
    for table, name, _ in triggers:
        cursor.execute(_alter(table, "DISABLE TRIGGER", name))
    yield
    for table, name, mode in triggers:
        cursor.execute(_alter(table, ENABLE[mode], name))


def _alter(table: str, action: str, trigger: str) -> sql.Composed:
    return sql.SQL("ALTER TABLE {} {} {}").format(
        sql.Identifier(table), sql.SQL(action), sql.Identifier(trigger)
    )


def _copy(table: str, columns: list[str], way: str) -> sql.Composed:
    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    return sql.SQL("COPY {} ({}) {}").format(sql.Identifier(table), names, sql.SQL(way))


def _rows(cursor: Any, query: str) -> list[Any]:  # noqa: ANN401  as above
    cursor.execute(query)
    return list(cursor.fetchall())
