"""Who may do what, a second time: slow, without a database, read from the same table. All differences are
bugs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from balise.people.access import NEVER_ON_ONESELF, TABLE, Act, Relation
from balise.people.models import Client, Staff, Unit
from balise.people.words import Role, UnitKind
from tests.people.organisations import KINDS, Organisation, When

Kind = type[Client | Staff | Unit]


@dataclass(frozen=True)
class Use:
    """A role that someone can use: over which units, whose it is, and in whose place if only there."""

    role: Role
    units: set[int]
    holder: int
    in_place_of: int | None = None


def holding(ties: dict[Any, When]) -> list[Any]:
    return [tie for tie, when in ties.items() if when is When.HOLDS]


def allowed(organisation: Organisation, viewer: int, act: Act, model: Kind, thing: int) -> bool:
    if organisation.staff[viewer][1] or barred(organisation, viewer, act, model, thing):
        return False
    for use in uses(organisation, viewer):
        if use.holder != viewer and barred(organisation, use.holder, act, model, thing):
            continue
        if use.in_place_of is not None and not barred(organisation, use.in_place_of, act, model, thing):
            continue
        for relation, acts in TABLE[model].get(use.role, {}).items():
            if act in acts and related(
                organisation, viewer, use, relation=relation, model=model, thing=thing
            ):
                return True
    return False


def uses(organisation: Organisation, viewer: int) -> Iterator[Use]:
    yield Use(Role.STAFF, around(organisation, organisation.staff[viewer][0]), viewer)
    for person, role, unit in holding(organisation.grants):
        if person == viewer:
            yield Use(role, organisation.under(unit), viewer)
    for giver, receiver, alternate, role, unit in holding(organisation.delegations):
        if viewer not in {receiver, alternate} or organisation.staff[giver][1]:
            continue
        own = [each for person, held, each in holding(organisation.grants) if (person, held) == (giver, role)]
        reach = organisation.under(unit) & {below for each in own for below in organisation.under(each)}
        in_place_of = None if viewer == receiver or organisation.staff[receiver][1] else receiver
        if reach:
            yield Use(role, reach, giver, in_place_of)


def around(organisation: Organisation, unit: int) -> set[int]:
    above: int | None = unit
    while above is not None:
        if KINDS[above] is UnitKind.PROGRAMME:
            return organisation.under(above)
        above = organisation.parents[above]
    return {unit}


def barred(organisation: Organisation, person: int, act: Act, model: Kind, thing: int) -> bool:
    if model is Client:
        return (thing, person) in holding(organisation.links)
    return model is Staff and person == thing and act in NEVER_ON_ONESELF


def related(
    organisation: Organisation, viewer: int, use: Use, *, relation: Relation, model: Kind, thing: int
) -> bool:
    unit = thing
    if model is Client:
        unit = organisation.clients[thing]
    elif model is Staff:
        unit, _ = organisation.staff[thing]
    team = {staff for staff, above, _ in holding(organisation.lines) if above == use.holder}
    assigned = {staff for staff, client in holding(organisation.assignments) if client == thing}
    match relation:
        case Relation.SAME_PROGRAMME:
            return unit in use.units
        case Relation.OTHER_PROGRAMME:
            return unit not in use.units
        case Relation.SELF:
            return viewer == thing
        case Relation.ASSIGNED:
            return viewer in assigned
        case Relation.EMERGENCY:
            return (viewer, thing) in holding(organisation.emergencies)
        case Relation.SUPERVISED_BY:
            return any((staff, above) == (viewer, thing) for staff, above, _ in holding(organisation.lines))
        case Relation.SUPERVISOR_OF:
            return unit in use.units and bool({thing} & team if model is Staff else assigned & team)
    raise AssertionError(relation)
