"""The check of one object, the list of many and a slow reading of the table agree, in any organisation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.db import transaction
from hypothesis import event, given, settings

from balise.people.access import (
    TABLE,
    Act,
    may,
    visible_assignments,
    visible_clients,
    visible_staff,
    visible_units,
)
from balise.people.models import Client, Staff, Unit
from balise.people.queries import deciders
from balise.people.standing import Standing, standing_of
from tests.people.organisations import Organisation, organisations, store
from tests.people.reference import allowed
from tests.people.world import NOW

pytestmark = pytest.mark.django_db

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from django.db.models import QuerySet

# An organisation takes longer than a policy: a quarter of the examples that the profile asks for.
SOME = settings(max_examples=settings().max_examples // 4)

LISTS: dict[type, Callable[[Standing, datetime, Act], QuerySet[Any]]] = {
    Client: visible_clients,
    Staff: visible_staff,
    Unit: visible_units,
}
ASKED = [
    (model, act)
    for model, roles in TABLE.items()
    for act in sorted({act for relations in roles.values() for acts in relations.values() for act in acts})
]


@given(organisations())
@SOME
def test_one_many_and_the_slow_reading_agree(organisation: Organisation) -> None:
    with transaction.atomic():
        stored = store(organisation)
        things: dict[type, list[Client | Staff | Unit]] = {
            Client: [*stored.clients],
            Staff: [*stored.staff],
            Unit: [*stored.units],
        }
        for number, viewer in enumerate(stored.staff):
            standing = standing_of(viewer, NOW)
            for model, act in ASKED:
                expected = {
                    thing.pk
                    for place, thing in enumerate(things[model])
                    if allowed(organisation, number, act, model, place)
                }
                listed = LISTS[model](standing, NOW, act)
                assert set(listed.values_list("pk", flat=True)) == expected
                assert {thing.pk for thing in things[model] if may(standing, act, thing, NOW)} == expected
                event(f"{model.__name__} {act}: {'some' if expected else 'none'}")
        transaction.set_rollback(True)


@given(organisations())
@SOME
def test_nobody_decides_on_their_own_matters_nor_through_someone_they_lent_a_role(
    organisation: Organisation,
) -> None:
    with transaction.atomic():
        stored = store(organisation)
        for subject in stored.staff:
            for aside in ([], [stored.staff[0]]):
                found = deciders(subject=subject, at=NOW, set_aside=aside)
                forbidden = {subject.pk, *(each.pk for each in aside)}
                assert not {one.staff.pk for one in found} & forbidden
                assert not {one.holder_id for one in found} & forbidden
                assert all(one.staff.active(NOW) for one in found)
        transaction.set_rollback(True)


@given(organisations())
@SOME
def test_the_list_of_assignments_names_nobody_who_is_hidden(organisation: Organisation) -> None:
    with transaction.atomic():
        stored = store(organisation)
        for viewer in stored.staff:
            standing = standing_of(viewer, NOW)
            for assignment in visible_assignments(standing, NOW):
                assert may(standing, Act.SEE, assignment.client, NOW)
                assert may(standing, Act.SEE, assignment.staff, NOW)
        transaction.set_rollback(True)
