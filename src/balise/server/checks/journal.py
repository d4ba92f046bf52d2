"""The journal: every entry is linked into the chain, and the file that the database cannot reach is there.

`balise journal verify` reads all of it again; this is the quick look.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError

from balise.journal.checkpoints import ANCHOR
from balise.journal.keys import FaultyKeyError, keyring
from balise.journal.models import Entry, Link
from balise.journal.verification import PATIENCE
from balise.server.checks import Finding, failure, ok, warning


def check_journal(now: datetime) -> Iterator[Finding]:
    try:
        entries = Entry.objects.exists()
        forgotten = Entry.objects.filter(link=None, at__lt=now - PATIENCE).count()
        linked = Link.objects.count()
    except DatabaseError:
        yield failure("journal", "unreadable")
        return
    try:
        keyring()
    except (FaultyKeyError, OSError):
        yield failure("journal", "no_key")
        return
    if forgotten:
        yield failure("journal", "unsealed", count=forgotten)
    elif entries and not (Path(settings.BALISE_JOURNAL_FOLDER) / ANCHOR).exists():
        yield warning("journal", "no_anchor", folder=settings.BALISE_JOURNAL_FOLDER)
    else:
        yield ok("journal", "sealed", count=linked)
