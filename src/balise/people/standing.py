"""Standing: the roles that someone can use at an instant, over which units, and in whose name.

A delegation is no more than what its giver holds at that moment: it is never passed on, and it ends when the
giver's own grant ends or the giver leaves. Everything is read anew, so that what was taken back is gone at
once.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.db.models import Q

from balise.people.models import Delegation, RoleGrant, Staff, Unit
from balise.people.periods import in_force
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
        for unit, parent, kind in Unit.objects.values_list("pk", "parent_id", "kind"):
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
    fresh = Staff.objects.only("pk", "unit_id", "disabled_at").get(pk=viewer.pk)
    if not fresh.active(at):
        return Standing(fresh.pk, at, ())
    tree = Tree()
    own = [
        Holding(Role(role), tree.under(unit), fresh.pk)
        for role, unit in RoleGrant.objects.filter(in_force(at), staff=fresh).values_list("role", "unit_id")
    ]
    everyone = Holding(Role.STAFF, tree.around(fresh.unit_id), fresh.pk)
    return Standing(fresh.pk, at, (everyone, *own, *_lent(fresh, at, tree, set_aside)))


def _lent(viewer: Staff, at: datetime, tree: Tree, set_aside: frozenset[int]) -> Iterator[Holding]:
    lent = list(
        Delegation.objects.filter(
            in_force(at),
            Q(receiver=viewer) | Q(alternate=viewer),
            Q(giver__disabled_at=None) | Q(giver__disabled_at__gt=at),
        ).select_related("receiver")
    )
    if not lent:
        return
    held: defaultdict[tuple[int, str], set[int]] = defaultdict(set)
    grants = RoleGrant.objects.filter(in_force(at), staff__in=[each.giver_id for each in lent])
    for giver, role, unit in grants.values_list("staff_id", "role", "unit_id"):
        held[giver, role] |= tree.under(unit)
    for each in lent:
        units = tree.under(each.unit_id) & held[each.giver_id, each.role]
        if units:
            receiver_may_act = each.receiver.active(at) and each.receiver_id not in set_aside
            in_place_of = each.receiver_id if each.receiver_id != viewer.pk and receiver_may_act else None
            yield Holding(Role(each.role), units, each.giver_id, in_place_of)
