"""Figures, and how time is taken: in CPU time and in turns, so that other work weighs on all."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from time import process_time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


@dataclass(frozen=True)
class Goal:
    """What a figure must reach."""

    limit: float
    at_least: bool = False
    """At most the limit otherwise."""

    def met(self, value: float) -> bool:
        return value >= self.limit if self.at_least else value <= self.limit


@dataclass(frozen=True)
class Figure:
    """One figure of one run; for information when it has no goal."""

    name: str
    value: float
    unit: str
    goal: Goal | None = None

    @property
    def met(self) -> bool:
        return self.goal is None or self.goal.met(self.value)


@dataclass(frozen=True)
class Effort:
    """How much work a run puts into being exact."""

    rounds: int = 7
    situations: int = 2_000


Rounds = list[float]
"""The seconds that each round took."""


def in_turns(jobs: Sequence[Callable[[], object]], rounds: int) -> list[Rounds]:
    """The time of each job in each round, A B C A B C….

    At its turn a job runs once before the run that counts, so that none pays for what another left in caches.
    """
    taken: list[Rounds] = [[] for _ in jobs]
    for _ in range(rounds):
        for job, times in zip(jobs, taken, strict=True):
            job()
            times.append(seconds(job))
    return taken


def seconds(job: Callable[[], object]) -> float:
    """The CPU time of one run, all threads of this process together."""
    start = process_time()
    job()
    return process_time() - start


def ratio(slower: Rounds, faster: Rounds) -> float:
    """How many times longer, round by round."""
    return median(one / other for one, other in zip(slower, faster, strict=True))


def microseconds(times: Rounds, decisions: int) -> float:
    """What one decision takes."""
    return median(times) / decisions * 1e6
