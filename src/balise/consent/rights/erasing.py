"""Erasing a person: all that tells who they were goes; that something was agreed to or refused stays.

What stays: the events of their consents under a number that leads to nobody, the keyed hashes of addresses
that refused, so that no file brings them back, and that they were erased. The database is written by hand
where a table only grows: it lets through one change, to empty what told who it was (`migrations/0002`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, uuid4, uuid5

from django.db import connection
from django.db.models import CharField, F, Q, Value
from django.db.models.functions import Cast, Concat

from balise.consent import handovers, noes
from balise.consent.book import Book
from balise.consent.models import ConsentEvent, PreferenceLink, Purpose, Refusal, Standing
from balise.consent.operations.common import NewNo, refuse
from balise.consent.rights import elsewhere
from balise.consent.rights.entries import note
from balise.consent.rights.errors import RightsError
from balise.consent.rights.models import Complaint, Erasure, Hold
from balise.consent.rights.retention import kept
from balise.consent.standings import living, position_now, records_of
from balise.consent.words import Channel, Event, Method
from balise.journal.operations import erase_person
from balise.people.access import Act
from balise.people.doors import demand, operation
from balise.people.entries import reference
from balise.people.imports.models import ExternalId
from balise.people.models import (
    Assignment,
    Client,
    ClientHealth,
    ContactPoint,
    EmergencyAccess,
    LinkedParty,
)
from balise.people.periods import day_of
from balise.theme.texts import both

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from balise.consent.ledger import Position
    from balise.people.models import Staff

NOBODY = "–"
"""In place of words that may not be empty."""


@operation
def erase_client(*, by: Staff, client: Client, now: datetime) -> Erasure:
    """Erase a person, with every record that was merged into theirs. Nothing brings it back.

    Refused while the file is open, while a rule says to keep it, and while it is held. Raise `RightsError`.
    """
    current = _held(living(client))
    demand(viewer=by, act=Act.KEEP_RIGHTS, thing=current, at=now)
    known: Erasure | None = Erasure.objects.filter(client=current).first()
    if known is not None:
        return known
    _require_erasable(current, now)
    handovers.outwait(client=current)
    records = records_of(current)
    _keep_refusals(records)
    _revoke(current, now)
    addresses = frozenset(ContactPoint.objects.filter(client__in=records).values_list("key", flat=True))
    _empty_people(records, now)
    _empty_consents(records, now)
    for part in elsewhere.parts():
        part.empty(records, addresses, now)
    done = Erasure.objects.create(client=current, by=by, at=now)
    for record in Client.objects.filter(pk__in=records).order_by("pk"):
        if record != current:
            Erasure.objects.create(client=record, by=by, at=now)
        note("erased", at=now, by=by, client=record)
        erase_person(person=reference(record), at=now, actor=reference(by), reason="erasure")
    return done


def _held(client: Client) -> Client:
    return Client.objects.select_for_update(of=("self",)).get(pk=client.pk)


def _require_erasable(client: Client, now: datetime) -> None:
    today = day_of(now)
    if Hold.objects.filter(client__in=records_of(client), ended_at=None).exists():
        raise RightsError("on_hold")
    if client.closed_date is None or client.closed_date > today:
        raise RightsError("file_open")
    for each in kept(client, today):
        raise RightsError("still_kept", rule=both(f"rights.rule.{each.rule}"), until=each.until.isoformat())


def _keep_refusals(records: list[int]) -> None:
    """What the person refused, in any of their records, is kept by their addresses too, so that no file
    brings them back one day.

    Not by an address that someone else has: that person did not refuse.
    """
    points = ContactPoint.objects.filter(client__in=records)
    shared = ContactPoint.objects.exclude(client__in=records).filter(key__in=points.values("key"))
    # Two spellings of one address are one.
    alone = set(points.exclude(key__in=shared.values("key")).values_list("kind", "key"))
    for purpose, channel, at in _refused(records):
        code = purpose.code if purpose else "*"
        for key in sorted(key for kind, key in alone if kind == channel.contact_kind):
            # With its instant: a no that was said again since then is another one.
            kept, new = Refusal.objects.get_or_create(
                uuid=uuid5(NAMESPACE_URL, f"balise:erased:{key}:{code}:{channel}:{at.isoformat()}"),
                defaults={"address": key, "channel": channel, "purpose": purpose, "at": at},
            )
            if new:
                noes.remember([noes.of_refusal(kept)])


def _revoke(client: Client, now: datetime) -> None:
    """Nobody is left to write to: whatever they agreed to stands no more."""
    book = Book(client)
    agreed = [
        NewNo(purpose, channel, Event.REVOKED, now)
        for purpose in Purpose.objects.filter(pk__in=book.purposes).order_by("code")
        for channel in Channel
        if _agreed(book.position(purpose, channel))
    ]
    refuse(book, agreed, method=Method.ERASURE, by=None, now=now, uuid=uuid4())


def _agreed(position: Position) -> bool:
    return position.standing_no is None and bool(position.yes or position.grounds)


def _refused(records: list[int]) -> Iterator[tuple[Purpose | None, Channel, datetime]]:
    """What stands refused in these records, and since when; without a purpose: everything."""
    for standing in Standing.objects.filter(client__in=records).select_related("client", "purpose"):
        channel = Channel(standing.channel)
        no = position_now(standing.client, standing.purpose, channel).standing_no
        if no is not None:
            yield standing.purpose, channel, no.at
    for refusal in Refusal.objects.filter(client__in=records):
        yield None, Channel(refusal.channel), refusal.at


def _empty_people(records: list[int], now: datetime) -> None:
    of_them = {"client__in": records}
    ContactPoint.objects.filter(**of_them).delete()
    ClientHealth.objects.filter(**of_them).delete()
    ExternalId.objects.filter(**of_them).delete()
    spoke = ConsentEvent.objects.filter(party__client__in=records).values("party")
    LinkedParty.objects.filter(**of_them).exclude(pk__in=spoke).delete()
    # Who spoke for them is named by an event: that someone did stays, and nobody can tell who. Numbered,
    # because two of one kind may not have the same name.
    LinkedParty.objects.filter(**of_them).update(
        full_name=Concat(Value(f"{NOBODY} "), Cast(F("pk"), CharField()))
    )
    LinkedParty.objects.filter(Q(ended_at=None), **of_them).update(ended_at=now)
    Assignment.objects.filter(**of_them).update(service=NOBODY, reason=NOBODY)
    Assignment.objects.filter(Q(ended_at=None), **of_them).update(ended_at=now, end_reason=NOBODY)
    Assignment.objects.filter(**of_them).exclude(end_reason="").update(end_reason=NOBODY)
    EmergencyAccess.objects.filter(**of_them).update(reason=NOBODY)
    Client.objects.filter(pk__in=records).update(
        full_name=NOBODY, preferred_name="", birth_date=None, vulnerable=None
    )


def _empty_consents(records: list[int], now: datetime) -> None:
    links = PreferenceLink.objects.filter(client__in=records)
    links.filter(revoked_at=None).update(revoked_at=now)
    links.update(address="")
    Complaint.objects.filter(client__in=records).update(words="", answer="")
    Hold.objects.filter(client__in=records).update(reason=NOBODY)
    scans = list(
        ConsentEvent.objects.filter(client__in=records)
        .exclude(evidence=None)
        .values_list("evidence", flat=True)
    )
    with connection.cursor() as cursor:
        for pk in scans:
            cursor.execute("UPDATE consent_evidence SET content = %s WHERE id = %s", [b"", pk])
        for pk in records:
            cursor.execute(
                "UPDATE consent_merge SET reason = '' WHERE kept_id = %s OR merged_id = %s", [pk, pk]
            )
            cursor.execute(
                "UPDATE consent_distinct SET reason = '' WHERE first_id = %s OR second_id = %s", [pk, pk]
            )
