"""Reads `when`: the rows that say which situations a rule, a definition or an impossible combination is
about.
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping as Lookup
from dataclasses import dataclass
from decimal import Decimal

from balise.policy.declarations import constant
from balise.policy.document import BOOLEAN_WORDS, Mapping, Node, Scalar, Sequence
from balise.policy.facts import Cut, Fact, FactType
from balise.policy.measures import Period
from balise.policy.problems import Problem, suggestion
from balise.policy.reading import shown
from balise.policy.rules import Bound, Comparison, Parameter, Row, Test

MAX_ROWS = 64


@dataclass(slots=True)
class WhenReader:
    """Reads conditions against the facts and parameters of all packs."""

    facts: Lookup[str, Fact]
    parameters: Lookup[str, Parameter]
    problems: list[Problem]

    def rows(self, node: Node | None) -> tuple[Row, ...]:
        """The rows that `when` stands for: `any` is multiplied out over the tests beside it."""
        if not isinstance(node, Mapping):
            if node is not None:
                self._problem("when-not-a-mapping", node)
            return ()
        rows: list[Row] = [()]
        for name, entry in node.entries.items():
            if name == "any":
                if not isinstance(entry, Sequence) or not entry.items:
                    self._problem("any-not-a-list", entry)
                    continue
                branches = [row for item in entry.items for row in self.rows(item)]
                rows = [row + branch for row in rows for branch in branches]
            elif name not in self.facts:
                self.problems.append(
                    Problem(
                        "fact-unknown",
                        node.keys[name].place,
                        {"fact": name, "suggestion": suggestion(name, self.facts)},
                    )
                )
            else:
                test = self._test(self.facts[name], entry)
                rows = [(*row, test) for row in rows] if test else rows
            if len(rows) > MAX_ROWS:
                self._problem("too-many-rows", node, limit=MAX_ROWS)
                return ()
        return tuple(rows)

    def limits(self, test: Test) -> Iterator[str | bool | Cut]:
        """Everything that a test compares with: constants, and all dated values of parameters."""
        yield from test.values
        for bound in test.bounds:
            if isinstance(bound.limit, str):
                yield from (dated.value for dated in self.parameters[bound.limit].values)
            else:
                yield bound.limit

    def _problem(self, code: str, node: Node, **values: object) -> None:
        self.problems.append(Problem(code, node.place, values))

    def _test(self, fact: Fact, node: Node) -> Test | None:
        if isinstance(node, Mapping):
            if set(node.entries) == {"not"}:
                return Test(fact.id, self._values(fact, node.entries["not"]), negated=True)
            return self._range(fact, node)
        return Test(fact.id, self._values(fact, node))

    def _values(self, fact: Fact, node: Node) -> tuple[str | bool | Cut, ...]:
        if isinstance(node, Sequence) and not node.items:
            self._problem("empty-list", node, fact=fact.id)
        nodes = node.items if isinstance(node, Sequence) else [node]
        found = [self._value(fact, item) for item in nodes]
        return tuple(value for value in found if value is not None)

    def _value(self, fact: Fact, node: Node) -> str | bool | Cut | None:
        words = shown(node)
        value = node.value if isinstance(node, Scalar) else None
        if fact.type is FactType.BOOLEAN:
            if isinstance(value, bool):
                return value
            code = "boolean-word" if words.casefold() in BOOLEAN_WORDS else "not-a-boolean"
            self._problem(code, node, value=words, key=fact.id)
            return None
        if fact.type is FactType.CHOICE:
            names = [answer.id for answer in fact.answers]
            if isinstance(value, str) and value in names:
                return value
            # `true` where the answer is the word `yes`: the author fell in YAML 1.1's trap the
            # other way round.
            code = "word-needed" if isinstance(value, bool) else "value-unknown"
            self._problem(code, node, fact=fact.id, value=words, suggestion=suggestion(words, names))
            return None
        return self._limit(fact, node)

    def _limit(self, fact: Fact, node: Node) -> Cut | None:
        found = constant(node, fact.type)
        if found is None:
            self._problem("not-a-limit", node, fact=fact.id, value=shown(node), example=_EXAMPLES[fact.type])
        return found

    def _range(self, fact: Fact, node: Mapping) -> Test | None:
        if not fact.type.ordered:
            self._problem("range-on-choice", node, fact=fact.id)
            return None
        bounds = []
        for word, entry in node.entries.items():
            if word not in set(Comparison):
                place = node.keys[word].place
                known = suggestion(word, [*Comparison, "not"])
                self.problems.append(
                    Problem("comparison-unknown", place, {"value": word, "suggestion": known})
                )
                continue
            limit: Cut | str | None
            if (
                isinstance(entry, Scalar)
                and isinstance(entry.value, str)
                and constant(entry, fact.type) is None
            ):
                limit = self._parameter(fact, entry)
            else:
                limit = self._limit(fact, entry)
            if limit is not None:
                bounds.append(Bound(Comparison(word), limit))
        return Test(fact.id, bounds=tuple(bounds)) if bounds else None

    def _parameter(self, fact: Fact, node: Scalar) -> str | None:
        parameter = self.parameters.get(node.words)
        if parameter is None:
            known = suggestion(node.words, self.parameters)
            self._problem("parameter-unknown", node, value=node.words, suggestion=known)
            return None
        expected = Period if fact.type is FactType.DATE_DIFFERENCE else Decimal
        if any(not isinstance(dated.value, expected) for dated in parameter.values):
            self._problem("parameter-of-other-type", node, value=node.words, fact=fact.id)
            return None
        return node.words


_EXAMPLES = {FactType.NUMBER: "12.50", FactType.DURATION: "90 min", FactType.DATE_DIFFERENCE: "2 years"}
