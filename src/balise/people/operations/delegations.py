"""Lending a role while away. What was lent is never lent on, and never comes back to its giver."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from balise.people import entries
from balise.people.access import Act
from balise.people.doors import change_of_authority, demand
from balise.people.errors import PeopleError
from balise.people.models import Delegation, RoleGrant
from balise.people.operations.common import days, held, require_active
from balise.people.periods import not_over, overlapping
from balise.people.standing import Tree
from balise.people.wording import PAGE, needed
from balise.people.words import DELEGABLE

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from balise.people.models import Staff, Unit
    from balise.people.words import Role


@change_of_authority
def delegate(
    *,
    by: Staff,
    giver: Staff,
    receiver: Staff,
    role: Role,
    unit: Unit,
    to_date: date,
    reason: str,
    now: datetime,
    from_date: date | None = None,
    alternate: Staff | None = None,
) -> Delegation:
    """Lend the giver's role over a unit until a day. The alternate steps in where the receiver may not
    act.
    """
    takers = [receiver] if alternate is None else [receiver, alternate]
    demand(viewer=by, act=Act.DELEGATE, thing=giver, at=now)
    for taker in takers:
        demand(viewer=by, act=Act.SEE, thing=taker, at=now)
    if role not in DELEGABLE:
        raise PeopleError("not_delegable", role=role.label)
    people = [giver.pk, *(taker.pk for taker in takers)]
    if by.pk in people[1:] or len(set(people)) < len(people):
        raise PeopleError("not_to_oneself")
    why = needed(reason, at_most=PAGE)
    start, end = days(from_date=from_date, to_date=to_date, now=now)
    for person in (giver, *takers):
        require_active(held(person), now)
    tree = Tree()
    if not _held_throughout(giver=giver, role=role, unit=unit, from_date=start, to_date=to_date, tree=tree):
        raise PeopleError("not_yours_to_lend", role=role.label)
    meanwhile = Delegation.objects.filter(overlapping(start, end), role=role)
    for lent in meanwhile.filter(giver=giver):
        if (lent.receiver_id, lent.alternate_id, lent.unit_id, lent.to_date) == (
            receiver.pk,
            alternate.pk if alternate else None,
            unit.pk,
            end,
        ):
            return lent
        if tree.under(lent.unit_id) & tree.under(unit.pk):
            raise PeopleError("already_lent", role=role.label)
    if _leads_back(meanwhile.values_list("giver_id", "receiver_id", "alternate_id"), people):
        raise PeopleError("delegation_loop")
    delegation = Delegation.objects.create(
        giver=giver,
        receiver=receiver,
        alternate=alternate,
        role=role,
        unit=unit,
        reason=why,
        from_date=start,
        to_date=end,
    )
    entries.role_lent(at=now, by=by, delegation=delegation)
    return delegation


@change_of_authority
def end_delegation(*, by: Staff, delegation: Delegation, now: datetime) -> None:
    """Take a lent role back, at once."""
    demand(viewer=by, act=Act.DELEGATE, thing=delegation.giver, at=now)
    current = held(delegation)
    if Delegation.objects.filter(not_over(now), pk=current.pk).exists():
        current.ended_at = now
        current.save(update_fields=["ended_at"])
        entries.role_returned(at=now, by=by, delegation=current)


def _held_throughout(
    *, giver: Staff, role: Role, unit: Unit, from_date: date, to_date: date, tree: Tree
) -> bool:
    """Whether one grant of the giver's own covers the unit on all these days."""
    grants = RoleGrant.objects.filter(
        overlapping(from_date, to_date), staff=giver, role=role, from_date__lte=from_date
    )
    return any(
        unit.pk in tree.under(grant.unit_id) and (grant.to_date is None or to_date <= grant.to_date)
        for grant in grants
    )


def _leads_back(lent: Iterable[tuple[int, int, int | None]], people: list[int]) -> bool:
    """Whether what the takers themselves lend, on and on, reaches the giver."""
    giver, *front = people
    onward: defaultdict[int, set[int]] = defaultdict(set)
    for one, receiver, alternate in lent:
        onward[one] |= {receiver} if alternate is None else {receiver, alternate}
    seen: set[int] = set()
    while front:
        person = front.pop()
        if person not in seen:
            seen.add(person)
            front.extend(onward[person])
    return giver in seen
