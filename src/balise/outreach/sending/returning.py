"""What came back is acted on: a message that bounced, a complaint, a request to stop."""

from __future__ import annotations

from typing import TYPE_CHECKING

from balise.outreach import entries
from balise.outreach.models import Message, MessageEvent
from balise.outreach.sending import stopping, tickets
from balise.outreach.sending.operations import settle_by_evidence
from balise.outreach.sending.returns import What
from balise.outreach.words import MessageEventKind, MessageState
from balise.people.doors import operation
from balise.people.operations.common import held

if TYPE_CHECKING:
    from datetime import datetime

    from balise.outreach.sending.returns import Returned

LEFT = frozenset({MessageState.SENT, MessageState.UNCERTAIN, MessageState.BOUNCED})
"""Of what never left, nothing comes back: whoever says so made it up."""


@operation
def act_on(*, returned: Returned, now: datetime) -> What:
    """Do what one returned mail asks; what is about none of our messages, or nothing new, changes nothing.
    Return what it was about, `NOTHING` when none of ours.
    """
    found = Message.objects.filter(state__in=LEFT).select_related("campaign__purpose", "recipient__client")
    messages = list(found.filter(mark__in=returned.marks)) or list(
        found.filter(message_id__in=returned.message_ids)
    )
    if not messages and (ticket := tickets.read(returned.ticket)):
        stopping.stop_by_ticket(ticket=ticket, now=now)
        return What.UNSUBSCRIBE
    # Two at once: a mail that names several of ours was not made by a mail server.
    if len(messages) != 1 or returned.what is What.NOTHING:
        return What.NOTHING
    [message] = messages
    settle_by_evidence(message=message, now=now)
    match returned.what:
        case What.HARD:
            _bounced(message, returned.code, now)
        case What.SOFT:
            _note_once(message, MessageEventKind.DEFERRED, returned.code or "soft", now)
        case What.COMPLAINT:
            if stopping.stop(message=message, now=now, kind=MessageEventKind.COMPLAINED):
                entries.note("complained", at=now, by=entries.WORKER, about=message.campaign)
        case What.UNSUBSCRIBE:
            stopping.stop(message=message, now=now, kind=MessageEventKind.UNSUBSCRIBED)
    return returned.what


def _bounced(message: Message, code: str, now: datetime) -> None:
    current = held(message)
    if current.state == MessageState.BOUNCED:
        return
    current.state, current.reason = MessageState.BOUNCED, code or "hard"
    current.save(update_fields=["state", "reason"])
    MessageEvent.objects.create(message=current, kind=MessageEventKind.BOUNCED, detail=current.reason, at=now)
    entries.note("bounced", at=now, by=entries.WORKER, about=message.campaign, kind="hard")


def _note_once(message: Message, kind: MessageEventKind, detail: str, now: datetime) -> None:
    if not MessageEvent.objects.filter(message=message, kind=kind, detail=detail).exists():
        MessageEvent.objects.create(message=message, kind=kind, detail=detail, at=now)
