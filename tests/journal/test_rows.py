"""Many rows written at once are those that the models read."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from balise.consent.models import HandOver
from balise.journal.rows import insert

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

FIELDS = ("client", "address", "started_at", "ends_by")
NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)


def test_more_rows_than_one_statement_takes_come_back_as_they_were_written() -> None:
    wanted = [
        (number or None, f"100 % of {number}", NOON, NOON + timedelta(microseconds=number))
        for number in range(500)
    ]
    keys = insert(HandOver, FIELDS, wanted)
    assert list(HandOver.objects.filter(pk__in=keys).order_by("pk").values_list(*FIELDS)) == wanted
    assert len(set(keys)) == len(wanted)


def test_no_rows_are_nothing() -> None:
    assert insert(HandOver, FIELDS, []) == []
