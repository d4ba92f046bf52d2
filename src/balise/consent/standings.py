"""Between rows and positions: what events and standings say, as `ledger` counts it, and back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q

from balise.consent import models
from balise.consent.ledger import Ground, Position, Said
from balise.consent.models import AddressRefusal, ConsentEvent, Merge, Standing
from balise.consent.words import Basis, Channel, Event
from balise.people.models import Client, ContactPoint

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from balise.consent.models import Purpose


def with_event(position: Position, event: ConsentEvent) -> Position:
    """The position with one more event."""
    if event.basis:
        ground = Ground(event.effective_at, event.pk, Basis(event.basis), event.basis_day)
        return position.resting_on(ground)
    return position.after(Said(event.effective_at, event.pk, Event(event.event), event.until))


def folded(events: Iterable[ConsentEvent]) -> Position:
    """What these events amount to, in whatever order they come."""
    position = Position()
    for event in events:
        position = with_event(position, event)
    return position


def position_of(standing: Standing, grounds: Iterable[models.Ground]) -> Position:
    """The position that was kept."""
    kept = Position(
        yes=_said(standing.yes_at, standing.yes_number, standing.yes_event, standing.yes_until),
        no=_said(standing.no_at, standing.no_number, standing.no_event),
        asked=_said(standing.asked_at, standing.asked_number, Event.ASKED),
    )
    for ground in grounds:
        kept = kept.resting_on(Ground(ground.at, ground.number, Basis(ground.basis), ground.day))
    return kept


def position_now(client: Client, purpose: Purpose, channel: Channel) -> Position:
    """Where the client stands in this, by the standing kept; without refusals of addresses."""
    for standing in Standing.objects.filter(client=client, purpose=purpose, channel=channel):
        return position_of(standing, models.Ground.objects.filter(standing=standing))
    return Position()


def columns(position: Position) -> dict[str, Any]:
    """What a standing has in its columns for this position: grounds are rows of their own."""
    yes, no, asked = position.yes, position.no, position.asked
    return {
        "yes_at": yes and yes.at,
        "yes_number": yes and yes.number,
        "yes_event": yes.event if yes else "",
        "yes_until": yes and yes.until,
        "no_at": no and no.at,
        "no_number": no and no.number,
        "no_event": no.event if no else "",
        "asked_at": asked and asked.at,
        "asked_number": asked and asked.number,
    }


def _said(at: datetime | None, number: int | None, event: str, until: Any = None) -> Said | None:  # noqa: ANN401  a date or nothing
    return None if at is None or number is None else Said(at, number, Event(event), until)


def living(client: Client) -> Client:
    """The record that this one lives on as: itself, unless it was merged into another."""
    last = client.pk
    while kept := list(Merge.objects.filter(merged=last).values_list("kept", flat=True)):
        [last] = kept
    return client if last == client.pk else Client.objects.get(pk=last)


def records_of(client: Client) -> list[int]:
    """The record and all that were merged into it, however far."""
    found = [client.pk]
    front = [client.pk]
    while front:
        front = list(Merge.objects.filter(kept__in=front).values_list("merged", flat=True))
        found += front
    return found


def refusals_of(client: Client, *, purpose: Purpose | None = None) -> list[AddressRefusal]:
    """What was refused from an address that one of this person's records has; of one purpose, if asked."""
    keys = ContactPoint.objects.filter(client__in=records_of(client)).values("key")
    found = AddressRefusal.objects.filter(address__in=keys)
    if purpose is not None:
        found = found.filter(Q(purpose=None) | Q(purpose=purpose))
    return list(found)


def with_refusals(
    position: Position, refusals: Iterable[AddressRefusal], purpose_id: int, channel: Channel
) -> Position:
    """The position with what was refused from the person's addresses for this purpose and channel."""
    for refusal in refusals:
        if refusal.channel == channel and refusal.purpose_id in {None, purpose_id}:
            # Its number is that of no event: at the same instant, the event is the one that is shown.
            position = position.after(Said(refusal.at, 0, Event.WITHDRAWN))
    return position


def position_with_refusals(client: Client, purpose: Purpose, channel: Channel) -> Position:
    """Where the client stands in this, counting what was refused from their addresses."""
    position = position_now(client, purpose, channel)
    return with_refusals(position, refusals_of(client, purpose=purpose), purpose.pk, channel)
