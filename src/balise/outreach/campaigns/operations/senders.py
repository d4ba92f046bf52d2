"""Senders: on whose behalf messages go out. Closed one day, never removed: what was sent names them."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict, Unpack

from balise.consent.operations.notices import web_address
from balise.outreach import entries
from balise.outreach.doors import demand_keeping
from balise.outreach.models import Sender
from balise.people.doors import operation
from balise.people.models import Unit
from balise.people.operations.common import held
from balise.people.wording import email_address, needed, phone_number
from balise.people.words import UnitKind

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from balise.people.models import Staff


class WaysToReach(TypedDict, total=False):
    """More ways to reach a sender than the address that the message comes from."""

    reply_to: str
    phone: str
    web: str


@operation
def add_sender(
    *,
    by: Staff,
    uuid: UUID,
    name: str,
    postal_address: str,
    email: str,
    now: datetime,
    **ways: Unpack[WaysToReach],
) -> Sender:
    """Add a sender. `uuid` is made by the caller, once a form, so that a repeat is known."""
    demand_keeping(by, now)
    held(Unit.objects.get(kind=UnitKind.ORGANISATION))  # one form sent twice at once: the second waits
    if known := Sender.objects.filter(uuid=uuid).first():
        return known
    reply_to, phone, web = ways.get("reply_to", ""), ways.get("phone", ""), ways.get("web", "")
    sender = Sender.objects.create(
        uuid=uuid,
        name=needed(name),
        postal_address=needed(postal_address, at_most=500),
        email=email_address(email),
        reply_to=email_address(reply_to) if reply_to else "",
        phone=phone_number(phone) if phone else "",
        web=web_address(web) if web else "",
    )
    entries.note("sender_added", at=now, by=by, about=sender)
    return sender


@operation
def close_sender(*, by: Staff, sender: Sender, now: datetime) -> None:
    """Close a sender: nothing more leaves on their behalf."""
    demand_keeping(by, now)
    current = held(sender)
    if current.closed_at is None:
        current.closed_at = now
        current.save(update_fields=["closed_at"])
        entries.note("sender_closed", at=now, by=by, about=current)
