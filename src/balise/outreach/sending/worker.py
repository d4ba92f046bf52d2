"""A worker of the outbox: some messages are on the wire while the next are prepared.

Messages are claimed, announced (`consent.handovers`) and asked about in batches, and go over the wire a few
at a time, each few marked before and recorded after: a kill at any moment leaves so few that nobody can tell
of.
What the wire told, what goes over it next and what is claimed is written by one commit. Several workers may
run, on several machines.
"""

from __future__ import annotations

import gc
import logging
import sys
import threading
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from time import monotonic
from typing import TYPE_CHECKING

from django.db import connection, transaction

from balise.consent import handovers
from balise.outreach.campaigns.going import may_go
from balise.outreach.sending import outbox
from balise.outreach.sending.operations import finish_sending
from balise.outreach.sending.preparing import prepare
from balise.outreach.sending.wire import ENOUGH, Ending, Wire

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from concurrent.futures import Future

    from balise.outreach.models import Campaign
    from balise.outreach.sending.letters import Letter
    from balise.outreach.sending.mail_server import MailServer
    from balise.outreach.sending.outbox import Batch
    from balise.outreach.sending.wire import Outcome

log = logging.getLogger(__name__)

AT_RISK = 8
"""Messages on the wire: as many as a crash can leave uncertain."""
REST = 1.0
"""Seconds between two looks when there is nothing to do."""
LONGEST_REST = 60.0
"""Seconds, when the mail server or the database is away."""
SWEEPS = 15.0
"""Seconds between two looks for what dead workers left."""
TRUSTED = 2.0
"""Seconds for which it is believed that a campaign may go: to ask takes longer than to send a batch, and who
may be written to is asked for each message."""


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass
class _Load:
    """A batch under way: the letters that are still to leave, and who gets none, until that is written."""

    batch: Batch
    letters: tuple[Letter, ...]
    withheld: Mapping[int, str]


class Worker:
    """Sends until it is told to stop, or, once, until nothing is due."""

    def __init__(self, server: MailServer, *, connections: int, clock: Callable[[], datetime] = _now) -> None:
        self._wire = Wire(server, connections)
        self._clock = clock
        self._stopping = threading.Event()
        self._on_the_wire: tuple[_Load, Future[dict[int, Outcome]]] | None = None
        self._told: tuple[_Load, Mapping[int, Outcome]] | None = None
        self._ready: _Load | None = None
        self._going: dict[int, tuple[float, bool]] = {}
        self._swept = 0.0
        self._rest = REST
        self.counts: Counter[Ending] = Counter()

    def stop(self) -> None:
        """End after the batch that is under way."""
        self._stopping.set()

    def run(self, *, once: bool = False) -> None:
        """Return when stopped; with `once`, also when nothing more can leave now, and at the first failure,
        which is then raised.
        """
        # What was loaded until here stays: to look through it again and again for what is not used any more
        # takes a tenth of the time. And the wire is not to wait for the other thread's turn to end.
        gc.freeze()
        before = sys.getswitchinterval()
        sys.setswitchinterval(0.001)
        try:
            while not self._stopping.is_set():
                if self._busy() if once else self._patiently():
                    continue
                turn = outbox.next_turn(self._clock())
                if once and turn is None:
                    break
                self._stopping.wait(self._until(turn))
            self._finish_batch()
        finally:
            self._wire.close()
            sys.setswitchinterval(before)
            gc.unfreeze()

    def _patiently(self) -> bool:
        """Move on; whether there was something to do. After a failure it is tried again, a little later each
        time: what the wire told is not forgotten meanwhile, and what was claimed is let go by `sweep`.
        """
        try:
            return self._busy()
        except Exception:
            log.exception("sending failed")
            connection.close()
            self._trouble()
            self._stopping.wait(self._rest)
            return True

    def _busy(self) -> bool:
        return self._move_on() or self._finish_campaigns()

    def _move_on(self, *, take: bool = True) -> bool:
        self._sweep()
        self._wait_for_the_wire()
        now, told, ready = self._clock(), self._told, self._ready
        away = told is not None and any(each.ending is Ending.AWAY for each in told[1].values())
        leaving: list[Letter] = []
        taken = None
        with transaction.atomic(durable=True):
            if told:
                outbox.record(told[0].batch, told[1], now)
            if ready and not away:
                leaving = _handed(ready, now)
            rest = ready.letters[AT_RISK:] if ready and leaving else ()
            if told and told[0] is not ready:
                handovers.over([told[0].batch.announced])
            if ready and not leaving:
                outbox.release(ready.batch)
            if take and not away and not rest:
                taken = outbox.take(now, self._may_leave)
        # From here on it is committed.
        self._told, self._ready = None, None
        if ready and leaving:
            self._on_the_wire = ready, self._wire.hand_over(leaving, ready.batch.announced.until)
            ready.letters, ready.withheld = rest, {}
            self._ready = ready if rest else None
        if taken:
            prepared = prepare(taken, now)
            self._ready = _Load(taken, prepared.letters, prepared.withheld)
        if away:
            self._trouble()
        elif told:
            self._rest = REST
        return bool(leaving or taken)

    def _wait_for_the_wire(self) -> None:
        if self._on_the_wire:
            load, future = self._on_the_wire
            self._told, self._on_the_wire = (load, future.result()), None
            self.counts.update(each.ending for each in self._told[1].values())

    def _finish_batch(self) -> None:
        while self._on_the_wire or self._told or self._ready:
            self._move_on(take=False)

    def _finish_campaigns(self) -> bool:
        finished = [finish_sending(campaign=each, now=self._clock()) for each in outbox.done()]
        return any(finished)

    def _may_leave(self, campaign: Campaign) -> bool:
        asked, answer = self._going.get(campaign.pk, (-TRUSTED, False))
        if monotonic() - asked > TRUSTED:
            answer = not may_go(campaign, self._clock())
            self._going[campaign.pk] = monotonic(), answer
        return answer

    def _sweep(self) -> None:
        if monotonic() - self._swept > SWEEPS:
            with transaction.atomic(durable=True):
                if lost := outbox.sweep(self._clock()):
                    log.warning("%s messages uncertain", lost)
            self._swept = monotonic()

    def _until(self, turn: datetime | None) -> float:
        """The seconds to rest: less when the next turn of a campaign comes before."""
        return self._rest if turn is None else min(self._rest, (turn - self._clock()).total_seconds())

    def _trouble(self) -> None:
        self._rest = min(self._rest * 2, LONGEST_REST)


def _handed(load: _Load, now: datetime) -> list[Letter]:
    """The next few, marked; none when the campaign was stopped meanwhile, or the time is over."""
    outbox.withhold(load.batch, load.withheld, now)
    if load.batch.announced.left <= ENOUGH:
        return []
    few = load.letters[:AT_RISK]
    leaves = outbox.hand(load.batch, [each.number for each in few], now)
    return [each for each in few if each.number in leaves]
