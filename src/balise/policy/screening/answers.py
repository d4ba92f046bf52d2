"""What one situation is answered: a decision, or why there is none. Without a decision there is no verdict,
and so no permission.
"""

from __future__ import annotations

from dataclasses import dataclass

from balise.policy.decision import Decision
from balise.policy.problems import Problem
from balise.policy.verdict import STRICTNESS, Verdict

FAULT = "answer-unknown"
"""The code of a situation in which a cell holds no answer."""

COLUMNS = ("verdict", "reason", "reasons", "instead", "facts", "problem")
"""What an answer is in a table: its words, most of them lists with spaces between. `facts` are those to look
at: missing, or without an answer in their cell.
"""


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """The answer to one situation. `faults` are the facts whose cell holds no answer."""

    decision: Decision | None
    problems: tuple[Problem, ...] = ()
    faults: tuple[str, ...] = ()

    @property
    def verdict(self) -> Verdict | None:
        """The verdict; None when nothing could be decided."""
        return self.decision.verdict if self.decision else None

    @property
    def reasons(self) -> tuple[str, ...]:
        """The rules that speak, strictest first: the first is the reason of the verdict."""
        return tuple(reason.rule.key for reason in self.decision.reasons) if self.decision else ()

    @property
    def instead(self) -> tuple[str, ...]:
        """What to do instead."""
        return tuple(text.key for text in self.decision.instead) if self.decision else ()

    @property
    def facts(self) -> tuple[str, ...]:
        """The facts to look at: missing ones that matter, or those whose cell holds no answer."""
        return tuple(fact.id for fact in self.decision.missing) if self.decision else self.faults

    @property
    def problem(self) -> str | None:
        """The code of what kept it from being decided."""
        return FAULT if self.faults else self.problems[0].code if self.problems else None

    @property
    def reason(self) -> str | None:
        """The rule that gives the verdict."""
        return self.reasons[0] if self.verdict in STRICTNESS else None

    def words(self) -> tuple[str | None, ...]:
        """The answer as the columns of a table."""
        return (
            self.verdict and self.verdict.value,
            self.reason,
            " ".join(self.reasons),
            " ".join(self.instead),
            " ".join(self.facts),
            self.problem,
        )
