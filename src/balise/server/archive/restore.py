"""The way back from a backup. Everything is read, opened and compared before the installation is touched."""

from __future__ import annotations

import hashlib
import sqlite3
import tarfile
import tempfile
import zlib
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader

from balise.consent import noes
from balise.consent.operations.restoring import Again, refuse_again
from balise.journal import erasures
from balise.journal.operations import erase_again
from balise.journal.sealing import link_forgotten
from balise.journal.verification import Report, verify
from balise.outreach.sending.restoring import Doubtful, pause_restored
from balise.server.archive import postgresql, sqlite
from balise.server.archive.backup import DATABASE, FILES, MANIFEST, SETTINGS, database_file
from balise.server.archive.folder import kept_files, put_back
from balise.server.archive.manifest import Manifest, Member
from balise.server.archive.sealed import DamagedError, Opener

if TYPE_CHECKING:
    from collections.abc import Iterator

PIECE = 1_000_000
ACTOR = "restore"
"""Who the journal says erased people again."""
# Django fills these by itself, or they hold nothing that anyone would miss.
NEVER_MISSED = {
    "django_migrations",
    "django_content_type",
    "auth_permission",
    "django_session",
    "django_site",
}


class RefusedError(Exception):
    """The backup cannot be restored here; `reason` is the key of a text, `values` what it tells."""

    def __init__(self, reason: str, /, **values: object) -> None:
        super().__init__(reason)
        self.reason = reason
        self.values = values


@dataclass(frozen=True)
class Restored:
    """What was restored."""

    manifest: Manifest
    journal: Report
    differing: dict[str, tuple[object, object]]
    """Settings that were not the same where the backup was made: there, and here."""
    erased_again: int
    """People erased after the backup was made."""
    refused_again: Again
    """What clients refused after the backup was made."""
    doubtful: Doubtful
    """What was being sent when the backup was made: nobody can tell what left since."""


def restore(
    *, file: Path, passphrase: str, replace: bool, now: datetime, progress: Callable[[str], None]
) -> Restored:
    """Bring back what the file holds, migrate it up to this version, erase again whoever was erased since,
    obey again what was refused since, pause what was being sent, verify the journal.

    Raise `RefusedError`, or what `Opener` raises: then nothing was changed. Raise `DatabaseError` when the
    database does not take it.
    """
    with file.open("rb") as sealed:
        opener = Opener(sealed, passphrase)
        with tempfile.TemporaryDirectory(prefix=".restore-", dir=settings.DATA) as made:
            folder = Path(made)
            manifest = _unpack(opener, folder)
            _refuse_unfit(manifest, replace=replace)
            progress(DATABASE)
            _load(folder / DATABASE, manifest)
            progress(FILES)
            _put_back(folder / FILES)
    _compare_counts(manifest)
    progress("migrate")
    call_command("migrate", interactive=False, verbosity=0)
    progress("journal")
    erased_again = erase_again(at=now, actor=ACTOR, reason=f"{file.name}, {manifest.made_at}")
    refused_again = refuse_again(now=now)
    doubtful = pause_restored(now=now)
    link_forgotten()
    differing = {
        name: (manifest.settings.get(name), getattr(settings, name))
        for name in SETTINGS
        if manifest.settings.get(name) != getattr(settings, name)
    }
    journal = verify(now=now, against={MANIFEST: manifest.checkpoint})
    return Restored(manifest, journal, differing, erased_again, refused_again, doubtful)


def _unpack(opener: Opener, folder: Path) -> Manifest:
    """Write what the backup holds into this folder and compare it with the manifest. Raise `DamagedError`."""
    found: dict[str, Member] = {}
    try:
        with tarfile.open(fileobj=opener, mode="r|gz") as tar:  # type: ignore[call-overload]  # reads only
            for about in tar:
                found[about.name] = _write(tar, about, folder)
        while opener.read(PIECE):  # what pads the end, so that the last piece proves that nothing is missing
            pass
        manifest = Manifest.read(folder / MANIFEST)
    except (tarfile.TarError, EOFError, zlib.error, OSError, ValueError, TypeError, KeyError) as error:
        # A full disk is no damage.
        if isinstance(error, OSError) and error.errno:
            raise
        raise DamagedError from error
    found.pop(MANIFEST)
    if found != manifest.members:
        raise DamagedError
    return manifest


def _write(tar: tarfile.TarFile, about: tarfile.TarInfo, folder: Path) -> Member:
    target = (folder / about.name).resolve()
    source = tar.extractfile(about) if about.isfile() else None
    # We write nothing but plain files below the folder, so anything else was not written by us.
    if source is None or not target.is_relative_to(folder.resolve()):
        raise DamagedError
    target.parent.mkdir(parents=True, exist_ok=True)
    read = hashlib.sha256()
    with target.open("xb") as file:
        while data := source.read(PIECE):
            read.update(data)
            file.write(data)
    return Member(about.size, read.hexdigest())


def _refuse_unfit(manifest: Manifest, *, replace: bool) -> None:
    """Raise `RefusedError` for a backup that does not belong here."""
    if manifest.vendor != connection.vendor:
        raise RefusedError("other_database", there=manifest.vendor, here=connection.vendor)
    loader = MigrationLoader(None)
    known = {f"{app}.{name}" for app, name in [*loader.disk_migrations, *loader.replacements]}
    if newer := [name for name in manifest.migrations if name not in known]:
        raise RefusedError("newer", version=manifest.balise, names=", ".join(newer))
    try:
        full = [] if replace else list(_tables_with_rows())
    except DatabaseError as error:
        raise RefusedError("unreachable", reason=type(error).__name__) from error
    if full:
        raise RefusedError("not_empty", tables=", ".join(full))


def _tables_with_rows() -> Iterator[str]:
    for table in sorted(set(connection.introspection.table_names()) - NEVER_MISSED):
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT 1 FROM {connection.ops.quote_name(table)} LIMIT 1")  # noqa: S608  names of tables
            if cursor.fetchone():
                yield table


def _load(folder: Path, manifest: Manifest) -> None:
    if connection.vendor == "sqlite":
        with _told_as_databases_do():
            sqlite.load(folder)
    else:
        postgresql.load(folder, manifest.tables, manifest.sequences, manifest.migrations)


@contextmanager
def _told_as_databases_do() -> Iterator[None]:
    """Errors of `sqlite3`, used here without Django between, as the errors that Django makes of them."""
    try:
        yield
    except sqlite3.Error as error:
        raise DatabaseError(*error.args) from error


def _put_back(folder: Path) -> None:
    """The lists of the erased and of refusals are not replaced: what the backup has is added to them."""
    erased, refused = erasures.list_file(), noes.list_file()
    erasures.add(erasures.listed(folder / erased.relative_to(settings.DATA)).items())
    noes.join(folder / refused.relative_to(settings.DATA))
    for ours in (erased, refused):
        (folder / ours.relative_to(settings.DATA)).unlink(missing_ok=True)
    for inside in list(kept_files(settings.DATA, database_file())):
        if settings.DATA / inside not in {erased, refused}:
            (settings.DATA / inside).unlink()
    if folder.exists():
        put_back(folder, settings.DATA)


def _compare_counts(manifest: Manifest) -> None:
    """Raise `RefusedError` unless each table has as many rows as when it was saved."""
    with connection.cursor() as cursor:
        for name, table in manifest.tables.items():
            cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(name)}")  # noqa: S608  as above
            found = cursor.fetchone()[0]
            if found != table.rows:
                raise RefusedError("miscounted", table=name, there=table.rows, here=found)
