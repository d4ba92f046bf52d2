"""`decide`: from a policy and the facts of one situation to a decision."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from balise.policy.bitsets import Regions
from balise.policy.compiled import Compiled
from balise.policy.decision import Decision
from balise.policy.facts import Value
from balise.policy.pack import ACT, Policy
from balise.policy.problems import Place, Problem, SituationError
from balise.policy.situation import check_facts

MAX_REMEMBERED = 4_000

_Seen = tuple[type, int, Value]
"""An answer that was checked: its type, the rows it leaves alive, and the value that the policy compares."""


def decide(policy: Policy, facts: Mapping[str, object], as_of: date | None = None) -> Decision:
    """What the policy answers on the day of the act (`as_of`, today when left out).

    `facts` maps the id of a fact to its answer: bool, str, int, float, Decimal, date, or the words people
    type; None or `"unknown"` says `I don't know`. Raises `SituationError` with all problems at once when a
    fact is unknown, an answer ill-typed, or the facts contradict one another: nothing is then decided.
    """
    return evaluator(policy, as_of or date.today()).decide(facts)  # noqa: DTZ011 - the caller's own day, when none is given


def evaluator(policy: Policy, day: date) -> Evaluator:
    """The evaluator for this day; days between two changes of the policy share one compilation."""
    found = policy.memo.get(day)
    if found is None:
        if isinstance(day, datetime):  # a date to every type checker, yet not comparable with one
            return evaluator(policy, day.date())
        if len(policy.memo) >= MAX_REMEMBERED:
            policy.memo.clear()
        stretch = bisect_right(policy.changes_on, day)
        first = policy.changes_on[stretch - 1] if stretch else date.min
        shared = policy.memo.get(first)
        if shared is None:
            shared = policy.memo[first] = Evaluator(Compiled(policy, first), first)
        found = policy.memo[day] = Evaluator(shared.compiled, day)
    return found


class Evaluator:
    """Decides situations on one day.

    The common path looks each answer up among those seen before; all booleans and choices are there from the
    start. Whatever is new (numbers, dates, words to read, mistakes) takes the path that checks.
    """

    def __init__(self, compiled: Compiled, day: date) -> None:
        self.compiled = compiled
        self.day = day
        self.seen = {name: _listed(compiled, name) for name in compiled.domains}
        self.ordered = tuple(name for name, domain in compiled.domains.items() if domain.fact.type.ordered)
        self.settled_by_act = {act.id: act.sets for act in compiled.policy.acts.values() if act.sets}
        self._unsettled: dict[tuple[str, ...], int] = {}

    def decide(self, facts: Mapping[str, object]) -> Decision:
        """See `decide`."""
        if self.settled_by_act:
            facts = self._settled(facts)
        rows = self.compiled.all_rows
        seen = self.seen
        checked: dict[str, Any] = dict(facts)
        try:
            for name, answer in facts.items():
                kind, alive, _ = seen[name][answer]
                if type(answer) is not kind:  # 1 is not true, though they are equal
                    return self._checked(facts)
                rows &= alive
            for name in self.ordered:
                if name in checked:
                    checked[name] = seen[name][checked[name]][2]
        except (KeyError, TypeError):
            return self._checked(facts)
        known = tuple(facts)
        unsettled = self._unsettled.get(known)
        if unsettled is None:
            unsettled = self._remember(known)
        if unsettled & rows:
            regions = self.compiled.regions(checked, self.day)
            outcome = self.compiled.outcome(rows, unsettled, known, regions)
        else:
            outcome = self.compiled.outcome(rows, 0, (), None)
        if outcome.impossible:
            return self._checked(facts)
        return Decision(self.compiled, outcome, checked, self.day)

    def _settled(self, facts: Mapping[str, object]) -> Mapping[str, object]:
        """With the facts that the act itself settles."""
        act = facts.get(ACT)
        settled = self.settled_by_act.get(act.strip()) if isinstance(act, str) else None
        return {**settled, **facts} if settled else facts

    def _checked(self, facts: Mapping[str, object]) -> Decision:
        """The same for any facts: answers are read and checked first, and facts may be missing."""
        compiled = self.compiled
        checked = check_facts(compiled.policy.facts, facts, self.day)
        regions = compiled.regions(checked, self.day)
        self._keep(facts, checked, regions)
        known = tuple(regions)
        unsettled = self._unsettled.get(known)
        if unsettled is None:
            unsettled = self._remember(known)
        outcome = compiled.outcome(compiled.alive(regions), unsettled, known, regions)
        if outcome.impossible:
            because = outcome.impossible.because
            raise SituationError([Problem("facts-impossible", Place("facts"), {"because": because})])
        return Decision(compiled, outcome, checked, self.day)

    def _keep(
        self, facts: Mapping[str, object], checked: Mapping[str, Value | None], regions: Regions
    ) -> None:
        """Keep numbers and dates, so that the next decision about them takes the common path."""
        for name in self.ordered:
            answer, value = facts.get(name), checked.get(name)
            # Words may be long, and two equal `datetime` may lie on different days: neither is kept.
            if value is not None and type(answer) in (int, float, Decimal, date):
                if len(self.seen[name]) >= MAX_REMEMBERED:
                    self.seen[name].clear()
                self.seen[name][answer] = (type(answer), self.compiled.masks[name][regions[name]], value)

    def _remember(self, known: tuple[str, ...]) -> int:
        if len(self._unsettled) >= MAX_REMEMBERED:
            self._unsettled.clear()
        unsettled = self._unsettled[known] = self.compiled.unsettled(known)
        return unsettled


def _listed(compiled: Compiled, name: str) -> dict[object, _Seen]:
    """The answers to a boolean or a choice."""
    domain = compiled.domains[name]
    if domain.fact.type.ordered:
        return {}
    answers = {domain.example(region): compiled.masks[name][region] for region in domain.regions}
    return {answer: (type(answer), alive, answer) for answer, alive in answers.items()}
