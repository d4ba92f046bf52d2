"""Nobody is called at an hour that the law keeps quiet, wherever they may be."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balise.outreach.exports.hours import EVERYWHERE, PROVINCES, may_call, next_span, spans, zones_of

MONCTON, VANCOUVER = ZoneInfo("America/Moncton"), ZoneInfo("America/Vancouver")


@pytest.mark.parametrize(
    ("here", "allowed"),
    [
        ("2025-03-03 08:59", False),  # Monday
        ("2025-03-03 09:00", True),
        ("2025-03-03 21:29:59", True),
        ("2025-03-03 21:30", False),
        ("2025-03-08 09:59", False),  # Saturday
        ("2025-03-08 10:00", True),
        ("2025-03-08 17:59", True),
        ("2025-03-09 18:00", False),  # Sunday, on which clocks go forward
        ("2025-03-09 10:00", True),
    ],
)
def test_the_hours_are_those_of_the_person_called(here: str, *, allowed: bool) -> None:
    zones = zones_of("+15065550101", "NB")
    assert zones == ("America/Moncton",)
    assert may_call(zones, datetime.fromisoformat(here).replace(tzinfo=MONCTON)) is allowed


def test_a_province_with_two_zones_waits_for_the_later_one() -> None:
    zones = zones_of("+18075550101", "ON")
    assert not may_call(zones, datetime(2025, 3, 3, 9, 30, tzinfo=ZoneInfo("America/Toronto")))
    assert may_call(zones, datetime(2025, 3, 3, 10, 0, tzinfo=ZoneInfo("America/Toronto")))


@pytest.mark.parametrize(
    ("phone", "province", "zones"),
    [
        ("+15145550101", "", ("America/Toronto",)),
        ("+15145550101", "BC", PROVINCES["BC"]),  # a phone that moved with its owner
        ("+18005550101", "", EVERYWHERE),
        ("+18675550101", "", tuple(sorted({*PROVINCES["NT"], *PROVINCES["NU"], *PROVINCES["YT"]}))),
        ("+33142685300", "", ("Europe/Paris",)),
        ("nothing", "", EVERYWHERE),
        ("", "", EVERYWHERE),
    ],
)
def test_where_someone_may_be_is_told_by_their_province_then_by_their_number(
    phone: str, province: str, zones: tuple[str, ...]
) -> None:
    assert zones_of(phone, province) == zones


def test_who_may_be_anywhere_is_called_when_it_is_day_everywhere() -> None:
    noon = datetime(2025, 3, 3, 12, tzinfo=VANCOUVER)
    assert may_call(EVERYWHERE, noon)
    assert not may_call(EVERYWHERE, noon.replace(hour=8, minute=59))


instants = st.integers(0, 366 * 24 * 60).map(
    lambda minutes: datetime(2025, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
places = st.sampled_from([*PROVINCES.values(), EVERYWHERE])


@given(places, instants)
def test_the_spans_are_exactly_the_instants_when_one_may_call(zones: tuple[str, ...], at: datetime) -> None:
    found = spans(zones, at, at + timedelta(days=2))
    for minutes in range(0, 2 * 24 * 60, 30):
        then = at + timedelta(minutes=minutes)
        assert may_call(zones, then) is any(begins <= then < ends for begins, ends in found)


@given(places, instants)
def test_there_is_always_a_next_hour_to_call(zones: tuple[str, ...], at: datetime) -> None:
    begins, ends = next_span(zones, at)
    assert begins >= at
    assert may_call(zones, begins)
    assert not may_call(zones, ends)
    if may_call(zones, at):
        assert begins == at
