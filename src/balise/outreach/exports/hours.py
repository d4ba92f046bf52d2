"""When someone may be called: by the hours of the law, where they are.

From 9:00 to 21:30 on weekdays and from 10:00 to 18:00 on weekends, in the time of the person called
(Unsolicited Telecommunications Rules of the CRTC). Where someone may be in several zones, the hour has to be
right in each.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import phonenumbers
from phonenumbers import timezone as zones_of_numbers

from balise.people.addresses import REGION

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

WEEKDAY = time(9), time(21, 30)
WEEKEND = time(10), time(18)
SATURDAY = 5

PROVINCES = {
    "AB": ("America/Edmonton",),
    "BC": ("America/Vancouver", "America/Edmonton"),
    "MB": ("America/Winnipeg",),
    "NB": ("America/Moncton",),
    "NL": ("America/St_Johns", "America/Goose_Bay"),
    "NS": ("America/Halifax",),
    "NT": ("America/Edmonton",),
    "NU": ("America/Iqaluit", "America/Winnipeg", "America/Edmonton"),
    "ON": ("America/Toronto", "America/Winnipeg"),
    "PE": ("America/Halifax",),
    "QC": ("America/Toronto", "America/Halifax"),
    "SK": ("America/Regina", "America/Edmonton"),
    "YT": ("America/Whitehorse",),
}
"""Every zone of each province, small ones too: the Magdalen Islands, the Kootenays, Lloydminster."""

EVERYWHERE = tuple(sorted({zone for zones in PROVINCES.values() for zone in zones}))
"""Where someone in Canada may be, of whom nothing tells."""

WIDER = {
    **dict.fromkeys(("236", "250", "672", "778"), PROVINCES["BC"]),
    **dict.fromkeys(("807",), PROVINCES["ON"]),
    **dict.fromkeys(("418", "581", "367"), PROVINCES["QC"]),
    **dict.fromkeys(("306", "639", "474"), PROVINCES["SK"]),
    "867": tuple(sorted({*PROVINCES["NT"], *PROVINCES["NU"], *PROVINCES["YT"]})),
}
"""Area codes that span more zones than the numbers' own table says."""

MOST = 6
"""Zones that a number may point to; one without a place, such as a toll-free one, points to many."""

Span = tuple[datetime, datetime]


def zones_of(phone: str, province: str) -> tuple[str, ...]:
    """The zones where this person may be: those of their province, else those of their number."""
    if province in PROVINCES:
        return PROVINCES[province]
    try:
        number = phonenumbers.parse(phone, REGION)
    except phonenumbers.NumberParseException:
        return EVERYWHERE
    area = str(number.national_number)[:3]
    if number.country_code == 1 and area in WIDER:
        return WIDER[area]
    found: tuple[str, ...] = zones_of_numbers.time_zones_for_number(number)
    if len(found) > MOST or found == (zones_of_numbers.UNKNOWN_TIMEZONE,):
        return EVERYWHERE
    return found


def may_call(zones: Sequence[str], at: datetime) -> bool:
    """Whether this is an hour to call someone who may be in any of these zones."""
    return all(_is_open(at.astimezone(ZoneInfo(zone))) for zone in zones)


def spans(zones: Sequence[str], start: datetime, end: datetime) -> list[Span]:
    """The hours to call between two instants, in order."""
    found: list[Span] = [(start, end)]
    for zone in zones:
        found = [
            (max(ours[0], theirs[0]), min(ours[1], theirs[1]))
            for ours in found
            for theirs in _opening(zone, start, end)
            if max(ours[0], theirs[0]) < min(ours[1], theirs[1])
        ]
    return found


def next_span(zones: Sequence[str], at: datetime) -> Span:
    """The hours to call that are now, or come next."""
    return spans(zones, at, at + timedelta(days=3))[0]


def _opening(zone: str, start: datetime, end: datetime) -> Iterable[Span]:
    """The hours of each day in one zone, from the day before to the day after."""
    here = ZoneInfo(zone)
    day = start.astimezone(here).date() - timedelta(days=1)
    while day <= end.astimezone(here).date() + timedelta(days=1):
        opens, closes = _hours(day)
        yield datetime.combine(day, opens, here), datetime.combine(day, closes, here)
        day += timedelta(days=1)


def _is_open(here: datetime) -> bool:
    opens, closes = _hours(here.date())
    return opens <= here.time() < closes


def _hours(day: date) -> tuple[time, time]:
    return WEEKEND if day.weekday() >= SATURDAY else WEEKDAY
