"""What became of each call of a campaign by phone. A no said in a call is obeyed at once."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid5

from balise.consent.operations import unsubscribe_address
from balise.consent.words import Channel, Method
from balise.outreach.audience.whom import keys_used
from balise.outreach.doors import hold_to_change
from balise.outreach.entries import note
from balise.outreach.errors import OutreachError
from balise.outreach.exports.words import Outcome
from balise.outreach.models import Message, MessageEvent
from balise.outreach.words import CampaignState, Means, MessageEventKind, MessageState
from balise.people.doors import operation
from balise.people.operations.common import held

if TYPE_CHECKING:
    from datetime import datetime

    from balise.people.models import Staff

MAY_BE_CALLED = frozenset(set(CampaignState) - {CampaignState.DRAFT, CampaignState.SUBMITTED})
"""Someone who was called may call back, and say no, also when the campaign is over."""


@operation
def note_call(*, by: Staff, message: Message, outcome: Outcome, seen: int, now: datetime) -> None:
    """Write down what became of a call. `seen` is how many calls stood on the page: a form that is sent twice
    counts once.

    Whoever does not want calls any more is not called again by anyone. Raise `OutreachError`, or a refusal.
    """
    campaign = hold_to_change(by=by, campaign=message.campaign, at=now, states=MAY_BE_CALLED)
    current = held(message)
    if campaign.means != Means.PHONE or current.state not in {MessageState.EXPORTED, MessageState.WITHHELD}:
        raise OutreachError("not_a_call")
    if outcome.refuses:
        # Also when the same was told twice: a no is never too much.
        _obey(by, current, outcome, seen, now)
    if calls_of(current) > seen:
        return
    MessageEvent.objects.create(message=current, kind=MessageEventKind.CALLED, detail=outcome.value, at=now)
    if outcome.refuses:
        current.state, current.reason = MessageState.WITHHELD, outcome.value
        current.save(update_fields=["state", "reason"])
    note("call_noted", at=now, by=by, about=campaign, outcome=outcome.value)


def calls_of(message: Message) -> int:
    """How many calls were noted."""
    return MessageEvent.objects.filter(message=message, kind=MessageEventKind.CALLED).count()


def _obey(by: Staff, message: Message, outcome: Outcome, seen: int, now: datetime) -> None:
    """The no holds for the number, whoever has it, and for the person who was called."""
    recipient = message.recipient
    number = next(iter(keys_used(recipient, Channel.PHONE)), "")
    if not number:
        raise OutreachError("call_forgotten")
    unsubscribe_address(
        by=by,
        address_key=number,
        said_by=recipient.client,
        channel=Channel.PHONE,
        purpose=None if outcome is Outcome.NO_CALLS else message.campaign.purpose,
        method=Method.PHONE,
        now=now,
        uuid=uuid5(message.uuid, f"{outcome} {seen}"),
    )
