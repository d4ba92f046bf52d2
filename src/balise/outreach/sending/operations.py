"""Sending, as people direct it: begun, paused, resumed, ended, tried on oneself; and what nobody could tell
of, settled.

The worker (`sending.worker`) does the rest, from the outbox that `start_sending` fills.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count

from balise.journal.pieces import pieces
from balise.outreach import entries
from balise.outreach.campaigns.going import may_go
from balise.outreach.doors import hold_to_change, hold_to_stop, recipients_to_read
from balise.outreach.errors import OutreachError
from balise.outreach.models import Message, MessageEvent, Pace, Recipient
from balise.outreach.sending.letters import new_message_id
from balise.outreach.sending.trying import hand_over_test
from balise.outreach.words import CampaignState, Means, MessageEventKind, MessageState
from balise.people.addresses import address_key
from balise.people.doors import operation
from balise.people.errors import NotFoundError
from balise.people.operations.common import held
from balise.people.words import ContactKind
from balise.policy.verdict import Verdict

if TYPE_CHECKING:
    from datetime import datetime

    from balise.outreach.models import Campaign
    from balise.people.models import Staff

AT_ONCE = 500

MAY_LEAVE = (Verdict.PERMITTED, Verdict.CONDITIONAL, Verdict.NEEDS_APPROVAL)
"""Whom a message is queued for. It is asked again as it leaves: without the approval, none does."""

UNDER_WAY = frozenset({CampaignState.SENDING, CampaignState.PAUSED})
BEGUN = UNDER_WAY | {CampaignState.FINISHED, CampaignState.CANCELLED}
FAILED = (MessageState.REFUSED, MessageState.BOUNCED)
NOT_GONE = (MessageState.QUEUED, MessageState.CLAIMED)


@operation
def start_sending(*, by: Staff, campaign: Campaign, now: datetime) -> int:
    """Queue a message for everyone who may be written to, and let it go; how many there are.

    Of several on the list with one address, the first gets it. Raise `OutreachError`.
    """
    current = hold_to_change(by=by, campaign=campaign, at=now, states=BEGUN | {CampaignState.READY})
    if current.state != CampaignState.READY:
        return Message.objects.filter(campaign=current).count()
    if current.means != Means.EMAIL:
        raise OutreachError("not_by_email")
    _require_going(current, now)
    messages = _queue(current, now)
    Pace.objects.create(campaign=current, next_at=now)
    current.state, current.started_at = CampaignState.SENDING, now
    current.save(update_fields=["state", "started_at"])
    entries.note("sending_started", at=now, by=by, about=current, messages=messages)
    return messages


@operation
def pause_sending(*, by: Staff, campaign: Campaign, now: datetime) -> None:
    """Stop for now. What the mail server is being handed just then still leaves."""
    current = hold_to_stop(by=by, campaign=campaign, at=now, states=UNDER_WAY)
    if current.state == CampaignState.SENDING:
        _set(current, CampaignState.PAUSED)
        entries.note("sending_paused", at=now, by=by, about=current)


@operation
def resume_sending(*, by: Staff, campaign: Campaign, now: datetime) -> None:
    """Go on, if it still may."""
    current = hold_to_change(by=by, campaign=campaign, at=now, states=UNDER_WAY)
    if current.state == CampaignState.PAUSED:
        current.state = CampaignState.SENDING
        _require_going(current, now)
        _set(current, CampaignState.SENDING)
        entries.note("sending_resumed", at=now, by=by, about=current)


@operation
def cancel_sending(*, by: Staff, campaign: Campaign, now: datetime) -> None:
    """Stop for good: what waits never leaves."""
    current = hold_to_stop(by=by, campaign=campaign, at=now, states=UNDER_WAY | {CampaignState.CANCELLED})
    if current.state == CampaignState.CANCELLED:
        return
    waiting = Message.objects.filter(campaign=current, state__in=NOT_GONE)
    stopped = list(waiting.select_for_update(of=("self",)).values_list("pk", flat=True))
    for some in pieces(stopped, AT_ONCE):
        Message.objects.filter(pk__in=some).update(state=MessageState.CANCELLED, worker="", held_until=None)
        MessageEvent.objects.bulk_create(
            MessageEvent(message_id=pk, kind=MessageEventKind.CANCELLED, at=now) for pk in some
        )
    current.finished_at = now
    current.save(update_fields=["finished_at"])
    _set(current, CampaignState.CANCELLED)
    entries.note("campaign_cancelled", at=now, by=by, about=current)


def send_test(*, by: Staff, campaign: Campaign, now: datetime) -> None:
    """Send the message to its author, and nobody else, as it would leave. Raise `OutreachError`."""
    _require_author(by=by, campaign=campaign, now=now)
    # No transaction stays open while a mail server thinks.
    hand_over_test(campaign=campaign, to=by, now=now)
    _note_test(by=by, campaign=campaign, now=now)


@operation
def settle(*, by: Staff, message: Message, as_sent: bool, now: datetime) -> None:
    """Say of an uncertain message whether it left: someone looked. One that did not waits again, and its
    campaign goes on if it had ended.
    """
    current = hold_to_stop(by=by, campaign=message.campaign, at=now, states=BEGUN)
    known = recipients_to_read(viewer=by, campaign=current, at=now)
    if not known.filter(pk=message.recipient_id).exists():
        raise NotFoundError
    uncertain = held(message)
    state = MessageState.SENT if as_sent else MessageState.QUEUED
    if uncertain.state != MessageState.UNCERTAIN:
        if uncertain.state == state:
            return
        raise OutreachError("settled_otherwise")
    if not as_sent and current.state == CampaignState.CANCELLED:
        state = MessageState.CANCELLED
    _settled(uncertain, state, now)
    if state is MessageState.QUEUED and current.state == CampaignState.FINISHED:
        current.finished_at = None
        current.save(update_fields=["finished_at"])
        _set(current, CampaignState.SENDING)
    entries.note("uncertain_settled", at=now, by=by, about=current, state=state.value)


@operation
def settle_by_evidence(*, message: Message, now: datetime) -> bool:
    """The same, when a mail server names it: it had it. Whether that is news."""
    uncertain = held(message)
    if uncertain.state != MessageState.UNCERTAIN:
        return False
    _settled(uncertain, MessageState.SENT, now)
    entries.note(
        "uncertain_settled",
        at=now,
        by=entries.WORKER,
        about=uncertain.campaign,
        state=MessageState.SENT.value,
    )
    return True


@operation
def finish_sending(*, campaign: Campaign, now: datetime) -> bool:
    """Call a campaign finished when no message of it waits any more; whether that is news."""
    current = held(campaign)
    messages = Message.objects.filter(campaign=current)
    if current.state != CampaignState.SENDING or messages.filter(state__in=_WAITING).exists():
        return False
    current.finished_at = now
    current.save(update_fields=["finished_at"])
    _set(current, CampaignState.FINISHED)
    count = dict(messages.order_by().values_list("state").annotate(Count("pk")))
    entries.note(
        "sending_finished",
        at=now,
        by=entries.WORKER,
        about=current,
        sent=count.get(MessageState.SENT, 0),
        withheld=count.get(MessageState.WITHHELD, 0),
        failed=sum(count.get(state, 0) for state in FAILED),
        uncertain=count.get(MessageState.UNCERTAIN, 0),
    )
    return True


_WAITING = [state for state in MessageState if state.waits]


def _require_going(campaign: Campaign, now: datetime) -> None:
    if reasons := may_go(campaign, now):
        raise OutreachError("may_not_go", reason=reasons[0])


@operation
def _require_author(*, by: Staff, campaign: Campaign, now: datetime) -> None:
    hold_to_change(by=by, campaign=campaign, at=now, states=frozenset(CampaignState))


@operation
def _note_test(*, by: Staff, campaign: Campaign, now: datetime) -> None:
    entries.note("test_sent", at=now, by=by, about=campaign)


def _set(campaign: Campaign, state: CampaignState) -> None:
    campaign.state = state
    campaign.save(update_fields=["state"])


def _queue(campaign: Campaign, now: datetime) -> int:
    # Who was handed to another mailer already gets nothing from here.
    known = Message.objects.filter(campaign=campaign)
    reached = Recipient.objects.filter(campaign=campaign, verdict__in=MAY_LEAVE).exclude(email="")
    reached = reached.exclude(pk__in=known.values("recipient")).order_by("number")
    addresses = reached.values_list("pk", "email").iterator(chunk_size=AT_ONCE)
    seen = set(known.values_list("address", flat=True))
    queued = 0
    for some in pieces(addresses, AT_ONCE):
        keys = {pk: address_key(ContactKind.EMAIL, email) for pk, email in some}
        first: dict[str, int] = {}
        for pk, key in keys.items():
            if key not in seen:
                first.setdefault(key, pk)
        seen.update(first)
        written = Message.objects.bulk_create(
            Message(
                campaign=campaign,
                recipient_id=pk,
                address=key,
                message_id=new_message_id(campaign.sender),
                not_before=now,
            )
            for key, pk in first.items()
        )
        MessageEvent.objects.bulk_create(
            MessageEvent(message=each, kind=MessageEventKind.QUEUED, at=now) for each in written
        )
        queued += len(written)
    return queued


def _settled(message: Message, state: MessageState, now: datetime) -> None:
    message.state, message.reason, message.worker, message.not_before = state, "", "", now
    message.save(update_fields=["state", "reason", "worker", "not_before"])
    MessageEvent.objects.create(message=message, kind=MessageEventKind.SETTLED, detail=state.value, at=now)
