"""Importing a million existing consents from a file, with the rows that did not go in as a file to correct.

Wall-clock, on SQLite and on PostgreSQL, and the most memory the process ever had; each run is in an
installation of its own (`consent_import_worker.py`), through the functions of the command line.
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

WORKER = "benchmarks.consent_import_worker"
CONSENTS = 1_000_000


def million(_: Effort) -> Iterator[Figure]:
    """The slower database counts, and the larger process."""
    runs = dict(_runs())
    for database, told in runs.items():
        yield Figure(f"consent_import_1m_{database}_s", told["seconds"], "s")
    yield Figure("consent_import_1m_s", max(told["seconds"] for told in runs.values()), "s", Goal(180))
    yield Figure("consent_import_1m_gib", max(told["gibibytes"] for told in runs.values()), "GiB", Goal(2))


def _runs() -> Iterator[tuple[str, dict[str, float]]]:
    with TemporaryDirectory() as folder:
        yield "sqlite", _run(World(Path(folder)))
    with postgresql(durable=True) as server, TemporaryDirectory() as folder:
        yield "postgresql", _run(World(Path(folder), server.create("balise")))


def _run(world: World) -> dict[str, float]:
    told: dict[str, float] = json.loads(world.run(WORKER, str(CONSENTS)))
    return told
