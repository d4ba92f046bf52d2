"""The next batch, claimed and prepared in a thread of its own while another leaves.

Its thread has its own connection to the database: what the wire told is written down meanwhile.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING

from django.db import connection, transaction

from balise.outreach.campaigns.going import may_go
from balise.outreach.sending import outbox, pacing
from balise.outreach.sending.preparing import prepare

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Executor, Future
    from datetime import datetime

    from balise.outreach.models import Campaign
    from balise.outreach.sending.letters import Letter
    from balise.outreach.sending.outbox import Batch

TRUSTED = 2.0
"""Seconds for which it is believed that a campaign may go: to ask takes longer than to send a batch, and who
may be written to is asked for each message."""


@dataclass(eq=False)
class Load:
    """A batch under way: the letters that are still to leave, and who gets none, until that is kept."""

    batch: Batch
    letters: list[Letter]
    withheld: dict[int, str]
    began: float = 0.0
    """To leave, by the clock that only goes on."""


class Ahead:
    """Works one batch ahead. Used by one thread."""

    def __init__(self, clock: Callable[[], datetime], thread: Executor | None = None) -> None:
        self._clock = clock
        self._is_its_own = thread is None
        self._thread = thread or ThreadPoolExecutor(1, "ahead")
        self._coming: Future[Load | None] | None = None
        self._going: dict[int, tuple[float, bool]] = {}
        self.at_once = pacing.FIRST
        """Messages that are claimed together."""

    def begin(self) -> None:
        """Claim and prepare the next batch, unless one is on its way."""
        if self._coming is None:
            self._coming = self._thread.submit(self._load)

    @property
    def is_at_work(self) -> bool:
        return self._coming is not None and not self._coming.done()

    @property
    def is_begun(self) -> bool:
        """Whether a batch is on its way, or waits to be taken."""
        return self._coming is not None

    def take(self) -> Load | None:
        """The batch that was begun, waited for; None when nothing was due. Raise what went wrong."""
        coming, self._coming = self._coming, None
        return coming.result() if coming else None

    def close(self) -> None:
        """End the thread, if it is our own, with its connection."""
        if self._is_its_own:
            self._thread.submit(lambda: connection.close())  # noqa: PLW0108  that of the thread
            self._thread.shutdown()

    def _load(self) -> Load | None:
        try:
            with transaction.atomic(durable=True):
                batch = outbox.take(self._clock(), self._may_leave, self.at_once)
            if batch is None:
                return None
            prepared = prepare(batch, self._clock())
        except Exception:
            connection.close()
            raise
        return Load(batch, prepared.letters, prepared.withheld)

    def _may_leave(self, campaign: Campaign) -> bool:
        asked, answer = self._going.get(campaign.pk, (-TRUSTED, False))
        if monotonic() - asked > TRUSTED:
            answer = not may_go(campaign, self._clock())
            self._going[campaign.pk] = monotonic(), answer
        return answer
