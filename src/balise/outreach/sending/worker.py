"""A worker of the outbox: some messages are on the wire while the next are prepared (`ahead`).

Messages are claimed, announced (`consent.handovers`) and asked about in batches, and go over the wire a few
at a time, each few marked before and recorded after: a kill at any moment leaves so few that nobody can tell
of. What the wire told, and what goes over it next, is written by one commit. Several workers may run, on
several machines.
"""

from __future__ import annotations

import gc
import logging
import sys
import threading
from collections import Counter, deque
from datetime import UTC, datetime
from time import monotonic
from typing import TYPE_CHECKING

from django.db import connection, transaction

from balise.consent import handovers
from balise.journal.pieces import pieces
from balise.outreach.sending import outbox, pacing
from balise.outreach.sending.ahead import Ahead
from balise.outreach.sending.operations import finish_sending
from balise.outreach.sending.wire import ENOUGH, Ending, Wire

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Executor, Future

    from balise.outreach.sending.ahead import Load
    from balise.outreach.sending.letters import Letter
    from balise.outreach.sending.mail_server import MailServer
    from balise.outreach.sending.wire import Outcome

log = logging.getLogger(__name__)

AT_RISK = 32
"""Messages on the wire: as many as a crash can leave uncertain."""
FEW = 16
"""How many of them are told of together: the wire has as many more while that is written, which waits for the
disk.
"""
BATCHES = 2
"""Under way: one leaves while the next is prepared."""
REST = 1.0
"""Seconds between two looks when there is nothing to do."""
LONGEST_REST = 60.0
"""Seconds, when the mail server or the database is away."""
SWEEPS = 15.0
"""Seconds between two looks for what dead workers left."""


def _now() -> datetime:
    return datetime.now(UTC)


class Worker:
    """Sends until it is told to stop, or, once, until nothing is due."""

    def __init__(
        self,
        server: MailServer,
        *,
        connections: int,
        clock: Callable[[], datetime] = _now,
        thread: Executor | None = None,
    ) -> None:
        """`thread` is where the next batch is prepared, if not in a thread of the worker's own."""
        self._wire = Wire(server, connections)
        self._ahead = Ahead(clock, thread)
        self._clock = clock
        self._stopping = threading.Event()
        self._on_the_wire: deque[tuple[Load, Future[dict[int, Outcome]]]] = deque()
        self._told: list[tuple[Load, dict[int, Outcome]]] = []
        self._ready: deque[Load] = deque()
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
            self._ahead.close()
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

    def _move_on(self, *, claim: bool = True) -> bool:
        self._sweep()
        self._hear()
        away = any(each.ending is Ending.AWAY for _, told in self._told for each in told.values())
        if away:
            while self._on_the_wire:
                self._hear()
            self._look_ahead(claim=False)
        ready, told = self._ready[0] if self._ready else None, self._told
        room = AT_RISK - FEW * len(self._on_the_wire)
        with transaction.atomic(durable=True):
            leaving, let_go = self._write(ready, 0 if away else room)
        # From here on it is committed.
        self._told = []
        for load in let_go:
            self._ready.remove(load)
        if ready and leaving:
            ready.began = ready.began or monotonic()
            for few in pieces(leaving, FEW):
                self._on_the_wire.append((ready, self._wire.hand_over(few, ready.batch.announced.until)))
            del ready.letters[:room]
            ready.withheld.clear()
            if not ready.letters:
                self._ready.popleft()
        if away:
            self._trouble()
        elif told:
            self._rest = REST
        self._look_ahead(claim=claim and not away)
        return bool(self._on_the_wire or self._ready or self._ahead.is_begun)

    def _write(self, ready: Load | None, room: int) -> tuple[list[Letter], list[Load]]:
        """What the wire told, and which so many go over it next; and the batches of which the rest is let go:
        all of them when there is no room, for then the server is away.
        """
        now = self._clock()
        for load, outcomes in self._told:
            outbox.record(load.batch, outcomes, now)
        leaving = _handed(ready, now, room) if ready and room else []
        stopped = [ready] if ready and not leaving and not self._is_on_the_wire(ready) else []
        let_go = stopped if room else list(self._ready)
        for load in let_go:
            outbox.release(load.batch)
        left = [each for each, _ in self._told if not (each in self._ready or self._is_on_the_wire(each))]
        if left:
            handovers.over(each.batch.announced for each in left)
            last = left[-1]
            self._ahead.at_once = pacing.at_once(len(last.batch.messages), monotonic() - last.began)
        return leaving, let_go

    def _look_ahead(self, *, claim: bool) -> None:
        """Take the batch that was prepared meanwhile, waited for only when there is nothing else to do; and
        have the next one prepared.
        """
        if self._ahead.is_begun and not (self._ahead.is_at_work and (self._on_the_wire or self._ready)):
            load = self._ahead.take()
            if load is None:
                return
            self._ready.append(load)
        if claim and len(self._ready) < BATCHES:
            self._ahead.begin()

    def _hear(self) -> None:
        """What the wire has to tell: the first few are waited for."""
        wait = True
        while self._on_the_wire and (wait or self._on_the_wire[0][1].done()):
            load, future = self._on_the_wire[0]
            outcomes = future.result()
            self._on_the_wire.popleft()
            self.counts.update(each.ending for each in outcomes.values())
            if self._told and self._told[-1][0] is load:
                self._told[-1][1].update(outcomes)
            else:
                self._told.append((load, outcomes))
            wait = False

    def _is_on_the_wire(self, load: Load) -> bool:
        return any(each is load for each, _ in self._on_the_wire)

    def _finish_batch(self) -> None:
        while self._on_the_wire or self._told or self._ready or self._ahead.is_begun:
            self._move_on(claim=False)

    def _finish_campaigns(self) -> bool:
        finished = [finish_sending(campaign=each, now=self._clock()) for each in outbox.done()]
        return any(finished)

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


def _handed(load: Load, now: datetime, room: int) -> list[Letter]:
    """The next few, marked; none when the campaign was stopped meanwhile, or the time is over."""
    outbox.withhold(load.batch, load.withheld, now)
    if load.batch.announced.left <= ENOUGH:
        return []
    few = load.letters[:room]
    leaves = outbox.hand(load.batch, [each.number for each in few], now)
    return [each for each in few if each.number in leaves]
