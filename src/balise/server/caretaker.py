"""What has to be done now and then while Balise serves: mail that waits, clients who asked for a code,
uploads that lasted long enough, the ends of consents, lists of campaigns that are long over, and who
unsubscribed at another mailer.

One thread in each process that serves. What one of them is doing, another leaves alone (each chore sees to
it), so that it does not matter how many there are. A chore that fails is tried again at the next round.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from django.db import connection

from balise.consent.operations.terms import record_expiries
from balise.consent.preferences import codes
from balise.outreach.exports.operations.handing import take_all_noes
from balise.outreach.rights import forget_due
from balise.people import notices
from balise.people.imports import store
from balise.people.periods import day_of

if TYPE_CHECKING:
    from datetime import date

log = logging.getLogger(__name__)

EVERY_SECONDS = 60.0
HOUR = timedelta(hours=1)

Chore = Callable[[datetime], object]


def daily(chore: Callable[..., object]) -> Chore:
    """A chore for the first round of each day, and the next ones until it succeeds."""
    done_on: date | None = None

    def do(now: datetime) -> None:
        nonlocal done_on
        if day_of(now) != done_on:
            chore(now=now)
            done_on = day_of(now)

    return do


def hourly(chore: Chore) -> Chore:
    """A chore for one round an hour."""
    done_at: datetime | None = None

    def do(now: datetime) -> None:
        nonlocal done_at
        if done_at is None or now - done_at >= HOUR:
            chore(now)
            done_at = now

    return do


CHORES: Sequence[Chore] = (
    notices.deliver_due,
    codes.answer_due,
    store.purge,
    daily(record_expiries),
    daily(forget_due),
    hourly(take_all_noes),
)


class Caretaker:
    """Makes a round every minute, and at once when woken."""

    def __init__(self, chores: Sequence[Chore] = CHORES) -> None:
        self._chores = chores
        self._wake = threading.Event()
        self._leaving = False
        self._thread = threading.Thread(target=self._run, name="caretaker", daemon=True)

    def start(self) -> None:
        notices.wake_up(self._wake.set)
        self._thread.start()

    def stop(self) -> None:
        """End after the round that is under way."""
        self._leaving = True
        self._wake.set()
        self._thread.join()

    def _run(self) -> None:
        # Not at once: a process that just starts has better to do.
        while not self._wake.wait(timeout=EVERY_SECONDS) or not self._leaving:
            self._wake.clear()
            self._round()

    def _round(self) -> None:
        for chore in self._chores:
            try:
                chore(datetime.now(UTC))
            except Exception:
                log.exception("chore failed")
        # Between two rounds, a connection would only stand idle, and be found dead at the next.
        connection.close()
