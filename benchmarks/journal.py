"""The journal: what appending costs beside a plain insert, how long a million entries take to verify, 8
writers.

Each measure runs in an installation of its own (`journal_worker.py`), on SQLite, and on a PostgreSQL that
waits for the disk as in production.
"""

from __future__ import annotations

import json
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import time
from typing import TYPE_CHECKING

from benchmarks.measure import Effort, Figure, Goal
from tests.databases import postgresql
from tests.journal.worlds import World

if TYPE_CHECKING:
    from collections.abc import Iterator

WORKER = "benchmarks.journal_worker"
ENTRIES = 20_000
MILLION = 1_000_000
WRITERS = 8
SECONDS = 4
GET_READY_SECONDS = 10
"""All start at once, when all have loaded."""


def append(effort: Effort) -> Iterator[Figure]:
    """A batch of entries beside the same rows by Django's `bulk_create`, into a table searched by the same
    things.
    """
    ratios = {}
    for database, world in _worlds():
        told = json.loads(world.run(WORKER, "append", str(ENTRIES), str(min(effort.rounds, 7))))
        # The best round of each: what else the machine does only ever adds time.
        ratios[database] = min(told["plain"]) / min(told["journal"])
        for name, times in told.items():
            yield Figure(f"journal_append_{database}_{name}_us", min(times) / ENTRIES * 1e6, "µs")
    yield Figure("journal_append_vs_insert", min(ratios.values()), "times", Goal(0.75, at_least=True))


def verify(_: Effort) -> Iterator[Figure]:
    """A million entries, each naming three people or things and with one encrypted field; in CPU time."""
    taken = {}
    for database, world in _worlds():
        told = json.loads(world.run(WORKER, "verify", str(MILLION)))
        taken[database] = told["cpu"]
        yield Figure(f"journal_verify_1m_{database}_wall_s", told["wall"], "s")
    yield Figure("journal_verify_1m_s", max(taken.values()), "s", Goal(60))


def writers(effort: Effort) -> Iterator[Figure]:
    """8 programs that do what people do, at once on PostgreSQL, with and without the journal, in turns."""
    with postgresql(durable=True) as server, TemporaryDirectory() as folder:
        world = World(Path(folder), server.create("balise"))
        world.run(WORKER, "prepare")
        world.run(WORKER, "found")
        ratios = []
        for _ in range(min(effort.rounds, 5)):
            plain, journal = (_throughput(world, how) for how in ("plain", "journal"))
            ratios.append(journal / plain)
            yield Figure("journal_8_writers_plain_per_s", plain, "per s")
            yield Figure("journal_8_writers_per_s", journal, "per s")
    yield Figure("journal_8_writers_ratio", median(ratios), "times", Goal(0.70, at_least=True))


def _throughput(world: World, how: str) -> float:
    start = time() + GET_READY_SECONDS
    each = [("write", how, str(start), str(SECONDS))] * WRITERS
    return sum(float(printed) for printed in world.run_together(WORKER, each))


def _worlds() -> Iterator[tuple[str, World]]:
    """A new installation on each database."""
    with TemporaryDirectory() as folder:
        yield "sqlite", _prepared(World(Path(folder)))
    with postgresql(durable=True) as server, TemporaryDirectory() as folder:
        yield "postgresql", _prepared(World(Path(folder), server.create("balise")))


def _prepared(world: World) -> World:
    world.run(WORKER, "prepare")
    return world
