"""All that is held about one person, for them: as plain values, in words they can read.

Others are left out: names of those close to them, of staff, and what these said of themselves.
"""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from balise.consent.models import ConsentEvent, Evidence, Notice, Refusal
from balise.consent.queries import consents_of
from balise.consent.rights import elsewhere
from balise.consent.rights.entries import note
from balise.consent.rights.models import Complaint
from balise.consent.rights.paper import as_json, as_pdf
from balise.consent.rights.words import Wish
from balise.consent.standings import living, living_uuid, records_of
from balise.journal.models import Reference
from balise.people import entries as people_entries
from balise.people.access import Act
from balise.people.doors import get_or_hidden, operation
from balise.people.entries import reference
from balise.people.imports.models import ExternalId
from balise.people.models import Assignment, Client, ClientHealth, ContactPoint, LinkedParty
from balise.people.periods import day_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from uuid import UUID

    from balise.people.models import Staff
    from balise.policy.text import Lang

WRITERS = {"json": as_json, "pdf": as_pdf}


@operation
def copy_of_file(*, by: Staff, uuid: UUID, format_: str, lang: Lang, now: datetime) -> bytes:
    """All that is held about a client, to hand to them. Noted as a reading of all of it, with the hash of
    what left. Raise `NotFoundError` or `NotAllowedError`.
    """
    client = get_or_hidden(Client, living_uuid(uuid), viewer=by, at=now, act=Act.KEEP_RIGHTS)
    content = WRITERS[format_](held_about(client, lang, now, scans=format_ == "json"), lang)
    people_entries.file_read(at=now, by=by, client=client)
    people_entries.health_read(at=now, by=by, client=client)
    note("copied", at=now, by=by, client=client, sha256=sha256(content).hexdigest(), format=format_)
    return content


def held_about(client: Client, lang: Lang, now: datetime, *, scans: bool) -> dict[str, Any]:
    """The person's file, health, circle, services, consents with their wording, complaints, the trace, and
    what rooms above hold. A scan itself says nothing in letters: it is there for programs.
    """
    current = living(client)
    records = records_of(current)
    return {
        "made_at": now.isoformat(),
        "records": [_record(each) for each in Client.objects.filter(pk__in=records).order_by("pk")],
        "services": [
            {"service": each.service, "from": each.from_date, "to": each.to_date, "reason": each.reason}
            for each in Assignment.objects.filter(client__in=records).order_by("from_date")
        ],
        "consents_now": [
            {
                "purpose": each.purpose.name[lang],
                "channel": each.channel.label[lang],
                "state": each.state.label[lang],
                "since": each.since,
                "until": each.ends,
            }
            for each in consents_of(current, day_of(now))
        ],
        "consents_history": [_event(each, lang) for each in _events(records)],
        "forms": list(_forms(records, scans=scans)),
        "addresses_that_refused": Refusal.objects.filter(
            address__in=ContactPoint.objects.filter(client__in=records).values("key")
        ).count(),
        "refused_for_everything": [
            {"channel": each.channel, "since": each.at}
            for each in Refusal.objects.filter(client__in=records).order_by("at", "channel")
        ],
        "complaints": [
            {
                "asked_for": Wish(each.wish).label[lang],
                "received": each.received_at,
                "words": each.words,
                "answer": each.answer,
            }
            for each in Complaint.objects.filter(client__in=records).order_by("received_at")
        ],
        "who_did_what": [
            {"at": at, "what": kind}
            for at, kind in Reference.objects.filter(
                target__in=[reference(each) for each in Client.objects.filter(pk__in=records)]
            )
            .order_by("at", "entry_id")
            .values_list("at", "entry__kind")
        ],
        **{part.name: part.held(records, lang) for part in elsewhere.parts()},
    }


def _record(client: Client) -> dict[str, Any]:
    health = ClientHealth.objects.filter(client=client).first()
    numbers = ExternalId.objects.filter(client=client).values_list("value", flat=True)
    return {
        "file_number": str(client.uuid),
        "number_elsewhere": list(numbers),
        "full_name": client.full_name,
        "preferred_name": client.preferred_name,
        "language": client.language,
        "birth_date": client.birth_date,
        "vulnerable": client.vulnerable,
        "closed": client.closed_date,
        "contacts": [
            {"kind": each.kind, "value": each.value}
            for each in ContactPoint.objects.filter(client=client).order_by("kind", "value")
        ],
        "health": {part: getattr(health, part) for part in ("conditions", "treatments", "needs")}
        if health
        else {},
        # That someone close is noted, and as what; their name is theirs.
        "circle": [
            {"kind": each.kind, "from": each.from_date, "to": each.to_date}
            for each in LinkedParty.objects.filter(client=client).order_by("from_date", "pk")
        ],
    }


def _events(records: list[int]) -> list[ConsentEvent]:
    events = ConsentEvent.objects.filter(client__in=records).select_related("purpose", "notice")
    return list(events.order_by("effective_at", "pk"))


def _forms(records: list[int], *, scans: bool) -> Iterator[dict[str, object]]:
    events = ConsentEvent.objects.filter(client__in=records)
    found = Evidence.objects.filter(pk__in=events.values("evidence"))
    for each in found if scans else found.defer("content"):
        told = {"received": each.kept_at, "type": each.media_type, "sha256": each.sha256}
        yield told | {"base64": b64encode(each.content).decode()} if scans else told


def _event(event: ConsentEvent, lang: Lang) -> dict[str, Any]:
    notice: Notice | None = event.notice
    return {
        "purpose": event.purpose.name[lang],
        "channel": event.channel,
        "event": event.event,
        "rests_on": event.basis,
        "since": event.effective_at,
        "known_since": event.recorded_at,
        "until": event.until,
        "how": event.method,
        "who_answered": event.grantor,
        "wording": None if notice is None else list(notice.paragraphs),
    }
