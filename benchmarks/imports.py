"""Importing 50,000 people from a file: the time someone waits, on SQLite and on PostgreSQL.

Wall-clock, for once: the disk is part of the wait. Each run is in an installation of its own
(`imports_worker.py`), through the same functions as the command line, journal included.
"""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from benchmarks.measure import Effort, Figure, Goal
from tests.databases import postgresql
from tests.journal.worlds import World

if TYPE_CHECKING:
    from collections.abc import Iterator

WORKER = "benchmarks.imports_worker"
PEOPLE = 50_000


def people(_: Effort) -> Iterator[Figure]:
    """Staff, clients, the same clients again, and again with other addresses: the slowest counts."""
    slowest = 0.0
    for database, told in _runs():
        for name, seconds in told.items():
            slowest = max(slowest, seconds)
            yield Figure(f"import_50k_{database}_{name}_s", seconds, "s")
    yield Figure("import_50k_s", slowest, "s", Goal(120))


def _runs() -> Iterator[tuple[str, dict[str, float]]]:
    with TemporaryDirectory() as folder:
        yield "sqlite", _run(World(Path(folder)))
    with postgresql(durable=True) as server, TemporaryDirectory() as folder:
        yield "postgresql", _run(World(Path(folder), server.create("balise")))


def _run(world: World) -> dict[str, float]:
    told: dict[str, float] = json.loads(world.run(WORKER, str(PEOPLE)))
    return told
