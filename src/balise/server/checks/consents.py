"""The consents: what is kept of where people stand is what the events say, for those who spoke last."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import DatabaseError

from balise.consent.verification import LOOKED_AT, differing
from balise.server.checks import Finding, failure, ok


def check_consents() -> Iterator[Finding]:
    try:
        wrong = differing()
    except DatabaseError:
        yield failure("consents", "unreadable")
        return
    if wrong:
        yield failure("consents", "bent", count=len(wrong))
    else:
        yield ok("consents", "sound", count=LOOKED_AT)
