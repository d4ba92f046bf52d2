"""What the person said, written down: a yes, a no, a question; and taking back, which is always possible."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid5

from django.db import IntegrityError, transaction
from django.db.models import Max, Q

from balise.consent import entries, noes
from balise.consent.book import Book
from balise.consent.errors import ConsentError
from balise.consent.models import ConsentEvent, Purpose, Refusal
from balise.consent.operations import checks
from balise.consent.operations.common import NewNo, after_each_yes, hold_as, no_after, refuse
from balise.consent.words import NO, YES, Channel, Event, Grantor
from balise.people.doors import operation

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID

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

    Without `effective_at` it is said now; for what goes on, such as a membership, it is its first day. Raise
    `ConsentError`: nothing is then written.
    """
    current = hold_as(by, client, method, now, a_no=event in NO)
    known: ConsentEvent | None = ConsentEvent.objects.filter(uuid=uuid).first()
    book = Book(current)
    if known is not None:
        if not _is_same(known, current, purpose, channel, event):
            raise ConsentError("uuid_taken")
        position = book.position(purpose, channel)
        if event not in NO or effective_at is not None or position.yes is None or position.standing_no:
            return known
        # A page that was left open says no again, and someone had said yes in between: it is a new no.
        uuid = uuid5(uuid, str(position.yes.number))
    checks.require_sayable(by, event, basis=basis, basis_day=basis_day, until=until)
    checks.require_first_day(basis, basis_day, effective_at)
    effective_at = effective_at or checks.instant_of(basis_day, now)
    if effective_at is not None and effective_at > now:
        raise ConsentError("in_the_future")
    at = effective_at or book.instant(purpose, channel, now)
    checks.require_term(at, until)
    if event not in NO:
        checks.require_grantor(current, grantor, party, at=at, now=now)
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
            checks.require_voice_to_take_back(current, position, grantor, party, at)
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

    What was never agreed to is refused as well, so that nothing implied comes to stand in its place; without
    a purpose, also what may be asked one day. Return the events written.
    """
    current = hold_as(by, client, method, now, a_no=True)
    written = withdraw_all(
        by=by, client=current, purpose=purpose, channel=channel, method=method, now=now, uuid=uuid
    )
    for_good = () if purpose else _refuse_for_good(current, channel, now, uuid)
    if written or for_good:
        entries.withdrawn(at=now, by=by, client=current, events=written, for_good=for_good, method=method)
    return written


def _is_same(known: ConsentEvent, client: Client, purpose: Purpose, channel: Channel, event: Event) -> bool:
    """Whether this was written before; that a no is called refused or withdrawn depends on what stood."""
    same = (known.client_id, known.purpose_id, known.channel) == (client.pk, purpose.pk, channel)
    return same and (known.event == event or {Event(known.event), event} <= NO)


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
        (NewNo(each, way, no_after(book.position(each, way)), now) for each in purposes for way in ways),
        method=method,
        by=by,
        now=now,
        uuid=uuid,
    )


def _refuse_for_good(client: Client, channel: Channel | None, now: datetime, uuid: UUID) -> list[Refusal]:
    """Keep that a client, who is held, refuses every purpose: also one that is added next year."""
    ways = [channel] if channel else list(Channel)
    before = Refusal.objects.filter(client=client, channel__in=ways).values_list("channel")
    latest = dict(before.annotate(latest=Max("at")))
    news = {
        uuid5(uuid, f"{client.uuid} {way}"): way for way in ways if way not in latest or latest[way] < now
    }
    known = set(Refusal.objects.filter(uuid__in=news).values_list("uuid", flat=True))
    written = Refusal.objects.bulk_create(
        Refusal(uuid=number, client=client, channel=way, at=after_each_yes([client], way, None, now))
        for number, way in news.items()
        if number not in known
    )
    noes.remember(map(noes.of_refusal, written))
    return written
