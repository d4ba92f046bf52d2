"""The folders that Balise writes to, and the space left in them."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from balise.server.checks import Finding, failure, ok, warning

MEGABYTE = 1_000_000
LITTLE, HARDLY_ANY = 1_000, 100
"""Megabytes."""


def check_folders() -> Iterator[Finding]:
    for folder in written_to():
        if not _can_write(folder):
            yield failure("folders", "not_writable", folder=folder)
            continue
        free = shutil.disk_usage(folder).free // MEGABYTE
        if free < HARDLY_ANY:
            yield failure("folders", "full", folder=folder, free=free)
        elif free < LITTLE:
            yield warning("folders", "nearly_full", folder=folder, free=free)
        else:
            yield ok("folders", "writable", folder=folder, free=free)


def written_to() -> list[Path]:
    """The data folder, and the one of the log when it is elsewhere."""
    log = settings.LOGGING["handlers"]["lines"].get("filename")
    return list(dict.fromkeys([settings.DATA, *([Path(log).parent] if log else [])]))


def _can_write(folder: Path) -> bool:
    # Tried, not asked: a file system may be read-only, or its permissions decided elsewhere.
    try:
        with tempfile.TemporaryFile(dir=folder) as trial:
            trial.write(b"balise")
            trial.flush()
            os.fsync(trial.fileno())
    except OSError:
        return False
    return True
