"""What would change the answer: the fewest facts to change for a milder verdict.

A shortest-path search over the decision diagram. Keeping a known fact costs nothing, changing one that the
person can change costs one; a missing fact that would then matter is an assumption, told with the change.
The least cost from each node to a milder leaf is found first, so that the search walks only paths that are
part of an answer.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import count, product

from balise.policy.diagram import LEAF_VERDICTS, LEAVES, Diagram
from balise.policy.domain import Domain
from balise.policy.verdict import Verdict

CHANGE = 1000
"""The cost of one change; an assumption costs 1."""
NEVER = CHANGE * 1000
MAX_FOUND = 24
MAX_STEPS = 2_000
MAX_SHOWN = 4

_STILL_UNWISE = frozenset({Verdict.DISCOURAGED, Verdict.STRONGLY_DISCOURAGED})
"""Milder, but no advice to give while as small a change makes the act acceptable: phoning someone whom one
may not e-mail."""

Steps = tuple[tuple[str, int], ...]
Spans = tuple[tuple[str, tuple[int, ...]], ...]


@dataclass(frozen=True, slots=True)
class Change:
    """Changing these facts to (any of) these regions gives this milder verdict, provided the assumptions
    hold.
    """

    facts: Spans
    verdict: Verdict
    assuming: Spans = ()


def would_change(
    diagram: Diagram, known: Mapping[str, int], domains: Mapping[str, Domain], verdict: int
) -> tuple[Change, ...]:
    """The smallest changes, at most `MAX_SHOWN`, those that assume least and are mildest first.

    `verdict` is the strictness that the answer has now.
    """
    costs = _costs(diagram, known, domains, verdict)
    if costs[diagram.root] >= NEVER:
        return ()
    merged: dict[tuple[Steps, str, Spans, Verdict], list[int]] = {}
    for changes, assumed in _paths(diagram, known, domains, costs).items():
        changed = {**known, **dict(changes)}
        needed = _needed(diagram, changed, assumed)
        found = diagram.outcomes({**changed, **dict(needed)})[0]
        *others, (last, region) = changes
        key = (tuple(others), last, _widened(diagram, changed, needed, found), found)
        merged.setdefault(key, []).append(region)
    shown = [
        Change(
            (*((fact, (region,)) for fact, region in others), (last, tuple(sorted(regions)))), found, assuming
        )
        for (others, last, assuming, found), regions in merged.items()
    ]
    shown.sort(key=lambda change: (len(change.assuming), LEAF_VERDICTS.index(change.verdict)))
    if any(change.verdict not in _STILL_UNWISE for change in shown):
        shown = [change for change in shown if change.verdict not in _STILL_UNWISE]
    return tuple(shown[:MAX_SHOWN])


def _needed(diagram: Diagram, changed: Mapping[str, int], assumed: Steps) -> Steps:
    """The assumptions that the changes cannot do without: a path may have met facts that do not matter."""
    verdicts = diagram.outcomes({**changed, **dict(assumed)})
    needed = assumed
    for step in assumed:
        fewer = tuple(each for each in needed if each != step)
        if diagram.outcomes({**changed, **dict(fewer)}) == verdicts:
            needed = fewer
    return needed


def _widened(diagram: Diagram, changed: Mapping[str, int], needed: Steps, verdict: Verdict) -> Spans:
    """All regions that each assumption may have: `at most $15`, where the path met `less than $15`."""
    spans = {fact: [region] for fact, region in needed}
    for fact, span in spans.items():
        for region in diagram.regions[fact]:
            trial = {**spans, fact: [region]}
            combinations = (dict(zip(trial, regions, strict=True)) for regions in product(*trial.values()))
            if region not in span and all(
                diagram.outcomes({**changed, **each}) == (verdict,) for each in combinations
            ):
                span.append(region)
    return tuple((fact, tuple(sorted(regions))) for fact, regions in spans.items())


def _costs(
    diagram: Diagram, known: Mapping[str, int], domains: Mapping[str, Domain], verdict: int
) -> list[int]:
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
) -> dict[Steps, Steps]:
    """The changes on the cheapest paths to milder leaves, those that change as few facts as any, with what
    they assume.
    """
    fewest = costs[diagram.root] // CHANGE
    order = count()
    heap: list[tuple[int, int, int, int, Steps, Steps]] = [
        (costs[diagram.root], next(order), 0, diagram.root, (), ())
    ]
    found: dict[Steps, Steps] = {}
    for _ in range(MAX_STEPS):
        if not heap or len(found) >= MAX_FOUND:
            break
        _, _, spent, node, changes, assumed = heapq.heappop(heap)
        if changes in found:
            continue
        if node < LEAVES:
            found[changes] = assumed
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
