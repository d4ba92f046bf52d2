"""The database: reached, recent enough, its tables up to date."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import DatabaseError, connection
from django.db.migrations.exceptions import InconsistentMigrationHistory
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from balise.server.checks import Finding, failure, ok, warning

OLDEST = {"sqlite": (3, 37), "postgresql": (14,)}
NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


def check_database() -> Iterator[Finding]:
    try:
        version = connection.get_database_version()
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            encoding = _encoding()
    except (DatabaseError, ImportError) as error:
        # Its words may hold a name and an address, not a password; the kind is enough to act on.
        yield failure("database", "unreachable", reason=_reason(error))
        return
    name, oldest = NAMES[connection.vendor], OLDEST[connection.vendor]
    told = {"name": name, "version": ".".join(map(str, version))}
    if tuple(version) < oldest:
        yield failure("database", "too_old", **told, oldest=".".join(map(str, oldest)))
    elif encoding != "UTF8":
        yield failure("database", "not_utf8", **told, encoding=encoding)
    elif connection.vendor == "sqlite" and not _is_write_ahead():
        yield warning("database", "no_wal", **told)
    else:
        yield ok("database", "reached", **told)


def check_migrations() -> Iterator[Finding]:
    """Tables as this version of Balise wants them: neither behind nor ahead."""
    try:
        executor = MigrationExecutor(connection)
        executor.loader.check_consistent_history(connection)
        pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
        applied = MigrationRecorder(connection).applied_migrations()
    except (DatabaseError, InconsistentMigrationHistory) as error:
        yield failure("migrations", "unknown", reason=_reason(error))
        return
    known = set(executor.loader.disk_migrations) | set(executor.loader.replacements)
    rooms = {app for app, _ in known}
    newer = sorted(f"{app}.{name}" for app, name in applied if app in rooms and (app, name) not in known)
    if newer:
        yield failure("migrations", "newer", names=", ".join(newer))
    elif pending:
        yield failure("migrations", "pending", count=len(pending))
    else:
        yield ok("migrations", "none")


def _encoding() -> str:
    if connection.vendor != "postgresql":
        return "UTF8"
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_encoding")
        return str(cursor.fetchone()[0])


def _is_write_ahead() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode")
        mode = cursor.fetchone()[0]
    return mode in {"wal", "memory"}  # the databases of tests are in memory


def _reason(error: Exception) -> str:
    code = getattr(error.__cause__, "sqlstate", None) or getattr(error.__cause__, "sqlite_errorname", None)
    return f"{type(error).__name__} {code}" if code else type(error).__name__
