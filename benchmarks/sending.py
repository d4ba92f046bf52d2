"""Sending, beside a bare loop of the library that it sends with: the same messages to the same receiver, in
turns. Balise asks consent and policy of each and keeps what became of it.

The loop has one connection and sends one message after the other, as one writes it with that library. Beside
it stands one with as many connections as Balise has (`send_vs_loops`), which is as fast as the receiver is.
The receiver is a program of its own, on this machine, that drops what it gets.
"""

from __future__ import annotations

import json
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from benchmarks.measure import Effort, Figure, Goal
from tests.databases import postgresql
from tests.journal.worlds import World

if TYPE_CHECKING:
    from collections.abc import Iterator

WORKER = "benchmarks.sending_worker"
MESSAGES = 1_000
CONNECTIONS = 4


def beside_a_loop(effort: Effort) -> Iterator[Figure]:
    """Messages a second, on each database; the worse one counts."""
    shares, of_many = {}, {}
    for database, world in _worlds():
        rounds = [str(number) for number in (MESSAGES, min(effort.rounds, 3), CONNECTIONS)]
        taken = json.loads(world.run(WORKER, *rounds).splitlines()[-1])
        for name, key in (("", "balise"), ("_loop", "loop"), ("_loops", "loops")):
            yield Figure(f"send_{database}{name}_per_s", MESSAGES / median(taken[key]), "/s")
        shares[database] = _share(taken["loop"], taken["balise"])
        of_many[database] = _share(taken["loops"], taken["balise"])
        yield Figure(f"send_vs_loop_{database}", shares[database], "of it")
        yield Figure(f"send_vs_loops_{database}", of_many[database], "of it")
    yield Figure("send_vs_loops", min(of_many.values()), "of it")
    yield Figure("send_vs_loop", min(shares.values()), "of it", Goal(0.7, at_least=True))


def _share(loop: list[float], balise: list[float]) -> float:
    """Of the speed of a loop, round by round."""
    return median(one / ours for one, ours in zip(loop, balise, strict=True))


def _worlds() -> Iterator[tuple[str, World]]:
    with TemporaryDirectory() as folder:
        yield "sqlite", World(Path(folder))
    with postgresql(durable=True) as server, TemporaryDirectory() as folder:
        yield "postgresql", World(Path(folder), server.create("balise"))
