"""What is asked for by many keys at once is what `in` finds."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from balise.consent.models import HandOver
from balise.journal.rows import insert
from balise.people.models import ContactPoint
from tests.people.world import World, make_world

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)
ODD = ["", "100 %", "l’été à Québec", "it's", 'a "quoted" one', "back\\slash", "%s", "{1,2}", "null"]


@pytest.fixture
def world() -> World:
    return make_world()


def test_keys_of_any_characters_are_found_and_no_others() -> None:
    insert(HandOver, ("address", "started_at", "ends_by"), [(key, NOON, NOON) for key in [*ODD, "another"]])
    found = HandOver.objects.filter(address__among=ODD)
    assert sorted(found.values_list("address", flat=True)) == sorted(ODD)
    others = HandOver.objects.exclude(address__among=ODD)
    assert list(others.values_list("address", flat=True)) == ["another"]


def test_more_keys_than_a_statement_has_parameters_are_one_question() -> None:
    rows = [(f"key {number}", NOON, NOON) for number in range(2_000)]
    numbers = insert(HandOver, ("address", "started_at", "ends_by"), rows)
    assert HandOver.objects.filter(pk__among=numbers).count() == len(rows)
    assert HandOver.objects.filter(pk__among=set(numbers[:3]) | {-1, 2**62}).count() == 3


def test_no_keys_find_nothing(world: World) -> None:
    assert not ContactPoint.objects.filter(client__among=[]).exists()
    assert ContactPoint.objects.exclude(client__among=set()).count() == ContactPoint.objects.count()
    assert world.rose.pk


def test_records_of_another_table_are_found_by_their_keys_also_inside_a_question(world: World) -> None:
    mine = ContactPoint.objects.filter(client__among=[world.rose.pk])
    assert set(mine.values_list("client", flat=True)) == {world.rose.pk}
    assert set(ContactPoint.objects.filter(key__in=mine.values("key"))) >= set(mine)
    assert mine.filter(client__full_name__among=[world.rose.full_name]).exists()
