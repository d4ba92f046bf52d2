"""Screening beside SQL written by hand for the same policy, and from a CSV file to a decided one.

Each size runs in a process of its own (`screening_worker.py`), with 3 GB for DuckDB and two threads. Both
sides write number, verdict and reason into a table; ours decides in the same time what it has to decide. The
better of two ways to write it by hand counts.
"""

from __future__ import annotations

import json
import subprocess
import sys
from statistics import median
from typing import TYPE_CHECKING, Any

from benchmarks.measure import Effort, Figure, Goal, ratio

if TYPE_CHECKING:
    from collections.abc import Iterator

WORKER = "benchmarks.screening_worker"
MILLION = 1_000_000


def one_million(effort: Effort) -> Iterator[Figure]:
    """As many rounds as asked for."""
    return _beside_sql("1m", MILLION, effort.rounds)


def ten_million(effort: Effort) -> Iterator[Figure]:
    """Longer, so fewer rounds are as exact."""
    return _beside_sql("10m", 10 * MILLION, min(effort.rounds, 3))


def fifty_million(effort: Effort) -> Iterator[Figure]:
    """Needs some 6 GB of disk."""
    return _beside_sql("50m", 50 * MILLION, min(effort.rounds, 1))


def from_csv(_: Effort) -> Iterator[Figure]:
    """Wall-clock: what someone waits for."""
    yield Figure("screen_csv_1m_s", _run("csv", str(MILLION))["seconds"], "s", Goal(60))


def by_command(_: Effort) -> Iterator[Figure]:
    """`balise screen` as a whole: the list cleaned, matched with an export of consents, decided, written."""
    told = _run("command", str(MILLION))
    yield Figure("screen_command_1m_s", told["seconds"], "s", Goal(60))
    yield Figure("screen_command_1m_gib", told["gibibytes"], "GiB", Goal(4))


def _beside_sql(size: str, rows: int, rounds: int) -> Iterator[Figure]:
    told = _run(str(rows), str(rounds))
    ours = told["seconds"].pop("ours")
    by_hand = min(told["seconds"].values(), key=median)
    yield Figure(f"screen_vs_sql_{size}", ratio(ours, by_hand), "times", Goal(1.5))
    yield Figure(f"screen_{size}_s", median(ours), "s")
    for name, taken in told["seconds"].items():
        yield Figure(f"screen_{size}_{name}_s", median(taken), "s")
    yield Figure(f"screen_{size}_gib", told["gibibytes"], "GiB", Goal(4))


def _run(*arguments: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", WORKER, *arguments], check=True, stdout=subprocess.PIPE, text=True
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found
