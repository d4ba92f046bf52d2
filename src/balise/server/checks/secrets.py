"""The signing key and the tokens: long enough, and read by nobody else on the machine."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from balise.server.checks import Finding, failure, ok, warning

FEWEST_LETTERS = 40
FEWEST_DIFFERENT = 10
FEWEST_TOKEN = 24
OTHERS = stat.S_IRWXG | stat.S_IRWXO
KEY_FILES = ("secret-key", "journal/key")
MADE_BY_DJANGO = "django-insecure-"


def check_secrets() -> Iterator[Finding]:
    problems = list(_problems())
    yield from problems or [ok("secrets", "sound")]


def _problems() -> Iterator[Finding]:
    key = settings.SECRET_KEY
    if len(key) < FEWEST_LETTERS or len(set(key)) < FEWEST_DIFFERENT or key.startswith(MADE_BY_DJANGO):
        yield failure("secrets", "weak", fewest=FEWEST_LETTERS)
    token = settings.BALISE_METRICS_TOKEN
    if token and len(token) < FEWEST_TOKEN:
        yield warning("secrets", "short_token", fewest=FEWEST_TOKEN)
    for file in (settings.DATA / name for name in KEY_FILES):
        if file.exists() and _is_open(file):
            yield failure("secrets", "readable", file=file)
    if _is_open(settings.DATA):
        yield warning("secrets", "open_folder", folder=settings.DATA)


def _is_open(path: Path) -> bool:
    """Whether others may do something with it: those its mode lets, or an owner who is not the folder's."""
    about = path.stat()
    mine = {settings.DATA.stat().st_uid, os.geteuid(), 0}
    return bool(about.st_mode & OTHERS) or about.st_uid not in mine
