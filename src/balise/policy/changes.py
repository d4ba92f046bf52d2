"""What would change the answer: the fewest facts to change for a milder verdict.

A shortest-path search over the decision diagram. Keeping a known fact costs nothing, changing one that the person can change costs
one; a missing fact that would then matter is an assumption, told with the change. The least cost from each node to a milder leaf is
found first, so that the search walks only paths that are part of an answer.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import count

from balise.policy.diagram import LEAF_VERDICTS, LEAVES, Diagram
from balise.policy.facts import Domain
from balise.policy.verdict import Verdict

CHANGE = 1000
"""The cost of one change; an assumption costs 1."""
NEVER = CHANGE * 1000
MAX_FOUND = 24
MAX_SHOWN = 4

_STILL_UNWISE = frozenset({Verdict.DISCOURAGED, Verdict.STRONGLY_DISCOURAGED})
"""Milder, but no advice to give while as small a change makes the act acceptable: phoning someone whom one may not e-mail."""

Steps = tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Change:
    """Changing these facts to (any of) these regions gives this milder verdict, provided the assumptions hold."""

    facts: tuple[tuple[str, tuple[int, ...]], ...]
    verdict: Verdict
    assuming: tuple[tuple[str, tuple[int, ...]], ...] = ()


def would_change(diagram: Diagram, known: Mapping[str, int], domains: Mapping[str, Domain], verdict: int) -> tuple[Change, ...]:
    """The smallest changes, at most `MAX_SHOWN`, those that assume least and are mildest first.

    `verdict` is the strictness that the answer has now.
    """
    costs = _costs(diagram, known, domains, verdict)
    if costs[diagram.root] >= NEVER:
        return ()
    found = _paths(diagram, known, domains, costs)
    grouped: dict[tuple[tuple[str, ...], int], list[Steps]] = {}
    for changes, assumed, leaf in found:
        names = tuple(name for name, _ in changes)
        if len(assumed) == _assumed_least(found, names, leaf):
            grouped.setdefault((names, leaf), []).append((*changes, *assumed))
    merged = [_merge(len(names), leaf, steps) for (names, leaf), steps in grouped.items()]
    merged.sort(key=lambda change: (len(change.assuming), LEAF_VERDICTS.index(change.verdict)))
    if any(change.verdict not in _STILL_UNWISE for change in merged):
        merged = [change for change in merged if change.verdict not in _STILL_UNWISE]
    return tuple(merged[:MAX_SHOWN])


def _assumed_least(found: list[tuple[Steps, Steps, int]], names: tuple[str, ...], leaf: int) -> int:
    return min(
        len(assumed) for changes, assumed, end in found if end == leaf and tuple(name for name, _ in changes) == names
    )


def _costs(diagram: Diagram, known: Mapping[str, int], domains: Mapping[str, Domain], verdict: int) -> list[int]:
    """The least cost from each node to a milder leaf; children come before their parents."""
    costs = [0 if leaf < verdict else NEVER for leaf in range(LEAVES)]
    for node in range(LEAVES, len(diagram.fact)):
        costs.append(min(costs[child] + cost for child, cost, _ in _steps(diagram, node, known, domains)))
    return costs


def _steps(
    diagram: Diagram, node: int, known: Mapping[str, int], domains: Mapping[str, Domain]
) -> Iterator[tuple[int, int, int]]:
    """Each way down from a node: the child, its cost, the region taken."""
    fact = diagram.fact[node]
    kept = known.get(fact)
    movable = kept is None or domains[fact].fact.changeable
    for region, child in zip(diagram.regions[fact], diagram.children[node], strict=True):
        if region == kept:
            yield child, 0, region
        elif movable:
            yield child, CHANGE if kept is not None else 1, region


def _paths(
    diagram: Diagram, known: Mapping[str, int], domains: Mapping[str, Domain], costs: list[int]
) -> list[tuple[Steps, Steps, int]]:
    """The cheapest paths to milder leaves that change as few facts as any: changes, assumptions, leaf."""
    fewest = costs[diagram.root] // CHANGE
    order = count()
    heap: list[tuple[int, int, int, int, Steps, Steps]] = [(costs[diagram.root], next(order), 0, diagram.root, (), ())]
    found: list[tuple[Steps, Steps, int]] = []
    while heap and len(found) < MAX_FOUND:
        _, _, spent, node, changes, assumed = heapq.heappop(heap)
        if node < LEAVES:
            found.append((changes, assumed, node))
            continue
        for child, cost, region in _steps(diagram, node, known, domains):
            total = spent + cost + costs[child]
            if total // CHANGE > fewest:
                continue
            step = ((diagram.fact[node], region),)
            more_changes = changes + step if cost == CHANGE else changes
            more_assumed = assumed + step if cost == 1 else assumed
            heapq.heappush(heap, (total, next(order), spent + cost, child, more_changes, more_assumed))
    return found


def _merge(changed: int, leaf: int, steps: list[Steps]) -> Change:
    """One change out of those that touch the same facts: their regions joined when they differ in one fact only."""
    first = steps[0]
    regions = {name: {region} for name, region in first}
    same_facts = [other for other in steps if [name for name, _ in other] == [name for name, _ in first]]
    for other in same_facts:
        differing = [index for index, step in enumerate(other) if step != first[index]]
        if len(differing) == 1:
            name, region = other[differing[0]]
            others_fixed = all(len(regions[each]) == 1 for each in regions if each != name)
            if others_fixed:
                regions[name].add(region)
    facts = tuple((name, tuple(sorted(regions[name]))) for name, _ in first[:changed])
    assuming = tuple((name, tuple(sorted(regions[name]))) for name, _ in first[changed:])
    return Change(facts, LEAF_VERDICTS[leaf], assuming)
