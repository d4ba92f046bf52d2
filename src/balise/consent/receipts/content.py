"""What a receipt tells, as plain values: one event of one consent, on which wording, and who keeps it.

Every form of a receipt (signed, letter, FHIR) is made of these values and of nothing else, so that they
agree. A receipt of an event never changes: it says what was so at that moment. Nobody is named in it; the
person is a number that only the organisation can turn into a name.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID, uuid5

from balise.consent.words import Basis, Channel, Event, Grantor, Method
from balise.people.models import Unit
from balise.people.words import UnitKind

if TYPE_CHECKING:
    from datetime import date, datetime

    from balise.consent.models import ConsentEvent, Notice
    from balise.policy.text import Lang, Text


@dataclass(frozen=True, slots=True)
class Receipt:
    """One event, told to the person it is about."""

    id: UUID
    event_id: UUID
    client_id: UUID
    lang: Lang
    organisation: Text
    purpose_code: str
    purpose: Text
    explained: Text
    dpv: str
    channel: Channel
    event: Event
    basis: Basis | None
    effective_at: datetime
    recorded_at: datetime
    until: date | None
    method: Method
    grantor: Grantor
    notice: Notice | None


def receipt_of(event: ConsentEvent) -> Receipt:
    """The receipt of one event, in the language of the wording that was shown, else in the client's."""
    language = event.notice.language if event.notice else event.client.language
    return Receipt(
        id=uuid5(event.uuid, "receipt"),
        event_id=event.uuid,
        client_id=event.client.uuid,
        lang="en" if language == "en" else "fr",
        organisation=Unit.objects.get(kind=UnitKind.ORGANISATION).name,
        purpose_code=event.purpose.code,
        purpose=event.purpose.name,
        explained=event.purpose.explained,
        dpv=event.purpose.dpv,
        channel=Channel(event.channel),
        event=Event(event.event),
        basis=Basis(event.basis) if event.basis else None,
        effective_at=event.effective_at,
        recorded_at=event.recorded_at,
        until=event.until,
        method=Method(event.method),
        grantor=Grantor(event.grantor),
        notice=event.notice,
    )
