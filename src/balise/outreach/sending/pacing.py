"""When messages may leave: never in quiet hours, nor faster than the campaign says, all senders counted."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from django.utils import timezone

if TYPE_CHECKING:
    from datetime import datetime

    from balise.outreach.models import Campaign

FEWEST, FIRST, MOST = 10, 100, 250
"""Messages that are claimed and asked about together: few where the mail server is slow, for whoever says no
waits until those are gone that it came too late for.
"""
LASTS = 0.5
"""Seconds in which a batch is to have left."""
MINUTE = 60


class Step(NamedTuple):
    """So many at once, and no more for so long."""

    messages: int
    pause: timedelta


def step(per_minute: int, at_once: int = FIRST) -> Step:
    """How a limit is kept: so that in any minute no more than so many are taken, in equal steps, nor more
    than can be taken at once.

    >>> step(300)
    Step(messages=5, pause=datetime.timedelta(seconds=1))
    """
    messages = min(at_once, max(1, per_minute // MINUTE))
    # Of 5,000 a minute, whole steps of 83 make 4,980.
    whole = max(1, per_minute - per_minute % messages)
    return Step(messages, timedelta(minutes=messages / whole))


def at_once(messages: int, seconds: float) -> int:
    """How many to take next when so many left in so long.

    >>> at_once(100, 0.25), at_once(100, 20.0)
    (200, 10)
    """
    return min(MOST, max(FEWEST, int(messages * LASTS / max(seconds, 0.001))))


def is_quiet(campaign: Campaign, now: datetime) -> bool:
    """Whether nothing leaves at this hour of the organisation's day; an end before the start is of the next
    day.
    """
    start, end = campaign.quiet_from, campaign.quiet_until
    hour = timezone.localtime(now).time()
    return start <= hour < end if start <= end else hour >= start or hour < end
