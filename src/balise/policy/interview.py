"""Which fact to ask next: the one after which the verdict is least uncertain, so that the interview ends
soonest.

One step of look-ahead, exact: over the decision diagram, with all answers to a question taken as equally
likely, one pass down and one pass up give the distribution of verdicts for each answer to each fact. The
fact with the least expected entropy is asked.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from math import log2

from balise.policy.diagram import IMPOSSIBLE, LEAVES, Diagram
from balise.policy.domain import Domain

NEARLY_AS_GOOD = 0.1
"""Bits. Among questions that tell nearly as much, the one that the policy writes first is asked: authors
order them as people think."""

EXACT_VALUE_WEIGHT = 0.1
"""How likely a number is to be exactly the limit, next to lying on one side of it."""


def next_fact(
    diagram: Diagram, known: Mapping[str, int], domains: Mapping[str, Domain], skip: Collection[str]
) -> str | None:
    """The missing fact to ask next; None when those that matter are all in `skip` (already answered `I don't
    know`).
    """
    candidates = [name for name in diagram.support(known) if name not in skip]
    if len(candidates) < 2:
        return candidates[0] if candidates else None
    weights = {name: _weights(domains[name]) for name in diagram.order}
    distributions = _verdicts_by_answer(diagram, known, weights, candidates)
    doubt = {
        name: sum(w * _entropy(d) for w, d in zip(weights[name], distributions[name], strict=True))
        for name in candidates
    }
    least = min(doubt.values())
    return next(name for name in domains if name in doubt and doubt[name] <= least + NEARLY_AS_GOOD)


def _verdicts_by_answer(
    diagram: Diagram,
    known: Mapping[str, int],
    weights: Mapping[str, list[float]],
    candidates: Collection[str],
) -> dict[str, list[list[float]]]:
    """For each fact and each of its answers, the weight of each verdict given that answer."""
    reached = sorted(diagram.below(known))
    up = {leaf: [float(leaf == k) for k in range(IMPOSSIBLE)] for leaf in range(LEAVES)}
    for node in reached:
        if node >= LEAVES:
            fact = diagram.fact[node]
            up[node] = (
                up[diagram.child(node, known[fact])]
                if fact in known
                else _mixed(weights[fact], [up[child] for child in diagram.children[node]])
            )
    down = dict.fromkeys(reached, 0.0)
    down[diagram.root] = 1.0
    total = up[diagram.root]
    given = {name: [list(total) for _ in weights[name]] for name in candidates}
    for node in reversed(reached):
        if node < LEAVES:
            continue
        fact, share = diagram.fact[node], down[node]
        if fact in known:
            down[diagram.child(node, known[fact])] += share
            continue
        for index, child in enumerate(diagram.children[node]):
            down[child] += share * weights[fact][index]
            if fact in given:
                # Paths that ask this fact here: replace the average over its answers by this answer's part.
                row, here, mean = given[fact][index], up[child], up[node]
                for k in range(IMPOSSIBLE):
                    row[k] += share * (here[k] - mean[k])
    return given


def _mixed(weights: list[float], parts: list[list[float]]) -> list[float]:
    return [sum(w * part[k] for w, part in zip(weights, parts, strict=True)) for k in range(IMPOSSIBLE)]


def _weights(domain: Domain) -> list[float]:
    raw = [EXACT_VALUE_WEIGHT if domain.cuts and region % 2 else 1.0 for region in domain.regions]
    return [weight / sum(raw) for weight in raw]


def _entropy(distribution: list[float]) -> float:
    """Weighted by the mass of the distribution: what is impossible counts for nothing."""
    parts = [part for part in distribution if part > 1e-12]
    mass = sum(parts)
    return -sum(part * log2(part / mass) for part in parts)
