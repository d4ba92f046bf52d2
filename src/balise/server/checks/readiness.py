"""What has to be well before a visitor is let in; asked every few seconds, so nothing slow is here."""

from __future__ import annotations

from collections.abc import Iterator

from balise.server.checks import Finding, Level
from balise.server.checks.database import check_database, check_migrations
from balise.server.checks.folders import check_folders


def readiness() -> Iterator[Finding]:
    database = list(check_database())
    yield from database
    # One failure is enough to tell, and waiting for the same database twice would make the asker give up.
    if not any(finding.level is Level.FAILURE for finding in database):
        yield from check_migrations()
    yield from check_folders()
