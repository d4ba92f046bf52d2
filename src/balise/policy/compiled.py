"""What the rules in force on one day say of a situation, remembered.

Rows left alive whose facts are all known apply *certainly*; those that mention a missing fact apply
*possibly*. While the two agree on the verdict, it is read off the bits; else the decision diagram of the
act tells, exactly, which verdicts the missing facts can still lead to.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from balise.policy.bitsets import BitSets, Regions, bits
from balise.policy.diagram import Diagram, DiagramTooLargeError, build_diagram
from balise.policy.pack import ACT, Policy
from balise.policy.rules import Guidance, GuidanceKind, Impossible, Rule
from balise.policy.verdict import SCALE, STRICTNESS, Verdict

MAX_REMEMBERED = 20_000


@dataclass(frozen=True, slots=True)
class Reason:
    """A rule that speaks, with the principles it rests on."""

    rule: Rule
    principles: tuple[Guidance, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the rules say, whatever the values of facts that they do not tell apart. Rules by number."""

    verdict: Verdict
    applied: tuple[int, ...]
    """Rules that apply and stand, strictest first."""
    set_aside: tuple[tuple[int, int], ...]
    """Rules that apply but yield, each with the exception that does."""
    possible: tuple[int, ...]
    """Rules that may still apply and stand, depending on missing facts."""
    outlook: tuple[Verdict, ...]
    """The verdicts that completions of the missing facts can give, mild to strict."""
    impossible: Impossible | None = None
    """The declared impossibility that the facts meet."""


class Compiled(BitSets):
    """The policy as of one day, with what was worked out so far: outcomes, reasons and diagrams."""

    def __init__(self, policy: Policy, day: date) -> None:
        super().__init__(policy, day)
        self._diagrams: dict[object, Diagram | None] = {}
        self._reasons: dict[tuple[int, ...], tuple[Reason, ...]] = {}
        self._outcomes: dict[tuple[int, int, tuple[str, ...]], Outcome] = {}

    def reasons(self, outcome: Outcome) -> tuple[Reason, ...]:
        """The rules that speak, with their principles; made once for each outcome."""
        found = self._reasons.get(outcome.applied)
        if found is None:
            principles = self.policy.guidance[GuidanceKind.PRINCIPLE]
            found = tuple(
                Reason(rule, tuple(principles[key] for key in rule.principles))
                for rule in (self.rules[index] for index in outcome.applied)
            )
            if len(self._reasons) >= MAX_REMEMBERED:
                self._reasons.clear()
            self._reasons[outcome.applied] = found
        return found

    def outcome(self, alive: int, unsettled: int, known: tuple[str, ...], regions: Regions | None) -> Outcome:
        """What the rules say when these rows are alive and these mention a missing fact; remembered.

        `regions` may be left out when no fact is missing.
        """
        key = (alive, unsettled, known)
        found = self._outcomes.get(key)
        if found is None:
            found = self._resolve(alive, alive & unsettled, regions or {})
            if len(self._outcomes) >= MAX_REMEMBERED:
                self._outcomes.clear()
            self._outcomes[key] = found
        return found

    def _resolve(self, alive: int, unsettled: int, regions: Regions) -> Outcome:
        certain, possible, broken = 0, 0, None
        for bit in bits(alive):
            rule = self.rule_of_row[bit]
            settled = not unsettled >> bit & 1
            if rule >= 0:
                possible |= 1 << rule
                certain |= settled << rule
            elif settled:
                broken = broken or self.impossible[-1 - rule]
        standing, may_stand, set_aside = self.stand(certain, possible)
        applied = tuple(bits(standing))
        verdicts = self._outlook(standing, may_stand, regions)
        if not verdicts:
            # No way to complete the facts is possible, so that they contradict one another already.
            broken = self.impossible[-1 - self.rule_of_row[next(bits(alive & self.impossible_rows))]]
        verdict = verdicts[0] if len(verdicts) == 1 else Verdict.UNDETERMINED
        if verdict in STRICTNESS and not any(self.rules[rule].verdict is verdict for rule in applied):
            # Certain whichever way the missing facts fall, by one rule or by another: these are the reasons.
            either = {rule for rule in bits(may_stand) if self.rules[rule].verdict is verdict}
            applied = tuple(sorted({*applied, *either}))
        others = tuple(rule for rule in bits(may_stand & ~standing) if rule not in applied)
        return Outcome(verdict, applied, set_aside, others, verdicts, broken)

    def _outlook(self, standing: int, may_stand: int, regions: Regions) -> tuple[Verdict, ...]:
        """The verdicts that completions can give: read off the bits when they agree, else off the diagram."""
        strictest = self.verdict_of(may_stand)
        if standing and self.verdict_of(standing) is strictest:
            return (strictest,)
        if not may_stand:
            return (Verdict.ASK_A_HUMAN,)
        diagram = self.diagram(regions)
        if diagram is None:
            # Too many combinations to be exact: what may be open is called open.
            least = self.strictness[next(bits(standing))] if standing else 0
            among = {self.rules[rule].verdict for rule in bits(may_stand) if self.strictness[rule] >= least}
            open_ended = () if standing else (Verdict.ASK_A_HUMAN,)
            return (*(verdict for verdict in SCALE if verdict in among), *open_ended)
        return diagram.outcomes(regions)

    def diagram(self, regions: Regions) -> Diagram | None:
        """The decision diagram of the act in question; of all situations in a policy without acts.

        None while the act is not known (it is asked first), or when the diagram would be too large.
        """
        act = regions.get(ACT)
        if act is None and ACT in self.domains:
            return None
        if act not in self._diagrams:
            fixed = {} if act is None else {ACT: act}
            try:
                self._diagrams[act] = build_diagram(self, fixed)
            except DiagramTooLargeError:
                self._diagrams[act] = None
        return self._diagrams[act]
