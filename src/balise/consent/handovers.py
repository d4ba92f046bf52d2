"""What makes a withdrawal exact: a sender says what it is about to hand over, and a no waits for it.

A sender (1) commits a row for everyone it is about to write to, (2) *then* reads their consents, (3) hands
over what is still allowed, within a limit that it keeps itself, and (4) removes its rows. Whoever writes a no
(a) commits it, (b) *then* looks for rows of that person, and (c) comes back only when each of them is gone,
or past its end.

Why nothing leaves after a no that was acknowledged. Take any sender and any no about the same person. Either
the row of (1) is there when (b) looks: then the no comes back after the message left. Or it is not: then (b),
and (a) before it, came before (1), and (2), which comes after, finds the no. Both databases show at once to
everyone what was committed, and nothing here reads inside an older transaction: PostgreSQL takes a new
snapshot for each statement, SQLite for each transaction.

Who died leaves rows behind: nobody waits for them longer than `HOLDS`, and the next sender sweeps them. Ends
are by the clock of the database, which all share; a sender measures its limit by one that nobody sets.
"""

from __future__ import annotations

import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from time import sleep
from typing import TYPE_CHECKING, NamedTuple

from django.db import Error, connection, transaction
from django.db.models.functions import Now
from django.utils import timezone

from balise.consent import standings
from balise.consent.models import HandOver
from balise.journal.rows import insert
from balise.people.models import Client, ContactPoint

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

HOLDS = 45.0
"""Seconds after which a row counts no more."""
LIMIT = 35.0
"""Seconds that a sender gives itself: less than `HOLDS`, so that it has stopped before its rows end."""
PAUSE = 0.02
"""Seconds between two looks of a no that waits."""


def steady() -> float:
    """Seconds by a clock that nobody sets. The usual one stands still on Linux while the machine sleeps: who
    woke up would believe that its time is not over.
    """
    return time.clock_gettime(time.CLOCK_BOOTTIME) if hasattr(time, "CLOCK_BOOTTIME") else time.monotonic()


class Whom(NamedTuple):
    """Someone who is about to be written to: whose record, if we know one, and the keys of their addresses
    (`people.addresses`).
    """

    client: int | None
    keys: Collection[str]


@dataclass(frozen=True)
class HandingOver:
    """What a sender announced."""

    rows: tuple[int, ...]
    until: float = field(default_factory=lambda: steady() + LIMIT)

    @property
    def left(self) -> float:
        """The seconds in which something may still leave; none when it is over."""
        return max(0.0, self.until - steady())


@contextmanager
def handing_over(whom: Iterable[Whom]) -> Iterator[HandingOver]:
    """Hand over inside: read consents first thing, and let nothing leave when no time is `left`."""
    with transaction.atomic(durable=True):
        announced = announce(whom)
    try:
        yield announced
    finally:
        over([announced])


def announce(whom: Iterable[Whom]) -> HandingOver:
    """Say who is about to be written to, in a transaction of the caller's: the limit runs from now on, and
    consents may be read once it is committed.
    """
    limit = steady() + LIMIT
    soon = timezone.now()
    rows = ((each.client, key, soon, soon) for each in whom for key in (each.keys or [""]))
    numbers = tuple(insert(HandOver, ("client", "address", "started_at", "ends_by"), rows))
    # All at once: for each row by itself it would take as long as all the rest.
    HandOver.objects.filter(pk__among=numbers).update(
        started_at=Now(), ends_by=Now() + timedelta(seconds=HOLDS)
    )
    return HandingOver(numbers, limit)


def over(announced: Iterable[HandingOver]) -> None:
    """Say that what was announced has left, or stays."""
    HandOver.objects.filter(pk__among=[row for each in announced for row in each.rows]).delete()


def sweep() -> None:
    """Remove what senders left behind when they died."""
    HandOver.objects.filter(ends_by__lte=Now()).delete()


def outwait(*, client: Client | None = None, address: str = "") -> None:
    """Have this transaction, once it is committed, wait for what is being handed over to this person or
    address. When nothing is, it costs one question.
    """
    transaction.on_commit(partial(_outwait, client, address), robust=True)


def outwait_all() -> None:
    """The same, for everyone: a whole file of noes, or a restore."""
    transaction.on_commit(partial(_wait, lambda: {pk for pk, _, _ in _under_way()}), robust=True)


def _outwait(client: Client | None, address: str) -> None:
    _wait(partial(_concerning, client, address))


def _concerning(client: Client | None, address: str) -> set[int]:
    """What is being handed over to this person or address."""
    if not (under_way := _under_way()):
        return set()
    keys, records = {address} - {""}, set[int]()
    if client is not None:
        # Also by other records of theirs, and where someone is written to by an address alone.
        records.update(standings.person_of(client)[1])
        keys.update(ContactPoint.objects.filter(client__in=records).values_list("key", flat=True))
    return {pk for pk, whose, key in under_way if whose in records or key in keys}


def _under_way() -> list[tuple[int, int | None, str]]:
    return list(HandOver.objects.filter(ends_by__gt=Now()).values_list("pk", "client", "address"))


def _wait(look: Callable[[], set[int]]) -> None:
    """Come back when all that was under way at the first look is over; while the database is away, nobody can
    tell, and whoever hands over may still be at it.
    """
    last, rows = steady() + HOLDS, None
    while steady() < last:
        try:
            rows = look() if rows is None else rows & {pk for pk, _, _ in _under_way()}
            if not rows:
                return
        except Error:
            connection.close()
        sleep(PAUSE)
