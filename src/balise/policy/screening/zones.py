"""The answers to a fact that one campaign does not tell apart.

What is constant for the campaign takes most rules out of play; what the others ask of a column is then less
than what the policy asks of the fact. Regions that leave the same rows of rules alive are one *zone*, and so
is a missing answer when the fact no longer matters.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from balise.policy.bitsets import Regions, regions_where
from balise.policy.compiled import Compiled
from balise.policy.pack import ACT
from balise.policy.rules import Row


@dataclass(frozen=True, slots=True)
class Zone:
    """Some regions of one fact; `missing` when to know nothing comes to the same."""

    regions: tuple[int, ...]
    missing: bool = False


def zones_of(compiled: Compiled, fixed: Regions, name: str, day: date) -> tuple[Zone, ...]:
    """The zones of a fact while these regions are fixed. Each region is in one, and one is that of not
    knowing.
    """
    domain = compiled.domains[name]
    if name == ACT:
        # An act settles facts and says whom to ask, which no row shows.
        return (*(Zone((region,)) for region in domain.regions), Zone((), missing=True))
    alive = compiled.alive(fixed)
    tests = [test for row in _open_definitions(compiled, fixed, day) for test in row if test.fact == name]
    parameters = compiled.policy.parameters

    def mark(region: int) -> object:
        """What the campaign sees of an answer: the rows it leaves alive, none of which waits for it any more,
        and what it adds to definitions, which decide nothing but are shown.
        """
        holding = (region in regions_where(test, domain, parameters, day) for test in tests)
        return compiled.masks[name][region] & alive, 0, tuple(holding)

    unknown = (alive, compiled.mentions[name] & alive, tuple(False for _ in tests))
    alike: dict[object, list[int]] = {}
    for region in domain.regions:
        alike.setdefault(mark(region), []).append(region)
    found = [Zone(tuple(regions), missing=each == unknown) for each, regions in alike.items()]
    return tuple(found) if any(zone.missing for zone in found) else (*found, Zone((), missing=True))


def _open_definitions(compiled: Compiled, fixed: Regions, day: date) -> Iterator[Row]:
    """The rows of definitions that the fixed regions do not rule out."""
    for row in (row for definition in compiled.definitions for row in definition.rows):
        if compiled.holds(tuple(test for test in row if test.fact in fixed), fixed, day):
            yield row
