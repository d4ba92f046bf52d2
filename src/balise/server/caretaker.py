"""What has to be done now and then while Balise serves: mail that waits, uploads that lasted long enough.

One thread in each process that serves. What one of them is doing, another leaves alone (each chore sees to
it), so that it does not matter how many there are. A chore that fails is tried again at the next round.
"""

from __future__ import annotations

import logging
import threading
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from django.db import connection

from balise.people import notices
from balise.people.imports import store

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

log = logging.getLogger(__name__)

EVERY_SECONDS = 60.0

CHORES: Sequence[Callable[[datetime], object]] = (notices.deliver_due, store.purge)


class Caretaker:
    """Makes a round every minute, and at once when woken."""

    def __init__(self, chores: Sequence[Callable[[datetime], object]] = CHORES) -> None:
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
