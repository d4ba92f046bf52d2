"""Authority held still while it is used: nobody acts by a role that somebody else is just taking back.

A permission is asked inside the transaction that uses it. What uses authority goes side by side; what changes
it (roles, lines, who is disabled, the tree of units) goes alone: it waits for those that began before, and
those that begin later wait for it, and are asked anew. On SQLite, which lets one transaction write at a time
(`BEGIN IMMEDIATE`), all of them go alone anyway.
"""

from __future__ import annotations

from django.db import connection

LOCK = 0x42414C49_41555448
"""Among PostgreSQL's advisory locks, ours: no row stands for the organisation before it is founded."""


def hold_still() -> None:
    """Until the end of this transaction, nobody's authority changes."""
    _lock("SELECT pg_advisory_xact_lock_shared(%s)")


def hold_alone() -> None:
    """Until the end of this transaction, nobody else uses or changes authority.

    Call it before anything else is held, so that two never wait for each other.
    """
    _lock("SELECT pg_advisory_xact_lock(%s)")


def _lock(statement: str) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(statement, [LOCK])
