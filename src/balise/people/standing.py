"""Standing: the roles that someone can use at an instant, over which units, and in whose name.

A delegation is no more than what its giver holds at that moment: it is never passed on, and it ends when the
giver's own grant ends or the giver leaves. Everything is read anew, so that what was taken back is gone at
once.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from balise.people.conditions import active, among, equal, holds, rows
from balise.people.models import Staff
from balise.people.words import Role, UnitKind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class Holding:
    """One role that someone can use: `units` are those it reaches, `holder_id` whose role it is.

    `in_place_of_id` is set for an alternate: the holding counts only where that person may not act.
    """

    role: Role
    units: frozenset[int]
    holder_id: int
    in_place_of_id: int | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """What one person can use at one instant. Someone who is disabled holds nothing."""

    viewer_id: int
    at: datetime
    holdings: tuple[Holding, ...]

    def without(self, givers: frozenset[int]) -> Standing:
        """The same, less what these people lent."""
        kept = (one for one in self.holdings if one.holder_id not in givers)
        return replace(self, holdings=tuple(kept))


class Tree:
    """The units, read once: there are few, and every question of reach needs them."""

    def __init__(self) -> None:
        self._parent: dict[int, int | None] = {}
        self._kind: dict[int, str] = {}
        self._children: defaultdict[int, list[int]] = defaultdict(list)
        for unit, parent, kind in rows("id, parent_id, kind", "people_unit"):
            self._parent[unit] = parent
            self._kind[unit] = kind
            if parent is not None:
                self._children[parent].append(unit)

    def under(self, unit: int) -> frozenset[int]:
        """The unit and all that is under it."""
        return frozenset(self._walk(unit))

    def around(self, unit: int) -> frozenset[int]:
        """Where someone of this unit has colleagues: their programme, or the unit alone above programmes."""
        for above in self.chain(unit):
            if self._kind[above] == UnitKind.PROGRAMME:
                return self.under(above)
        return frozenset({unit})

    def chain(self, unit: int) -> Iterator[int]:
        """The unit, its parent, and so on to the top."""
        above: int | None = unit
        while above is not None:
            yield above
            above = self._parent[above]

    def _walk(self, unit: int) -> Iterator[int]:
        yield unit
        for child in self._children[unit]:
            yield from self._walk(child)


def standing_of(viewer: Staff, at: datetime, *, set_aside: frozenset[int] = frozenset()) -> Standing:
    """What this person can use now. `viewer` may be stale: whether they are still active is read anew.

    `set_aside` are people who may not act in the matter at hand: their alternates act instead.
    """
    found = rows("unit_id", "people_staff", equal("id", viewer.pk), active("people_staff", at))
    if not found:
        return Standing(viewer.pk, at, ())
    tree = Tree()
    own = [Holding(Role(role), tree.under(unit), viewer.pk) for _, role, unit in _grants([viewer.pk], at)]
    everyone = Holding(Role.STAFF, tree.around(found[0][0]), viewer.pk)
    return Standing(viewer.pk, at, (everyone, *own, *_lent(viewer.pk, at, tree, set_aside)))


def _grants(people: list[int], at: datetime) -> list[tuple[int, str, int]]:
    """Whose role, which, and for which unit."""
    of_them = among("staff_id", people)
    return [*rows("staff_id, role, unit_id", "people_rolegrant", of_them, holds("people_rolegrant", at))]


def _lent(viewer: int, at: datetime, tree: Tree, set_aside: frozenset[int]) -> Iterator[Holding]:
    lent = rows(
        "role, people_delegation.unit_id, giver_id, receiver_id",
        "people_delegation JOIN people_staff giver ON giver.id = giver_id",
        equal("receiver_id", viewer) | equal("alternate_id", viewer),
        holds("people_delegation", at),
        active("giver", at),
    )
    if not lent:
        return
    held: defaultdict[tuple[int, str], set[int]] = defaultdict(set)
    for giver, role, unit in _grants([giver for _, _, giver, _ in lent], at):
        held[giver, role] |= tree.under(unit)
    receivers = among("id", {receiver for _, _, _, receiver in lent} - set_aside)
    who_may_act = {pk for (pk,) in rows("id", "people_staff", receivers, active("people_staff", at))}
    for role, unit, giver, receiver in lent:
        units = tree.under(unit) & held[giver, role]
        if units:
            in_place_of = receiver if receiver != viewer and receiver in who_may_act else None
            yield Holding(Role(role), units, giver, in_place_of)
