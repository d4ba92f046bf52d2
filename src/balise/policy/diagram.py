"""A decision diagram of one act: every situation at once, in a graph small enough to walk.

Each inner node asks one fact and has one child for each region of its values; a leaf is a verdict. All
paths from the root spell out the whole policy for that act, so that what missing facts can lead to, which
facts still matter and what would change the answer are walks over the graph, exact and fast. The facts come
in FORCE order (those that rules mention together stand together), which keeps real policies small; a budget
says so when one is not.

Built from the top: a state is what the rows still alive can do, with everything that cannot matter any more
taken out; equal states are one node.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from balise.policy.bitsets import BitSets, bits
from balise.policy.verdict import SCALE, Verdict

MAX_STATES = 60_000
MAX_FACTS = 300

SILENT = len(SCALE)
"""The leaf of situations of which no rule speaks."""
IMPOSSIBLE = SILENT + 1
"""The leaf of combinations that cannot be."""
LEAVES = IMPOSSIBLE + 1
"""Node numbers below this are leaves: 0 to 5 the verdicts from mild to strict, then silent and impossible."""

LEAF_VERDICTS = (*SCALE, Verdict.ASK_A_HUMAN)


class DiagramTooLargeError(Exception):
    """The rules combine in more ways than the budget allows."""


class Diagram:
    """Nodes by number. `fact[node]` is asked; `children[node]` are by region, in the order of
    `regions[fact]`.
    """

    def __init__(self, order: list[str], regions: dict[str, tuple[int, ...]]) -> None:
        self.order = order
        self.regions = regions
        self.fact: list[str] = [""] * LEAVES
        self.children: list[tuple[int, ...]] = [()] * LEAVES
        self.root = SILENT
        self._unique: dict[tuple[str, tuple[int, ...]], int] = {}

    def node(self, fact: str, children: tuple[int, ...]) -> int:
        """The node that asks this fact; no node when all answers lead to the same place. Children have lower
        numbers.
        """
        if children.count(children[0]) == len(children):
            return children[0]
        key = (fact, children)
        found = self._unique.get(key)
        if found is None:
            found = self._unique[key] = len(self.fact)
            self.fact.append(fact)
            self.children.append(children)
        return found

    def __len__(self) -> int:
        return len(self.fact) - LEAVES

    def child(self, node: int, region: int) -> int:
        """Where this answer leads."""
        return self.children[node][self.regions[self.fact[node]].index(region)]

    def below(self, known: Mapping[str, int]) -> list[int]:
        """The nodes and leaves that can be reached given the known regions, root first."""
        reached = {self.root: None}
        for node in (trail := [self.root]):
            for child in self.open_children(node, known):
                if child not in reached:
                    reached[child] = None
                    trail.append(child)
        return trail

    def open_children(self, node: int, known: Mapping[str, int]) -> Iterable[int]:
        """The children that the known regions leave open."""
        if node < LEAVES:
            return ()
        region = known.get(self.fact[node])
        return self.children[node] if region is None else (self.child(node, region),)

    def outcomes(self, known: Mapping[str, int]) -> tuple[Verdict, ...]:
        """The verdicts that can be reached, mild to strict, silence last."""
        leaves = sorted(node for node in self.below(known) if node < IMPOSSIBLE)
        return tuple(LEAF_VERDICTS[leaf] for leaf in leaves)

    def support(self, known: Mapping[str, int]) -> list[str]:
        """The missing facts that can still change the verdict, in the diagram's order.

        Nodes that differ in general may be equal once the known facts are filled in, so the part that can be
        reached is reduced again, children first. What is impossible may be taken for anything.
        """
        same = {leaf: leaf for leaf in range(LEAVES)}
        unique: dict[tuple[str, tuple[int, ...]], int] = {}
        asked = set()
        for node in sorted(self.below(known)):
            if node >= LEAVES:
                ways = tuple(same[child] for child in self.open_children(node, known))
                possible = set(ways) - {IMPOSSIBLE}
                if len(possible) > 1:
                    same[node] = unique.setdefault((self.fact[node], ways), node)
                    asked.add(self.fact[node])
                else:
                    same[node] = possible.pop() if possible else IMPOSSIBLE
        return [name for name in self.order if name in asked and name not in known]


def build_diagram(rules: BitSets, fixed: Mapping[str, int], *, budget: int = MAX_STATES) -> Diagram:
    """The diagram of all situations with these `fixed` regions. Raises `DiagramTooLargeError`."""
    return _Build(rules, fixed, budget).run()


class _Build:
    def __init__(self, rules: BitSets, fixed: Mapping[str, int], budget: int) -> None:
        self.rules = rules
        self.budget = budget
        self.start = rules.alive(dict(fixed))
        mentioned = {
            name: rows & self.start
            for name, rows in rules.mentions.items()
            if rows & self.start and name not in fixed
        }
        if len(mentioned) > MAX_FACTS:
            raise DiagramTooLargeError
        self.order = force_order(mentioned)
        self.mentions = [mentioned[name] for name in self.order]
        self.masks = [[rules.masks[name][k] for k in rules.domains[name].regions] for name in self.order]
        # settled[i]: the rows that mention no fact from place i on.
        later = 0
        self.settled = [0] * (len(self.order) + 1)
        for place in range(len(self.order), -1, -1):
            self.settled[place] = ~later
            if place:
                later |= self.mentions[place - 1]
        self.diagram = Diagram(self.order, {name: rules.domains[name].regions for name in self.order})
        self.memo: dict[tuple[int, int, int, int], int] = {}

    def run(self) -> Diagram:
        self.diagram.root = self._visit(0, 0, self.start, -1)
        return self.diagram

    def _visit(self, place: int, fired: int, pending: int, reached: int) -> int:
        """The node of a state: rules that fired, rows still pending, and the strictest verdict that nothing
        can undo.
        """
        rules = self.rules
        ready = pending & self.settled[place]
        if ready & rules.impossible_rows:
            return IMPOSSIBLE
        pending &= ~ready
        for row in bits(ready):
            rule = rules.rule_of_row[row]
            fired |= 1 << rule
            pending &= ~rules.rows_of_rule[rule]
        fired, pending, reached = self._simplify(fired, pending, reached)
        if not pending:
            return self._leaf(fired, reached)
        while not self.mentions[place] & pending:
            place += 1
        key = (place, fired, pending, reached)
        found = self.memo.get(key)
        if found is None:
            if len(self.memo) >= self.budget:
                raise DiagramTooLargeError
            children = tuple(
                self._visit(place + 1, fired, pending & mask, reached) for mask in self.masks[place]
            )
            found = self.memo[key] = self.diagram.node(self.order[place], children)
        return found

    def _simplify(self, fired: int, pending: int, reached: int) -> tuple[int, int, int]:
        """Take out what cannot matter any more: rules that yield for certain, and rules no stricter than what
        is reached.
        """
        rules = self.rules
        alive = fired
        for row in bits(pending & ~rules.impossible_rows):
            alive |= 1 << rules.rule_of_row[row]
        certain, possible, _ = rules.stand(fired, alive)
        if certain:
            reached = max(reached, rules.strictness[next(bits(certain))])
        needed = 0
        waiting = [rule for rule in bits(possible) if rules.strictness[rule] > reached]
        while waiting:
            rule = waiting.pop()
            if not needed >> rule & 1:
                needed |= 1 << rule
                waiting.extend(bits(rules.exceptions[rule] & possible))
        dropped = alive & ~needed
        for rule in bits(dropped & ~fired):
            pending &= ~rules.rows_of_rule[rule]
        return fired & needed, pending, reached

    def _leaf(self, fired: int, reached: int) -> int:
        standing, _, _ = self.rules.stand(fired, fired)
        strictest = self.rules.strictness[next(bits(standing))] if standing else -1
        verdict = max(strictest, reached)
        return SILENT if verdict < 0 else verdict


def force_order(mentioned: Mapping[str, int], rounds: int = 20) -> list[str]:
    """The facts in an order that keeps those of the same rows together (FORCE: each moves to the middle of
    its rows).
    """
    order = list(mentioned)
    facts_of_row: dict[int, list[str]] = {}
    for name, rows in mentioned.items():
        for row in bits(rows):
            facts_of_row.setdefault(row, []).append(name)
    best, best_span = order, _span(order, facts_of_row)
    for _ in range(rounds):
        place = {name: index for index, name in enumerate(order)}
        middle = {row: sum(place[name] for name in names) / len(names) for row, names in facts_of_row.items()}
        centre = {
            name: sum(middle[row] for row in bits(rows)) / rows.bit_count()
            for name, rows in mentioned.items()
        }
        order = sorted(order, key=centre.__getitem__)
        span = _span(order, facts_of_row)
        if span >= best_span:
            break
        best, best_span = order, span
    return best


def _span(order: list[str], facts_of_row: Mapping[int, list[str]]) -> int:
    place = {name: index for index, name in enumerate(order)}
    spans = ([place[name] for name in names] for names in facts_of_row.values())
    return sum(max(places) - min(places) for places in spans)
