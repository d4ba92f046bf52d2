"""What several operations need: the record that lives on, held; permission under that lock; and saying no."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from uuid import uuid5

from django.db.models import Q

from balise.consent import handovers, standings
from balise.consent.book import TICK
from balise.consent.errors import ConsentError
from balise.consent.models import ConsentEvent, Standing
from balise.consent.words import Event, Grantor, Method
from balise.people.access import Act, may
from balise.people.doors import demand
from balise.people.operations.common import held

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from uuid import UUID

    from balise.consent.book import Book
    from balise.consent.ledger import Position
    from balise.consent.models import Purpose
    from balise.consent.words import Channel
    from balise.people.models import Client, Staff

ON_THEIR_OWN = frozenset({Method.PREFERENCE_PAGE, Method.ONE_CLICK, Method.WEB_FORM})
"""How the person says something without one of the staff."""

TAKEN_DOWN = frozenset(
    {Method.PAPER_FORM, Method.WEB_FORM, Method.IN_PERSON, Method.PHONE, Method.LETTER, Method.IMPORT}
)
"""How one of the staff writes down what the person said."""


class NewNo(NamedTuple):
    """A no to be written, and when it was said: one that stands since before is no reason not to write it."""

    purpose: Purpose
    channel: Channel
    event: Event
    said_at: datetime


def hold_client(client: Client) -> Client:
    """Hold the record that this one lives on as: whoever wants to change the same consents waits here."""
    while True:
        current = held(client)
        # Looked at while it is held: it may have been merged while we waited.
        if (alive := standings.living(current)).pk == current.pk:
            return current
        client = alive


def hold_clients(clients: Iterable[Client]) -> list[Client]:
    """Hold several, always in the same order, so that two operations never wait for each other."""
    alive = {one.pk: one for one in map(standings.living, clients)}
    found = {one.pk: one for one in (hold_client(alive[pk]) for pk in sorted(alive))}
    return list(found.values())


def hold_as(by: Staff | None, client: Client, method: Method, now: datetime, *, a_no: bool = False) -> Client:
    """Hold the client, and let through whoever may write down what they said in this way.

    Without `by`, the person acts: by their link, or by a form of theirs; who calls has made sure of it. A no
    is also taken from who serves a record that was merged into another, which they may not open. It is told
    as done when nothing is being handed over to them any more, also when it was said before (`handovers`).
    """
    current = hold_client(client)
    if a_no:
        handovers.outwait(client=current)
    if by is None:
        if method not in ON_THEIR_OWN:
            raise ConsentError("not_recordable")
        return current
    if not (a_no and may(by, Act.RECORD_CONSENT, client, now)):
        demand(viewer=by, act=Act.RECORD_CONSENT, thing=current, at=now)
    if method not in TAKEN_DOWN:
        raise ConsentError("only_the_person" if method in ON_THEIR_OWN else "not_recordable")
    return current


def no_after(position: Position) -> Event:
    """One withdraws what was agreed to, and refuses what was not."""
    return Event.WITHDRAWN if position.yes or position.grounds else Event.REFUSED


def after_each_yes(
    clients: Iterable[Client], channel: Channel, purpose: Purpose | None, now: datetime
) -> datetime:
    """Now, or right after the latest yes that a no takes back, should the clock have been set back."""
    which = Q(client__in=clients, channel=channel) & (Q(purpose=purpose) if purpose else Q())
    said = Standing.objects.filter(which, yes_at__gte=now).values_list("yes_at", flat=True)
    return max([now, *(at + TICK for at in said if at)])


def refuse(
    book: Book, what: Iterable[NewNo], *, method: Method, by: Staff | None, now: datetime, uuid: UUID
) -> tuple[ConsentEvent, ...]:
    """Write these noes, in force from now on, but those that were written before.

    A no said again is written again: a yes from before it may still be on its way.
    """
    wanted = {_number(uuid, book, no): no for no in what if _is_news(book, no)}
    known = set(ConsentEvent.objects.filter(uuid__in=wanted).values_list("uuid", flat=True)) if wanted else ()
    written = []
    for number, no in wanted.items():
        if number not in known:
            at = book.instant(no.purpose, no.channel, now)
            written.append(
                ConsentEvent(
                    uuid=number,
                    client=book.client,
                    purpose=no.purpose,
                    channel=no.channel,
                    event=no.event,
                    effective_at=at,
                    recorded_at=at,
                    method=method,
                    grantor=Grantor.SELF,
                    recorded_by=by,
                )
            )
    if written:
        book.write(written)
    return tuple(written)


def _is_news(book: Book, no: NewNo) -> bool:
    standing = book.position(no.purpose, no.channel).standing_no
    return standing is None or standing.at < no.said_at


def _number(uuid: UUID, book: Book, no: NewNo) -> UUID:
    """A repeat is known by it, unless someone said yes in between: then it is a new no."""
    yes = book.position(no.purpose, no.channel).yes
    taken_back = f" {yes.number}" if yes else ""
    return uuid5(uuid, f"{book.client.uuid} {no.purpose.code} {no.channel}{taken_back}")
