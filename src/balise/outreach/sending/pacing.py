"""When messages may leave: never in quiet hours, nor faster than the campaign says, all senders counted."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from django.utils import timezone

if TYPE_CHECKING:
    from datetime import datetime

    from balise.outreach.models import Campaign

AT_ONCE = 100
"""Messages that are claimed and asked about together."""
MINUTE = 60


class Step(NamedTuple):
    """So many at once, and no more for so long."""

    messages: int
    pause: timedelta


def step(per_minute: int) -> Step:
    """How a limit is kept: so that in any minute no more than so many are taken, in equal steps.

    >>> step(300)
    Step(messages=5, pause=datetime.timedelta(seconds=1))
    """
    messages = min(AT_ONCE, max(1, per_minute // MINUTE))
    # Of 5,000 a minute, whole steps of 83 make 4,980.
    whole = max(1, per_minute - per_minute % messages)
    return Step(messages, timedelta(minutes=messages / whole))


def is_quiet(campaign: Campaign, now: datetime) -> bool:
    """Whether nothing leaves at this hour of the organisation's day; an end before the start is of the next
    day.
    """
    start, end = campaign.quiet_from, campaign.quiet_until
    hour = timezone.localtime(now).time()
    return start <= hour < end if start <= end else hour >= start or hour < end
