"""A no that comes back to a message: a click, a mail, a complaint. It is in force when this returns."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid5

from balise.consent.models import Purpose
from balise.consent.operations import unsubscribe_address
from balise.consent.preferences.operations import say_no
from balise.consent.words import Channel, Method
from balise.outreach.models import Message, MessageEvent
from balise.outreach.words import MessageEventKind
from balise.people.doors import operation
from balise.people.operations.common import held
from balise.people.periods import day_of

if TYPE_CHECKING:
    from datetime import datetime

    from balise.outreach.sending.tickets import Ticket


@operation
def stop_by_ticket(*, ticket: Ticket, now: datetime) -> None:
    """The same for whoever reads the address, when nothing here knows the message (any more): it left after
    the backup was made that was restored, or it is forgotten.
    """
    unsubscribe_address(
        address_key=ticket.address,
        channel=Channel.EMAIL,
        # Of a purpose that the backup has not, nobody can tell what it was: no more of any.
        purpose=Purpose.objects.filter(code=ticket.purpose).first(),
        method=Method.ONE_CLICK,
        now=now,
        uuid=uuid5(ticket.uuid, day_of(now).isoformat()),
    )


@operation
def stop(*, message: Message, now: datetime, kind: MessageEventKind) -> bool:
    """No more for this purpose by e-mail: for the person, if we know one, and for whoever reads the address
    that the message went to. Return whether it is the first time.

    `kind` is how they said it, for the history of the message.
    """
    held(message)
    purpose, client = message.campaign.purpose, message.recipient.client
    uuid = uuid5(message.uuid, day_of(now).isoformat())
    if client is None:
        unsubscribe_address(
            address_key=message.address,
            channel=Channel.EMAIL,
            purpose=purpose,
            method=Method.ONE_CLICK,
            now=now,
            uuid=uuid,
        )
    else:
        say_no(
            client=client,
            purpose=purpose,
            channel=Channel.EMAIL,
            address=message.address,
            method=Method.ONE_CLICK,
            now=now,
            uuid=uuid,
        )
    if MessageEvent.objects.filter(message=message, kind=kind).exists():
        return False
    MessageEvent.objects.create(message=message, kind=kind, at=now)
    return True
