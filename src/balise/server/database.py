"""Which database: an SQLite file in the data folder, or PostgreSQL at the address BALISE_DATABASE_URL."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

DJANGO_NAMES = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
"""What libpq calls the parts of an address, and what Django calls them; the rest is passed on as it is."""

PATIENCE = 3
"""Seconds until someone is told that the database is away, or busy, with what they typed still there."""


class FaultyDatabaseAddressError(Exception):
    """BALISE_DATABASE_URL is no address of a database that Balise knows."""

    def __init__(self) -> None:  # the address is not repeated: it may hold a password
        super().__init__("BALISE_DATABASE_URL must look like `postgresql://user:password@host:5432/name`")


def database(url: str, data: Path) -> dict[str, Any]:
    """Django's settings of the database at this address. Raise `FaultyDatabaseAddressError`."""
    if not url:
        return sqlite(data / "balise.sqlite3")
    if not url.startswith(("postgresql://", "postgres://")):
        raise FaultyDatabaseAddressError
    return postgresql(url)


def sqlite(file: Path) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": file,
        "OPTIONS": {
            # Deferred transactions lose writes to "database is locked" when several begin by reading.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            # FULL: what was told to be kept is kept, also when the power goes. `secure_delete`: what is
            # erased is overwritten, not just unlinked from its page.
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;"
                "PRAGMA cache_size=-16000;"
            ),
        },
    }


def postgresql(url: str) -> dict[str, Any]:
    # Here, so that whoever has SQLite does not wait for what only PostgreSQL needs.
    from psycopg import IsolationLevel, ProgrammingError  # noqa: PLC0415  see above
    from psycopg.conninfo import conninfo_to_dict  # noqa: PLC0415  see above

    try:
        parts = conninfo_to_dict(url)
    except ProgrammingError:  # psycopg's own message would repeat the password
        raise FaultyDatabaseAddressError from None
    named = {ours: str(parts.pop(theirs, "")) for theirs, ours in DJANGO_NAMES.items()}
    if not named["NAME"]:
        raise FaultyDatabaseAddressError
    return {
        "ENGINE": "django.db.backends.postgresql",
        **named,
        # What a restart of the server left dead is replaced before a request gets it.
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "connect_timeout": PATIENCE,
            **parts,
            # The chain and the decisions rely on what READ COMMITTED shows after a lock; say it rather than
            # hope.
            "isolation_level": IsolationLevel.READ_COMMITTED,
            # `reconnect_timeout`: without it, the pauses between attempts grow as long as the outage itself.
            "pool": {"min_size": 1, "max_size": 20, "timeout": PATIENCE, "reconnect_timeout": PATIENCE},
        },
    }
