"""What several operations need: the record that lives on, held; permission under that lock; and saying no."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid5

from balise.consent import standings
from balise.consent.errors import ConsentError
from balise.consent.models import ConsentEvent
from balise.consent.words import Grantor, Method
from balise.people.access import Act
from balise.people.doors import demand
from balise.people.operations.common import held

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from uuid import UUID

    from balise.consent.book import Book
    from balise.consent.models import Purpose
    from balise.consent.words import Channel, Event
    from balise.people.models import Client, Staff

ON_THEIR_OWN = frozenset({Method.PREFERENCE_PAGE, Method.ONE_CLICK, Method.WEB_FORM})
"""How the person says something without one of the staff."""

TAKEN_DOWN = frozenset(
    {Method.PAPER_FORM, Method.WEB_FORM, Method.IN_PERSON, Method.PHONE, Method.LETTER, Method.IMPORT}
)
"""How one of the staff writes down what the person said."""


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


def hold_as(by: Staff | None, client: Client, method: Method, now: datetime) -> Client:
    """Hold the client, and let through whoever may write down what they said in this way.

    Without `by`, the person acts: by their link, or by a form of theirs; who calls has made sure of it.
    """
    current = hold_client(client)
    if by is None:
        if method not in ON_THEIR_OWN:
            raise ConsentError("not_recordable")
        return current
    demand(viewer=by, act=Act.RECORD_CONSENT, thing=current, at=now)
    if method not in TAKEN_DOWN:
        raise ConsentError("only_the_person" if method in ON_THEIR_OWN else "not_recordable")
    return current


def refuse(
    book: Book,
    what: Iterable[tuple[Purpose, Channel, Event]],
    *,
    method: Method,
    by: Staff | None,
    now: datetime,
    uuid: UUID,
) -> tuple[ConsentEvent, ...]:
    """Write these noes, in force from now on, but those that stand already or were written before."""
    wanted = {
        uuid5(uuid, f"{book.client.uuid} {purpose.code} {channel}"): (purpose, channel, event)
        for purpose, channel, event in what
        if book.position(purpose, channel).standing_no is None
    }
    known = set(ConsentEvent.objects.filter(uuid__in=wanted).values_list("uuid", flat=True)) if wanted else ()
    written = []
    for number, (purpose, channel, event) in wanted.items():
        if number not in known:
            at = book.instant(purpose, channel, now)
            written.append(
                ConsentEvent(
                    uuid=number,
                    client=book.client,
                    purpose=purpose,
                    channel=channel,
                    event=event,
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
