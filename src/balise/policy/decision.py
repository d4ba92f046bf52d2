"""The answer: a frozen value that carries its reasons, and works out on demand what is missing and what would
change it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import chain

from balise.policy.bitsets import Regions
from balise.policy.changes import Change, would_change
from balise.policy.compiled import Compiled, Outcome, Reason
from balise.policy.facts import Fact, Value
from balise.policy.interview import next_fact
from balise.policy.pack import ACT, Otherwise, Pack
from balise.policy.rules import Guidance, GuidanceKind, Rule
from balise.policy.verdict import STRICTNESS, Verdict


@dataclass(frozen=True, slots=True)
class SetAside:
    """A rule that would speak, and the exception it yields to."""

    rule: Rule
    exception: Rule


@dataclass(frozen=True, slots=True, eq=False)
class Decision:
    """What the policy answers to one situation on one day. `facts` are as checked; None stands for `I don't
    know`.
    """

    compiled: Compiled
    outcome: Outcome
    facts: Mapping[str, Value | None]
    as_of: date

    @property
    def verdict(self) -> Verdict:
        """The answer."""
        return self.outcome.verdict

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """All rules that speak and stand, strictest first."""
        return self.compiled.reasons(self.outcome)

    @property
    def set_aside(self) -> tuple[SetAside, ...]:
        """Rules that would have spoken, but yield to an exception."""
        rules = self.compiled.rules
        return tuple(SetAside(rules[rule], rules[exception]) for rule, exception in self.outcome.set_aside)

    @property
    def outlook(self) -> tuple[Verdict, ...]:
        """The verdicts that the missing facts can still lead to, mild to strict; one when the answer is
        certain.
        """
        return self.outcome.outlook

    @property
    def conditions(self) -> tuple[Guidance, ...]:
        """What must be done for the act to be acceptable. None for an act that is prohibited."""
        if self.verdict is Verdict.PROHIBITED:
            return ()
        return self._texts(GuidanceKind.CONDITION, (rule.conditions for rule in self._rules()))

    @property
    def duties(self) -> tuple[Guidance, ...]:
        """What must be done whatever the answer."""
        return self._texts(GuidanceKind.DUTY, (rule.duties for rule in self._rules()))

    @property
    def approval(self) -> tuple[Guidance, ...]:
        """Who can approve, or whom to ask when no rule speaks."""
        if self.verdict is Verdict.ASK_A_HUMAN:
            keys = [otherwise.approval for _, otherwise in self.otherwise]
        else:
            keys = [rule.approval for rule in self._rules() if rule.verdict is Verdict.NEEDS_APPROVAL]
        return self._texts(GuidanceKind.ROLE, keys) if self.verdict is not Verdict.PROHIBITED else ()

    @property
    def instead(self) -> tuple[Guidance, ...]:
        """What to do instead."""
        return self._texts(GuidanceKind.ALTERNATIVE, (rule.instead for rule in self._rules()))

    @property
    def scripts(self) -> tuple[Guidance, ...]:
        """Words to say to the client: those of the rules that decide."""
        keys = (
            [rule.script] if rule.script else [] for rule in self._rules() if rule.verdict is self.verdict
        )
        return self._texts(GuidanceKind.SCRIPT, keys)

    @property
    def principles(self) -> tuple[Guidance, ...]:
        """The principles that the reasons rest on."""
        keys = [rule.principles for rule in self._rules()]
        if self.verdict is Verdict.ASK_A_HUMAN:
            keys = [otherwise.principles for _, otherwise in self.otherwise]
        return self._texts(GuidanceKind.PRINCIPLE, keys)

    @property
    def definitions(self) -> tuple[Guidance, ...]:
        """The definitions that this situation is known to meet."""
        regions = self._regions()
        return tuple(
            each
            for each in self.compiled.definitions
            if any(self.compiled.holds(row, regions, self.as_of) for row in each.rows)
        )

    @property
    def otherwise(self) -> tuple[tuple[Pack, Otherwise], ...]:
        """What the policies concerned say when no rule speaks; empty when one does.

        Concerned are the policy that declares the act and those that build on it; all of them while no act
        is known.
        """
        if self.verdict is not Verdict.ASK_A_HUMAN:
            return ()
        act = self.compiled.policy.acts.get(str(self.facts.get(ACT)))
        concerned = self.compiled.policy.building_on(act.pack) if act else self.compiled.policy.packs.keys()
        found = [(pack, pack.otherwise) for pack in self.policies if pack.otherwise and pack.id in concerned]
        return tuple(found) or tuple((pack, pack.otherwise) for pack in self.policies if pack.otherwise)

    @property
    def may_also_apply(self) -> tuple[Rule, ...]:
        """When the answer is certain: rules that missing facts could add, and that bring a condition or a
        duty not yet shown.
        """
        if self.verdict not in STRICTNESS:
            return ()
        told = {text.key for text in (*self.conditions, *self.duties)}
        found = []
        for index in self.outcome.possible:
            rule = self.compiled.rules[index]
            brought = rule.duties if self.verdict is Verdict.PROHIBITED else rule.duties + rule.conditions
            if not told.issuperset(brought):
                found.append(rule)
        return tuple(found)

    @property
    def policies(self) -> tuple[Pack, ...]:
        """The policies that answered, shared words left out."""
        rules = {rule.pack for rule in self.compiled.policy.rules.values()}
        return tuple(
            pack for pack in self.compiled.policy.packs.values() if pack.id in rules or pack.otherwise
        )

    @property
    def missing(self) -> tuple[Fact, ...]:
        """The facts that are missing and could still change the verdict."""
        facts = self.compiled.policy.facts
        if self.verdict is not Verdict.UNDETERMINED:
            return ()
        if ACT in facts and self.facts.get(ACT) is None:
            return (facts[ACT],)
        regions = self._regions()
        diagram = self.compiled.diagram(regions)
        names = self.compiled.mentioned(regions) if diagram is None else diagram.support(regions)
        return tuple(facts[name] for name in facts if name in names)

    @property
    def next_question(self) -> Fact | None:
        """The fact to ask next, so that the interview ends soonest; None when nothing is left to ask."""
        missing = [fact for fact in self.missing if fact.id not in self.facts]
        if not missing or missing[0].id == ACT:
            return missing[0] if missing else None
        regions = self._regions()
        diagram = self.compiled.diagram(regions)
        if diagram is None:
            return missing[0]
        name = next_fact(diagram, regions, self.compiled.domains, set(self.facts))
        return self.compiled.policy.facts[name] if name else None

    @property
    def would_change(self) -> tuple[Change, ...]:
        """The smallest changes of facts that give a milder verdict."""
        if self.verdict not in STRICTNESS:
            return ()
        regions = self._regions()
        diagram = self.compiled.diagram(regions)
        if diagram is None:
            return ()
        return would_change(diagram, regions, self.compiled.domains, STRICTNESS[self.verdict])

    def _rules(self) -> Iterator[Rule]:
        return (self.compiled.rules[index] for index in self.outcome.applied)

    def _texts(
        self, kind: GuidanceKind, keys: Iterator[tuple[str, ...] | list[str]] | list[tuple[str, ...]]
    ) -> tuple[Guidance, ...]:
        texts = self.compiled.policy.guidance[kind]
        return tuple(texts[key] for key in dict.fromkeys(chain.from_iterable(keys)))

    def _regions(self) -> Regions:
        return self.compiled.regions(self.facts, self.as_of)
