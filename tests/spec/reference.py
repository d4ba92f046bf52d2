"""What a policy means, said as plainly as possible: the definition that the fast engine is compared with.

It tries every way to complete the missing facts, with one value for each stretch of values that the
constants of the rules cut out, and shares nothing with the engine but the pack as data. Slow on purpose: it
is right when it reads like the guide.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import cached_property
from itertools import combinations, pairwise, product

from balise.policy.facts import Cut, Fact, FactType, Value
from balise.policy.measures import Period
from balise.policy.pack import Policy
from balise.policy.rules import Bound, Comparison, Row, Rule, Test
from balise.policy.verdict import SCALE, Verdict

Situation = Mapping[str, Value | None]
"""Checked answers; a fact that is absent or None is missing."""

ORDERS = {
    Comparison.BELOW: {-1},
    Comparison.AT_MOST: {-1, 0},
    Comparison.ABOVE: {1},
    Comparison.AT_LEAST: {0, 1},
}


class Reference:
    """A policy on one day."""

    def __init__(self, policy: Policy, day: date) -> None:
        self.policy = policy
        self.day = day
        self.rules = {key: rule for key, rule in policy.rules.items() if self.in_force(rule)}
        self.impossible = [each.rows for each in policy.impossible if self.has_limits(each.rows)]

    # A rule applies when its `when` holds on a day when it is valid.

    def in_force(self, rule: Rule) -> bool:
        return rule.valid.holds(self.day) and self.has_limits(rule.rows)

    def has_limits(self, rows: tuple[Row, ...]) -> bool:
        return all(self.limit(bound) is not None for row in rows for test in row for bound in test.bounds)

    def limit(self, bound: Bound) -> Cut | None:
        return (
            self.policy.parameters[bound.limit].on(self.day) if isinstance(bound.limit, str) else bound.limit
        )

    def applies(self, rows: tuple[Row, ...], facts: Situation) -> bool | None:
        """True or False when the known facts settle it; None while it depends on missing ones."""
        return any3(all3(self.holds(test, facts.get(test.fact)) for test in row) for row in rows)

    def holds(self, test: Test, value: Value | None) -> bool | None:
        if value is None:
            return None
        if test.bounds:
            return all(
                self.order(value, self.limit(bound)) in ORDERS[bound.comparison] for bound in test.bounds
            )
        named = any(value == each or self.order(value, each) == 0 for each in test.values)
        return named is not test.negated

    def order(self, value: Value, limit: object) -> int | None:
        """-1 when the value is below the limit, 0 when equal, 1 when above; None when they have no order."""
        if isinstance(value, date) and isinstance(limit, Period):
            return sign(self.day.toordinal() - limit.after(value).toordinal())
        if isinstance(value, Period) and isinstance(limit, Period):
            return 0 if value == limit else sign(value.about_days - limit.about_days)
        if isinstance(value, Decimal) and isinstance(limit, Decimal):
            return sign(value - limit)
        return None

    # A rule that applies is set aside when one of its exceptions applies and is not itself set aside.

    def stands(self, rule: Rule, facts: Situation) -> bool | None:
        heard = any3(self.stands(exception, facts) for exception in self.exceptions(rule))
        return all3([self.applies(rule.rows, facts), None if heard is None else not heard])

    def exceptions(self, rule: Rule) -> list[Rule]:
        return [self.rules[key] for key in rule.exceptions if key in self.rules]

    def standing(self, facts: Situation, *, perhaps: bool = False) -> set[str]:
        wanted = {True, None} if perhaps else {True}
        return {key for key, rule in self.rules.items() if self.stands(rule, facts) in wanted}

    def set_aside(self, facts: Situation) -> set[str]:
        return {
            key
            for key, rule in self.rules.items()
            if self.applies(rule.rows, facts) is True
            and any(self.stands(exception, facts) is True for exception in self.exceptions(rule))
        }

    # Of the others the strictest decides; when no rule is left, a human is asked.

    def answer(self, complete: Situation) -> Verdict | None:
        """The verdict when nothing is missing; None for what cannot be."""
        if any(self.applies(rows, complete) for rows in self.impossible):
            return None
        verdicts = {self.rules[key].verdict for key in self.standing(complete)}
        return max(verdicts, key=SCALE.index) if verdicts else Verdict.ASK_A_HUMAN

    # When facts are missing, an answer is given only if every way to complete them gives the same one.

    def completions(self, facts: Situation) -> Iterator[dict[str, Value | None]]:
        missing = [name for name in self.values if facts.get(name) is None]
        for values in product(*(self.values[name] for name in missing)):
            yield {**facts, **dict(zip(missing, values, strict=True))}

    def outlook(self, facts: Situation) -> set[Verdict]:
        return {answer for complete in self.completions(facts) if (answer := self.answer(complete))}

    def verdict(self, facts: Situation) -> Verdict:
        outlook = self.outlook(facts)
        return outlook.pop() if len(outlook) == 1 else Verdict.UNDETERMINED

    def applied(self, facts: Situation) -> set[str]:
        """The rules shown: those that certainly stand; if none of these decides, those of which one will."""
        certain, verdict = self.standing(facts), self.verdict(facts)
        if verdict not in SCALE or any(self.rules[key].verdict is verdict for key in certain):
            return certain
        return certain | {
            key for key in self.standing(facts, perhaps=True) if self.rules[key].verdict is verdict
        }

    def matter(self, facts: Situation, *, beside_impossible: bool) -> set[str]:
        """The missing facts that alone make the difference in some situation.

        Between two verdicts, or, `beside_impossible`, between a verdict and what cannot be, too.
        """
        answers = [(complete, self.answer(complete)) for complete in self.completions(facts)]
        found = set()
        for name in (name for name in self.values if facts.get(name) is None):
            others = [other for other in self.values if other != name]
            by_others: dict[tuple[object, ...], set[Verdict | None]] = {}
            for complete, answer in answers:
                by_others.setdefault(tuple(complete[other] for other in others), set()).add(answer)
            if any(len(each - (set() if beside_impossible else {None})) > 1 for each in by_others.values()):
                found.add(name)
        return found

    # What would change the answer: the fewest facts, of those that can be changed, for a milder verdict.

    def fewest_changes(self, facts: Situation) -> int | None:
        now = SCALE.index(self.verdict(facts))
        known = [
            name for name in self.values if facts.get(name) is not None and self.policy.facts[name].changeable
        ]
        for count in range(1, len(known) + 1):
            for names in combinations(known, count):
                milder = self.outlook({**facts, **dict.fromkeys(names)}) & set(SCALE[:now])
                if milder:
                    return count
        return None

    # One value for each stretch that no rule tells apart.

    @cached_property
    def values(self) -> dict[str, list[Value]]:
        """The values to try for each fact that any rule mentions."""
        rows = [row for rule in self.rules.values() for row in rule.rows]
        tests = [test for row in (*rows, *(row for rows in self.impossible for row in rows)) for test in row]
        mentioned = {test.fact for test in tests}
        return {
            name: representatives(fact, self.constants([test for test in tests if test.fact == name]))
            for name, fact in self.policy.facts.items()
            if name in mentioned
        }

    def constants(self, tests: list[Test]) -> list[Cut]:
        found = [value for test in tests for value in (*test.values, *map(self.limit, test.bounds))]
        return [value for value in found if isinstance(value, Decimal | Period)]


def representatives(fact: Fact, constants: list[Cut]) -> list[Value]:
    if fact.type is FactType.BOOLEAN:
        return [True, False]
    if fact.type is FactType.CHOICE:
        return [answer.id for answer in fact.answers]
    if fact.type is FactType.DATE_DIFFERENCE:
        periods = [each for each in constants if isinstance(each, Period)]
        return [*{Period(0, 0), *periods, *(Period(each.months, each.days + 1) for each in periods)}]
    least = Decimal(0) if fact.type is FactType.DURATION else fact.minimum
    ends = [end for end in (least, fact.maximum) if end is not None]
    cuts = sorted({*ends, *(each for each in constants if isinstance(each, Decimal))}) or [Decimal(0)]
    tried = [cuts[0] - 1, *cuts, *((low + high) / 2 for low, high in pairwise(cuts)), cuts[-1] + 1]
    return [
        value
        for value in tried
        if (least is None or value >= least) and (fact.maximum is None or value <= fact.maximum)
    ]


def any3(parts: Iterator[bool | None] | list[bool | None]) -> bool | None:
    found = set(parts)
    return True if True in found else None if None in found else False


def all3(parts: Iterator[bool | None] | list[bool | None]) -> bool | None:
    found = set(parts)
    return False if False in found else None if None in found else True


def sign(number: Decimal | int) -> int:
    return (number > 0) - (number < 0)
