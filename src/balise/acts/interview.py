"""An interview: the act in question, what is known beforehand, and the answers given so far, in the order
asked.

It is a value: answering makes a new one. What to ask next is not stored; it follows from the answers and
the policy, so that changing an earlier answer never leaves a wrong path behind.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Self

from balise.policy import Decision, Policy, decide
from balise.policy.explanation import plain
from balise.policy.facts import Fact
from balise.policy.pack import ACT
from balise.policy.situation import check_facts

Answer = str | bool | int | float | None
"""As kept between two pages; None is `I don't know`."""


@dataclass(frozen=True, slots=True)
class Interview:
    """`known` was known before the first question (who asks, for example) and is not asked."""

    act: str
    as_of: date
    known: Mapping[str, Answer] = field(default_factory=dict)
    answers: Mapping[str, Answer] = field(default_factory=dict)

    @classmethod
    def read(cls, kept: Mapping[str, Any], policy: Policy) -> Self:
        """An interview as `kept` wrote it, without answers to what the policy no longer asks."""

        def still_asked(answers: Mapping[str, Answer]) -> dict[str, Answer]:
            return {name: answer for name, answer in answers.items() if name in policy.facts}

        return cls(
            act=kept["act"],
            as_of=date.fromisoformat(kept["as_of"]),
            known=still_asked(kept["known"]),
            answers=still_asked(kept["answers"]),
        )

    def kept(self) -> dict[str, Any]:
        """The interview as JSON."""
        return {
            "act": self.act,
            "as_of": self.as_of.isoformat(),
            "known": dict(self.known),
            "answers": dict(self.answers),
        }

    def answer(self, policy: Policy, fact: str, words: str | None) -> Self:
        """The interview with this answer, as typed or chosen; None for `I don't know`.

        Raises `SituationError` when the words are no answer to this question, or contradict the answers
        already given.
        """
        value = check_facts(policy.facts, {fact: words}, self.as_of)[fact]
        answered = replace(self, answers={**self.answers, fact: plain(value, policy.facts[fact])})
        answered.decide(policy)
        return answered

    def decide(self, policy: Policy) -> Decision:
        """What the policy answers so far. Raises `SituationError`."""
        return decide(policy, {ACT: self.act, **self.known, **self.answers}, self.as_of)

    def before(self, fact: str) -> str | None:
        """The question that came before this one; None for the first."""
        asked = list(self.answers)
        position = asked.index(fact) if fact in asked else len(asked)
        return asked[position - 1] if position else None

    def can_ask(self, policy: Policy, fact: str) -> Fact | None:
        """The question, when it is one that may be asked of the person; None otherwise."""
        return policy.facts[fact] if fact in policy.facts and fact != ACT and fact not in self.known else None
