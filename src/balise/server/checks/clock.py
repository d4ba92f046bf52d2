"""The clock: what is dated must be dated right, and in the order in which it happened."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from django.db import DatabaseError, connection
from django.utils import timezone

import balise
from balise.server.checks import Finding, failure, ok, warning

WATCHED = 0.2
LEAP = 0.05
APART = 2.0
"""Seconds."""


def check_clock() -> Iterator[Finding]:
    now = datetime.now(UTC)
    # No time is before the installation of the program that asks for it.
    if now.timestamp() < Path(balise.__file__).stat().st_mtime - APART:
        yield failure("clock", "past", now=now.isoformat(timespec="seconds"))
    elif (leap := _leap()) > LEAP:
        yield warning("clock", "leaps", seconds=f"{leap:.2f}")
    elif (apart := _apart_from_database()) > APART:
        yield failure("clock", "apart", seconds=f"{apart:.1f}")
    else:
        offset = timezone.localtime(now).strftime("%z")
        yield ok(
            "clock", "steady", zone=timezone.get_default_timezone_name(), offset=f"{offset[:3]}:{offset[3:]}"
        )


def _leap() -> float:
    """How far the wall clock goes astray from the one that only counts, while both are watched."""
    wall, steady = time.time(), time.monotonic()
    time.sleep(WATCHED)
    return abs((time.time() - wall) - (time.monotonic() - steady))


def _apart_from_database() -> float:
    if connection.vendor != "postgresql":
        return 0.0
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT extract(epoch FROM clock_timestamp())")
            theirs = float(cursor.fetchone()[0])
    except DatabaseError:
        return 0.0  # told by the check of the database
    return abs(time.time() - theirs)
