"""The engines measured, each given the same policy. They answer alike; the reasons they tell differ."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from benchmarks.peers.balise import Balise
from benchmarks.peers.cedar import Cedar
from benchmarks.peers.cel import CelChain, CelRules
from benchmarks.peers.zen import ZenExpression, ZenTable

if TYPE_CHECKING:
    from benchmarks.policies import Answered, NeutralPolicy, Situation


class Engine(Protocol):
    """One engine with one policy in it, ready to answer."""

    name: str
    tells_all: bool
    """Whether it tells all rules that fired; only the first otherwise."""

    def __init__(self, policy: NeutralPolicy) -> None: ...

    def answer(self, situation: Situation) -> Answered:
        """The verdict, and the rules that fired."""


PEERS: tuple[type[Engine], ...] = (Cedar, ZenTable, ZenExpression, CelRules, CelChain)

__all__ = ["PEERS", "Balise", "Engine"]
