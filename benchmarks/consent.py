"""The consent ledger: a withdrawal until all know, where a million people stand, a long history beside none.

Each measure runs in an installation of its own (`consent_worker.py`), on SQLite, and on a PostgreSQL that
waits for the disk as in production.
"""

from __future__ import annotations

import json
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from benchmarks.measure import Effort, Figure, Goal
from tests.databases import postgresql
from tests.journal.worlds import World

if TYPE_CHECKING:
    from collections.abc import Iterator

WORKER = "benchmarks.consent_worker"
MILLION = 1_000_000
WITHDRAWALS = 1_000
PER_SECOND = 50
SERVING = 2
"""Processes."""
EVENTS = 1_000


def state_of_a_million(effort: Effort) -> Iterator[Figure]:
    """All states for one campaign, in this program's memory: the worst database, its best reading."""
    taken = {}
    for database, world in _worlds():
        read = json.loads(world.run(WORKER, "million", str(MILLION), str(min(effort.rounds, 5))))
        taken[database] = min(read)
        yield Figure(f"consent_state_1m_{database}_s", taken[database], "s")
    yield Figure("consent_state_1m_s", max(taken.values()), "s", Goal(2))


def withdrawal(_: Effort) -> Iterator[Figure]:
    """From the click to a reader elsewhere who knows, with 50 clicks a second whatever the answers take, in
    two processes, as Balise serves on two processors.
    """
    taken = {}
    for database, world in _worlds():
        world.run(WORKER, "agreed", str(WITHDRAWALS))
        parts = [
            [str(number) for number in (WITHDRAWALS, PER_SECOND, part, SERVING)] for part in range(SERVING)
        ]
        printed = world.run_together(WORKER, [["withdrawals", *part] for part in parts])
        waits = [wait for one in printed for wait in json.loads(one)]
        taken[database] = quantiles(waits, n=100)[98]
        yield Figure(f"withdrawal_{database}_median_ms", median(waits), "ms")
        yield Figure(f"withdrawal_{database}_p99_ms", taken[database], "ms")
    yield Figure("withdrawal_p99_ms", max(taken.values()), "ms", Goal(50))


def long_history(effort: Effort) -> Iterator[Figure]:
    """Reading where someone stands after a thousand events beside after one."""
    ratios = []
    for database, world in _worlds():
        taken = json.loads(world.run(WORKER, "past", str(EVENTS), str(effort.rounds)))
        ratios.append(median(taken["often"]) / median(taken["once"]))
        yield Figure(f"consent_state_{database}_ms", median(taken["often"]) / 20 * 1000, "ms")
    yield Figure("consent_state_1000_to_1_events", max(ratios), "times", Goal(1.25))


def _worlds() -> Iterator[tuple[str, World]]:
    with TemporaryDirectory() as folder:
        yield "sqlite", World(Path(folder))
    with postgresql(durable=True) as server, TemporaryDirectory() as folder:
        yield "postgresql", World(Path(folder), server.create("balise"))
