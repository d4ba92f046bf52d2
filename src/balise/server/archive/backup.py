"""Making a backup: the files first, then the database as of one instant, then the manifest; sealed as one
tar.

The files go first because the journal's anchor must never be ahead of the chain that is restored with it. The
journal is sealed before that, and the manifest keeps its checkpoint, with which a restore is compared.
"""

from __future__ import annotations

import hashlib
import os
import tarfile
import tempfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import IO

from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

import balise
from balise.journal import erasures
from balise.journal.export import seal
from balise.policy.loading import versions
from balise.server.archive import postgresql, sqlite
from balise.server.archive.folder import kept_files
from balise.server.archive.manifest import Manifest, Member
from balise.server.archive.sealed import Sealer

MANIFEST, FILES, DATABASE = "manifest.json", "files", "database"
SETTINGS = ("BALISE_PACKS", "TIME_ZONE", "ALLOWED_HOSTS")


class InsideDataError(Exception):
    """A backup beside what it saves would be lost with it, and be part of the next one."""


def back_up(*, file: Path, passphrase: str, now: datetime, progress: Callable[[str], None]) -> Manifest:
    """Save everything. Raise `FileExistsError`, `InsideDataError`, `OSError` or `DatabaseError`; then there
    is no file.

    `progress` is told the name of each part when it is done.
    """
    file = file.resolve()
    if file.is_relative_to(settings.DATA):
        raise InsideDataError
    if file.exists():
        raise FileExistsError(file)
    draft = file.with_name(f".{file.name}.part")
    try:
        with open(draft, "wb", opener=_private) as target:
            sealer = Sealer(target, passphrase)
            manifest = _write(sealer, now, progress)
            sealer.finish()
            target.flush()
            os.fsync(target.fileno())
        file.hardlink_to(draft)  # refuses a file that somebody made meanwhile
    finally:
        draft.unlink(missing_ok=True)
    return manifest


def _write(sealer: Sealer, now: datetime, progress: Callable[[str], None]) -> Manifest:
    erasures.complete_list()
    manifest = _manifest(now, checkpoint=seal(now=now))
    with (
        tempfile.TemporaryDirectory(prefix=".backup-", dir=settings.DATA) as made,
        tarfile.open(fileobj=sealer, mode="w|gz") as tar,  # type: ignore[call-overload]  # writes only
    ):
        folder = Path(made)
        for inside in kept_files(settings.DATA, database_file()):
            _add(tar, settings.DATA / inside, f"{FILES}/{inside.as_posix()}", manifest)
            progress(inside.as_posix())
        if connection.vendor == "sqlite":
            manifest.tables = sqlite.save(folder)
        else:
            manifest.tables, manifest.sequences = postgresql.save(folder)
        for part in sorted(folder.iterdir()):
            _add(tar, part, f"{DATABASE}/{part.name}", manifest)
            part.unlink()
            progress(part.stem)
        told = folder / MANIFEST
        manifest.write(told)
        tar.add(told, MANIFEST)
    return manifest


def database_file() -> Path | None:
    """The file of the database, when it is one."""
    return Path(connection.settings_dict["NAME"]).resolve() if connection.vendor == "sqlite" else None


def _manifest(now: datetime, *, checkpoint: str) -> Manifest:
    applied = MigrationRecorder(connection).applied_migrations()
    return Manifest(
        made_at=now.isoformat(timespec="seconds"),
        balise=balise.__version__,
        vendor=connection.vendor,
        database=".".join(map(str, connection.get_database_version())),
        migrations=sorted(f"{app}.{name}" for app, name in applied),
        settings={name: getattr(settings, name) for name in SETTINGS},
        checkpoint=checkpoint,
        packs=versions(*settings.BALISE_PACKS),
    )


def _add(tar: tarfile.TarFile, file: Path, name: str, manifest: Manifest) -> None:
    with file.open("rb") as opened:
        about = tar.gettarinfo(arcname=name, fileobj=opened)
        about.uname = about.gname = ""
        read = _Hashing(opened)
        tar.addfile(about, read)
    manifest.members[name] = Member(about.size, read.hash.hexdigest())


class _Hashing:
    """A file that knows, once read, the hash of what was read."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.hash = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(size)
        self.hash.update(data)
        return data


def _private(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_EXCL, 0o600)
