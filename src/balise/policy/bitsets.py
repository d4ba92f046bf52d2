"""The rules in force on one day as sets of bits: what is left of them by the facts, and which of them stand.

Each row of each rule is one bit. For each fact and each region of its values there is the set of rows that
this value leaves alive; a decision intersects the sets of the known facts, so its cost grows with the
number of facts and hardly with the number of rules.

Rules are numbered strictest first, then from the top layer down, so that the lowest bit of a set of rules
is what decides, and the bits in order are the reasons in the order in which they are shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from graphlib import TopologicalSorter

from balise.policy.domain import Domain
from balise.policy.facts import Cut, Value
from balise.policy.pack import Policy
from balise.policy.rules import Bound, Comparison, GuidanceKind, Parameter, Row, Rule, Test
from balise.policy.verdict import STRICTNESS, Verdict

Regions = dict[str, int]
"""The region of each known fact."""


class BitSets:
    """The policy as of one day. `masks[fact][region]` and `mentions[fact]` are sets of rows."""

    def __init__(self, policy: Policy, day: date) -> None:
        self.policy = policy
        self.rules = _in_force(policy, day)
        self.number = {rule.key: index for index, rule in enumerate(self.rules)}
        self.strictness = [STRICTNESS[rule.verdict] for rule in self.rules]
        self.impossible = [each for each in policy.impossible if _has_limits(policy, each.rows, day)]
        self.definitions = [
            each
            for each in policy.guidance[GuidanceKind.DEFINITION].values()
            if _has_limits(policy, each.rows, day)
        ]
        rows, self.rule_of_row = self._rows()
        self.rows_of_rule = [0] * len(self.rules)
        for bit, rule in enumerate(self.rule_of_row):
            if rule >= 0:
                self.rows_of_rule[rule] |= 1 << bit
        self.impossible_rows = sum(1 << bit for bit, rule in enumerate(self.rule_of_row) if rule < 0)
        self.all_rows = (1 << len(rows)) - 1
        self.domains = self._domains(rows, day)
        self.masks, self.mentions = self._masks(rows, day)
        self.exceptions = [
            sum(1 << self.number[key] for key in rule.exceptions if key in self.number) for rule in self.rules
        ]
        self.yielding = sum(1 << index for index, exceptions in enumerate(self.exceptions) if exceptions)
        self.yield_order = self._yield_order()

    def _rows(self) -> tuple[list[Row], list[int]]:
        """All rows, and the rule each belongs to; impossible combinations count down from -1."""
        rows: list[Row] = []
        owners: list[int] = []
        for index, rule in enumerate(self.rules):
            rows.extend(rule.rows)
            owners.extend([index] * len(rule.rows))
        for index, impossible in enumerate(self.impossible):
            rows.extend(impossible.rows)
            owners.extend([-1 - index] * len(impossible.rows))
        return rows, owners

    def _domains(self, rows: list[Row], day: date) -> dict[str, Domain]:
        cuts: dict[str, list[Cut]] = {name: [] for name in self.policy.facts}
        # Definitions decide nothing, but the constants that they compare with must be told apart, too.
        described = [row for text in self.definitions for row in text.rows]
        for test in (test for row in (*rows, *described) for test in row):
            if self.policy.facts[test.fact].type.ordered:
                cuts[test.fact].extend(value for value in test.values if not isinstance(value, str | bool))
                cuts[test.fact].extend(limit_on(bound, self.policy.parameters, day) for bound in test.bounds)
        return {name: Domain.of(fact, cuts[name]) for name, fact in self.policy.facts.items()}

    def _masks(self, rows: list[Row], day: date) -> tuple[dict[str, dict[int, int]], dict[str, int]]:
        masks = {name: dict.fromkeys(domain.regions, self.all_rows) for name, domain in self.domains.items()}
        mentions = dict.fromkeys(self.domains, 0)
        for bit, row in enumerate(rows):
            for test in row:
                mentions[test.fact] |= 1 << bit
                holds = regions_where(test, self.domains[test.fact], self.policy.parameters, day)
                for region in self.domains[test.fact].regions:
                    if region not in holds:
                        masks[test.fact][region] &= ~(1 << bit)
        return masks, mentions

    def _yield_order(self) -> dict[int, int]:
        """A rank for each rule, such that exceptions come before the rules that yield to them."""
        graph = {rule: list(bits(exceptions)) for rule, exceptions in enumerate(self.exceptions)}
        return {rule: rank for rank, rule in enumerate(TopologicalSorter(graph).static_order())}

    def holds(self, row: Row, regions: Regions, day: date) -> bool:
        """Whether all tests of a row are known to hold. For rows that decide nothing, such as those of
        definitions.
        """
        return all(
            test.fact in regions
            and regions[test.fact]
            in regions_where(test, self.domains[test.fact], self.policy.parameters, day)
            for test in row
        )

    def regions(self, facts: Mapping[str, Value | None], as_of: date) -> Regions:
        """The region of each fact that is known."""
        return {
            name: self.domains[name].region(value, as_of)
            for name, value in facts.items()
            if value is not None
        }

    def alive(self, regions: Regions) -> int:
        """The rows that these facts leave alive."""
        rows = self.all_rows
        for name, region in regions.items():
            rows &= self.masks[name][region]
        return rows

    def unsettled(self, known: tuple[str, ...]) -> int:
        """The rows that mention a fact outside `known`."""
        rows = 0
        for name in self.mentions.keys() - set(known):
            rows |= self.mentions[name]
        return rows

    def mentioned(self, regions: Regions) -> set[str]:
        """The missing facts that rows still alive mention."""
        alive = self.alive(regions)
        return {name for name, rows in self.mentions.items() if rows & alive and name not in regions}

    def stand(self, certain: int, possible: int) -> tuple[int, int, tuple[tuple[int, int], ...]]:
        """The rules that stand certainly and possibly once exceptions are heard, and those set aside."""
        set_aside = []
        for rule in sorted(bits(possible & self.yielding), key=self.yield_order.__getitem__):
            exceptions = self.exceptions[rule]
            if heard := certain & exceptions:
                if certain >> rule & 1:
                    set_aside.append((rule, next(bits(heard))))
                certain &= ~(1 << rule)
                possible &= ~(1 << rule)
            elif possible & exceptions:
                certain &= ~(1 << rule)
        return certain, possible, tuple(sorted(set_aside))

    def verdict_of(self, standing: int) -> Verdict:
        """The verdict of a set of rules that stand: that of the strictest."""
        return self.rules[next(bits(standing))].verdict if standing else Verdict.ASK_A_HUMAN


def _in_force(policy: Policy, day: date) -> list[Rule]:
    """The rules valid on this day whose parameters have a value by then, in the order in which they weigh."""
    found = [
        rule
        for rule in policy.rules.values()
        if rule.valid.holds(day) and _has_limits(policy, rule.rows, day)
    ]
    return sorted(found, key=lambda rule: (-STRICTNESS[rule.verdict], policy.packs[rule.pack].layer.depth))


def _has_limits(policy: Policy, rows: tuple[Row, ...], day: date) -> bool:
    """Whether each dated parameter that these rows compare with has a value by then."""
    bounds = (bound for row in rows for test in row for bound in test.bounds)
    return all(
        policy.parameters[bound.limit].on(day) is not None for bound in bounds if isinstance(bound.limit, str)
    )


def limit_on(bound: Bound, parameters: Mapping[str, Parameter], day: date) -> Cut:
    """The constant of a bound on this day; its parameter must have a value by then."""
    if not isinstance(bound.limit, str):
        return bound.limit
    value = parameters[bound.limit].on(day)
    assert value is not None
    return value


def regions_where(test: Test, domain: Domain, parameters: Mapping[str, Parameter], day: date) -> set[int]:
    """The regions in which a test holds."""
    if test.bounds:
        holds = set(domain.regions)
        for bound in test.bounds:
            exact = 2 * domain.cuts.index(limit_on(bound, parameters, day)) + 1
            match bound.comparison:
                case Comparison.BELOW:
                    holds &= {region for region in domain.regions if region < exact}
                case Comparison.AT_MOST:
                    holds &= {region for region in domain.regions if region <= exact}
                case Comparison.ABOVE:
                    holds &= {region for region in domain.regions if region > exact}
                case Comparison.AT_LEAST:
                    holds &= {region for region in domain.regions if region >= exact}
        return holds
    if domain.fact.type.ordered:
        named = {
            2 * domain.cuts.index(value) + 1 for value in test.values if not isinstance(value, str | bool)
        }
    else:
        named = {region for region in domain.regions if domain.example(region) in test.values}
    return set(domain.regions) - named if test.negated else named & set(domain.regions)


def bits(number: int) -> Iterator[int]:
    """The positions of the ones, lowest first."""
    while number:
        lowest = number & -number
        yield lowest.bit_length() - 1
        number ^= lowest
