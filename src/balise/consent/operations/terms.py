"""The end of a term, written for the history: no state depends on it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import uuid5

from django.db.models import Exists, OuterRef

from balise.consent import entries
from balise.consent.book import TICK, Book
from balise.consent.models import ConsentEvent, Merge, Standing
from balise.consent.operations.common import hold_client
from balise.consent.words import Channel, Event, Grantor, Method
from balise.people.doors import operation
from balise.people.periods import day_of, first_instant

if TYPE_CHECKING:
    from datetime import datetime


def record_expiries(*, now: datetime) -> int:
    """Write the end of each yes whose term is over; how many were written.

    A yes is over on the day after its last one, whether this ran or not.
    """
    told = ConsentEvent.objects.filter(
        client=OuterRef("client"),
        purpose=OuterRef("purpose"),
        channel=OuterRef("channel"),
        event=Event.EXPIRED,
        effective_at__gt=OuterRef("yes_at"),
    )
    merged = Merge.objects.filter(merged=OuterRef("client"))
    over = Standing.objects.filter(~Exists(told), ~Exists(merged), yes_until__lt=day_of(now))
    # Always in the same order, so that the history reads the same wherever it is made again.
    in_order = over.select_related("client", "purpose").order_by("client", "purpose", "channel")
    return sum(_end(standing=each, now=now) for each in in_order)


@operation
def _end(*, standing: Standing, now: datetime) -> bool:
    """Write the end of one yes, if it is still the one that ended and was not written meanwhile."""
    client = hold_client(standing.client)
    book = Book(client)
    yes = book.position(standing.purpose, Channel(standing.channel)).yes
    if yes is None or yes.until is None or yes.until >= day_of(now):
        return False
    uuid = uuid5(ConsentEvent.objects.get(pk=yes.number).uuid, "expired")
    if ConsentEvent.objects.filter(uuid=uuid).exists():
        return False
    at = max(first_instant(yes.until + timedelta(days=1)), yes.at + TICK)
    event = ConsentEvent(
        uuid=uuid,
        client=client,
        purpose=standing.purpose,
        channel=standing.channel,
        event=Event.EXPIRED,
        effective_at=at,
        recorded_at=max(now, at),
        method=Method.TERM,
        grantor=Grantor.SELF,
    )
    book.write([event])
    entries.expired(at=now, event=event)
    return True
