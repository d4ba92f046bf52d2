"""What a receipt tells, as plain values: one event of one consent, on which wording, and who keeps it.

Every form of a receipt (signed, letter, FHIR) is made of these values and of nothing else, so that they
agree. A receipt of an event never changes: it says what was so at that moment, in one language; in the other
it is another receipt. Who asks, where things are kept and what else may change stands as the wording of that
moment says it. Nobody is named in it; the person is a number that only the organisation can turn into a name.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID, uuid5

from balise.consent.models import Notice
from balise.consent.rights.retention import PROOF_KEPT, period
from balise.consent.words import Basis, Channel, Event, Grantor, Method
from balise.people.letters import spoken_by
from balise.people.models import Unit
from balise.people.periods import day_of
from balise.people.words import UnitKind

if TYPE_CHECKING:
    from datetime import date, datetime

    from balise.consent.models import ConsentEvent
    from balise.policy.measures import Period
    from balise.policy.text import Lang, Text


@dataclass(frozen=True, slots=True)
class Receipt:
    """One event, told to the person it is about."""

    id: UUID
    event_id: UUID
    client_id: UUID
    lang: Lang
    organisation: str
    purpose_code: str
    purpose: Text
    explained: Text
    dpv: str
    health: bool
    channel: Channel
    event: Event
    basis: Basis | None
    effective_at: datetime
    recorded_at: datetime
    until: date | None
    method: Method
    grantor: Grantor
    kept_for: Period
    """How long its proof is kept, after the person's last word."""
    notice: Notice | None
    """The wording that was shown or read."""
    in_force: Notice | None
    """The wording of that moment, shown or not; None before any was written."""


def receipt_of(event: ConsentEvent, lang: Lang) -> Receipt:
    """The receipt of one event, in the language of the wording that was shown, else in this one."""
    if event.notice:
        lang = spoken_by(event.notice.language)
    in_force = event.notice or _in_force(event, lang)
    return Receipt(
        id=uuid5(event.uuid, f"receipt {lang}"),
        event_id=event.uuid,
        client_id=event.client.uuid,
        lang=lang,
        organisation=in_force.asker_name if in_force else _name(lang),
        purpose_code=event.purpose.code,
        purpose=event.purpose.name,
        explained=event.purpose.explained,
        dpv=event.purpose.dpv,
        health=event.purpose.health,
        channel=Channel(event.channel),
        event=Event(event.event),
        basis=Basis(event.basis) if event.basis else None,
        effective_at=event.effective_at,
        recorded_at=event.recorded_at,
        until=event.until,
        method=Method(event.method),
        grantor=Grantor(event.grantor),
        kept_for=period(PROOF_KEPT, day_of(event.recorded_at)),
        notice=event.notice,
        in_force=in_force,
    )


def _in_force(event: ConsentEvent, lang: Lang) -> Notice | None:
    """The wording that stood when the event was recorded. What is written later changes no receipt."""
    written = Notice.objects.filter(
        purpose=event.purpose_id, language=lang, written_at__lte=event.recorded_at
    )
    return written.order_by("-version").first()


def _name(lang: Lang) -> str:
    """What the organisation is called, where no wording says it."""
    return Unit.objects.get(kind=UnitKind.ORGANISATION).name[lang]
