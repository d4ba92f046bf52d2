"""What the person said, written down: a yes, a no, a question; and taking back, which is always possible."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import Q

from balise.consent import entries
from balise.consent.book import Book
from balise.consent.errors import ConsentError
from balise.consent.models import ConsentEvent, Purpose
from balise.consent.operations import checks
from balise.consent.operations.common import hold_as, refuse
from balise.consent.words import YES, Channel, Event, Grantor
from balise.people.doors import operation

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID

    from balise.consent.ledger import Position
    from balise.consent.models import Evidence, Notice
    from balise.consent.words import Basis, Method
    from balise.people.models import Client, LinkedParty, Staff


@operation
def record_consent(
    *,
    by: Staff | None,
    client: Client,
    purpose: Purpose,
    channel: Channel,
    event: Event,
    method: Method,
    now: datetime,
    uuid: UUID,
    grantor: Grantor = Grantor.SELF,
    party: LinkedParty | None = None,
    notice: Notice | None = None,
    basis: Basis | None = None,
    basis_day: date | None = None,
    effective_at: datetime | None = None,
    until: date | None = None,
    evidence: Evidence | None = None,
) -> ConsentEvent:
    """Write down one thing that was said. `uuid` is made by the caller, once a form: a repeat is known by it.

    Without `effective_at` it is said now. Raise `ConsentError`: nothing is then written.
    """
    current = hold_as(by, client, method, now)
    known: ConsentEvent | None = ConsentEvent.objects.filter(uuid=uuid).first()
    if known is not None:
        same = (current.pk, purpose.pk, channel, event)
        if (known.client_id, known.purpose_id, known.channel, known.event) == same:
            return known
        raise ConsentError("uuid_taken")
    checks.require_sayable(by, event, basis=basis, basis_day=basis_day, until=until)
    effective_at = effective_at or checks.instant_of(basis_day, now)
    if effective_at is not None and effective_at > now:
        raise ConsentError("in_the_future")
    book = Book(current)
    at = effective_at or book.instant(purpose, channel, now)
    checks.require_term(at, until)
    checks.require_grantor(current, grantor, party, now)
    if event in YES or event is Event.ASKED:
        checks.require_open(purpose)
    if event in YES:
        checks.require_own_voice(current, grantor, at)
        checks.require_alive(current)
        checks.require_reachable(current, channel)
        position = book.heard(purpose, channel)
        if basis is None:
            checks.require_notice(by, current, purpose, method, notice)
            checks.require_no_refusal(position, method, at)
        if event is Event.RENEWED:
            checks.require_something_to_renew(position, at)
    written = _written(
        book,
        ConsentEvent(
            uuid=uuid,
            client=current,
            purpose=purpose,
            channel=channel,
            event=event,
            basis=basis or "",
            basis_day=basis_day,
            effective_at=at,
            recorded_at=max(now, at),
            until=until,
            notice=notice,
            method=method,
            grantor=grantor,
            party=party,
            recorded_by=by,
            evidence=evidence,
        ),
    )
    entries.recorded(at=now, by=by, event=written)
    return written


@operation
def withdraw_consent(
    *,
    by: Staff | None,
    client: Client,
    purpose: Purpose | None,
    channel: Channel | None,
    method: Method,
    now: datetime,
    uuid: UUID,
) -> tuple[ConsentEvent, ...]:
    """Take back what was agreed to; without a purpose or a channel, all of them. In force at once.

    What was never agreed to is refused as well, so that nothing implied comes to stand in its place. What is
    refused already stays as it is. Return the events written.
    """
    current = hold_as(by, client, method, now)
    written = withdraw_all(
        by=by, client=current, purpose=purpose, channel=channel, method=method, now=now, uuid=uuid
    )
    if written:
        entries.withdrawn(at=now, by=by, client=current, events=written, method=method)
    return written


def _written(book: Book, event: ConsentEvent) -> ConsentEvent:
    """Write it; its number may have served, in another transaction, for someone else."""
    try:
        with transaction.atomic():
            book.write([event])
    except IntegrityError:
        raise ConsentError("uuid_taken") from None
    return event


def withdraw_all(
    *,
    by: Staff | None,
    client: Client,
    purpose: Purpose | None,
    channel: Channel | None,
    method: Method,
    now: datetime,
    uuid: UUID,
) -> tuple[ConsentEvent, ...]:
    """Withdraw, of a client who is held, without a word to the journal: that is for whoever calls."""
    book = Book(client)
    # Closed purposes too, where something was ever said.
    any_of_them = Q(closed_at=None) | Q(pk__in=book.purposes)
    purposes = [purpose] if purpose else Purpose.objects.filter(any_of_them).order_by("code")
    ways = [channel] if channel else list(Channel)
    return refuse(
        book,
        ((each, way, _no_after(book.position(each, way))) for each in purposes for way in ways),
        method=method,
        by=by,
        now=now,
        uuid=uuid,
    )


def _no_after(position: Position) -> Event:
    """One withdraws what was agreed to, and refuses what was not."""
    return Event.WITHDRAWN if position.yes or position.grounds else Event.REFUSED
