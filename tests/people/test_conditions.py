"""The SQL of `conditions` says the same as the models, on each side of every day and instant that counts."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest

from balise.people.conditions import NEVER, Condition, active, among, answers, equal, holds, rows
from balise.people.models import Client, RoleGrant, Staff
from balise.people.periods import in_force
from balise.people.words import Role
from tests.people.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

# In Montréal it is still the second of March.
LATE = datetime(2025, 3, 3, 4, 30, tzinfo=UTC)
MOMENT = timedelta(microseconds=1)
DAYS = [date(2025, 3, 1), date(2025, 3, 2), date(2025, 3, 3)]


def test_a_period_holds_in_sql_exactly_when_it_does_in_the_models(world: World) -> None:
    periods = [
        (begun, to_date, ended_at)
        for begun, to_date, ended_at in product(
            DAYS, [None, *DAYS], [None, LATE - MOMENT, LATE, LATE + MOMENT]
        )
        if to_date is None or begun <= to_date
    ]
    RoleGrant.objects.bulk_create(
        RoleGrant(
            staff=world.marie,
            role=Role.AUDITOR,
            unit=world.relief,
            reason=f"{number}",
            from_date=begun,
            to_date=to_date,
            # Only one of them may be open.
            ended_at=ended_at if to_date or ended_at else LATE + MOMENT,
        )
        for number, (begun, to_date, ended_at) in enumerate(periods)
    )
    of_marie = RoleGrant.objects.filter(staff=world.marie)
    found = rows("id", "people_rolegrant", equal("staff_id", world.marie.pk), holds("people_rolegrant", LATE))
    holding = {pk for (pk,) in found}
    assert holding == {one.pk for one in of_marie if one.holds(LATE)}
    assert holding == set(of_marie.filter(in_force(LATE)).values_list("pk", flat=True))
    assert 0 < len(holding) < len(periods)


@pytest.mark.parametrize("after", [-MOMENT, timedelta(0), MOMENT])
def test_a_person_is_active_in_sql_exactly_when_they_are_in_the_models(
    world: World, after: timedelta
) -> None:
    Staff.objects.filter(pk=world.sam.pk).update(disabled_at=LATE + after)
    found = {pk for (pk,) in rows("id", "people_staff", active("people_staff", LATE))}
    assert found == {one.pk for one in Staff.objects.all() if one.active(LATE)}
    assert world.marie.pk in found


def test_no_key_is_among_none_and_an_object_that_is_gone_answers_no_to_everything(world: World) -> None:
    asked = [among("{pk}", []), ~among("{pk}", []), among("{pk}", {world.rose.pk}), NEVER, ~NEVER]
    table = Client._meta.db_table
    there = answers(asked, table=table, pk=world.rose.pk, unit="unit_id")
    assert there == [False, True, True, False, True]
    assert not any(answers(asked, table=table, pk=0, unit="unit_id"))


def test_a_value_is_never_read_as_sql(world: World) -> None:
    found = rows(
        "id", "people_staff", equal("full_name", "' OR 1=1 --") | Condition("id = %s", (world.sam.pk,))
    )
    assert found == [(world.sam.pk,)]
