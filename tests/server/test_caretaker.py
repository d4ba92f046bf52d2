"""Chores that are not for every round."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from balise.outreach.exports.operations.handing import take_all_noes
from balise.server.caretaker import CHORES, hourly

NOON = datetime(2025, 3, 3, 12, tzinfo=UTC)


def test_an_hourly_chore_is_done_once_an_hour_and_again_at_once_when_it_failed() -> None:
    done: list[datetime] = []
    broken = True

    def chore(now: datetime) -> None:
        done.append(now)
        if broken:
            raise RuntimeError

    often = hourly(chore)
    with pytest.raises(RuntimeError):
        often(NOON)
    broken = False
    for minutes in (1, 2, 60, 61, 62, 121):
        often(NOON + timedelta(minutes=minutes))
    assert done == [NOON + timedelta(minutes=minutes) for minutes in (0, 1, 61, 121)]


@pytest.mark.django_db
def test_every_chore_of_the_house_runs_where_there_is_nothing_to_do() -> None:
    for chore in CHORES:
        chore(NOON)
    take_all_noes(NOON)
