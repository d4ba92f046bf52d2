"""Balise itself: a full decision, then the rule and the source of each reason, as a page shows them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from balise.policy import decide
from benchmarks.policies import as_balise

if TYPE_CHECKING:
    from balise.policy import Decision
    from benchmarks.policies import Answered, NeutralPolicy, Situation

DAY = date(2026, 3, 1)


class Balise:
    name = "balise"
    tells_all = True

    def __init__(self, policy: NeutralPolicy) -> None:
        self.policy = as_balise(policy)

    def answer(self, situation: Situation) -> Answered:
        return read(decide(self.policy, situation, DAY))


def read(decision: Decision) -> Answered:
    """All that the comparison asks of a decision."""
    sources = {reason.rule.id: reason.rule.source for reason in decision.reasons}
    return decision.verdict, sources.keys()
