"""Between rows and positions: what events and standings say, as `ledger` counts it, and back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import F, OuterRef, Q, Subquery

from balise.consent import models
from balise.consent.ledger import Ground, Position, Said
from balise.consent.models import ConsentEvent, Merge, Refusal, Standing
from balise.consent.words import Basis, Channel, Event
from balise.people.models import Client, ContactPoint

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from uuid import UUID

    from django.db.models import QuerySet

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


@dataclass(frozen=True, slots=True)
class Refused:
    """A no that holds for more than one consent, as it counts for one person."""

    purpose: int | None
    """None: every one."""
    channel: Channel
    at: datetime
    """When it was said, or when this person came to have the address that it was said from."""


def living(client: Client, by: datetime | None = None) -> Client:
    """The record that this one lives on as: itself, unless it was merged into another; as known by then."""
    last = client.pk
    while kept := list(_merges(by).filter(merged=last).values_list("kept", flat=True)):
        [last] = kept
    return client if last == client.pk else Client.objects.get(pk=last)


def living_uuid(uuid: UUID) -> UUID:
    """The file that is opened when this one is asked for: also who may, and what is noted, is of that one."""
    found = Client.objects.filter(uuid=uuid).first()
    return living(found).uuid if found else uuid


def records_of(client: Client, by: datetime | None = None) -> list[int]:
    """The record and all that were merged into it, however far; as known by then."""
    found = [client.pk]
    front = [client.pk]
    while front:
        front = list(_merges(by).filter(kept__in=front).values_list("merged", flat=True))
        found += front
    return found


def person_of(client: Client) -> tuple[Client, list[int]]:
    """The record that this one lives on as, and the keys of all records of that person."""
    # Most people have one record: one question tells.
    if not Merge.objects.filter(Q(kept=client) | Q(merged=client)).exists():
        return client, [client.pk]
    alive = living(client)
    return alive, records_of(alive)


def people_of(clients: Iterable[int]) -> dict[int, tuple[int, list[int]]]:
    """For each of these records, by key: the record it lives on as, and all records of that person."""
    known = front = set(clients)
    into: dict[int, int] = {}
    while front:
        touched = Merge.objects.filter(Q(kept__among=front) | Q(merged__among=front))
        found = dict(touched.values_list("merged", "kept"))
        into |= found
        front = {*found, *found.values()} - known
        known = known | front
    records: dict[int, list[int]] = {}
    for each in known:
        last = each
        while last in into:
            last = into[last]
        records.setdefault(last, []).append(each)
    return {each: (last, all_of_them) for last, all_of_them in records.items() for each in all_of_them}


def refusals_of(records: Iterable[int], *, purpose: Purpose | None = None) -> list[Refused]:
    """What one of these records refused for good, or an address that it has; of one purpose, if asked."""
    points = ContactPoint.objects.filter(client__in=records)
    since = points.filter(key=OuterRef("address")).order_by(F("added_at").asc(nulls_first=True))
    of_this = Q() if purpose is None else Q(purpose=None) | Q(purpose=purpose)
    found = Refusal.objects.filter(of_this).annotate(since=Subquery(since.values("added_at")[:1]))
    # Each by its own index: of "either" PostgreSQL reads the whole table.
    of_addresses, of_clients = (
        found.filter(address__in=points.values("key")),
        found.filter(client__in=records),
    )
    told = of_addresses.union(of_clients, all=True).values_list("purpose", "channel", "at", "since")
    return [
        Refused(of, Channel(channel), max(at, has_it_since or at)) for of, channel, at, has_it_since in told
    ]


def with_refusals(
    position: Position, refusals: Iterable[Refused], purpose_id: int, channel: Channel
) -> Position:
    """The position with what was refused for more than one consent, this one among them."""
    for refusal in refusals:
        if refusal.channel is channel and refusal.purpose in {None, purpose_id}:
            # Its number is that of no event: at the same instant, the event is the one that is shown.
            position = position.after(Said(refusal.at, 0, Event.WITHDRAWN))
    return position


def position_with_refusals(client: Client, purpose: Purpose, channel: Channel) -> Position:
    """Where the person stands in this, counting what was refused for more than one consent."""
    alive, records = person_of(client)
    position = position_now(alive, purpose, channel)
    return with_refusals(position, refusals_of(records, purpose=purpose), purpose.pk, channel)


def mark_of(no: Said | None) -> str:
    """What tells one refusal from the next: a page keeps it, so that a no that comes meanwhile is noticed."""
    return no.at.isoformat() if no else ""


def _merges(by: datetime | None) -> QuerySet[Merge]:
    return Merge.objects.all() if by is None else Merge.objects.filter(at__lte=by)
