"""What leaves other than by our own e-mail: who may be in it now, written down as it leaves.

Consent and policy are read again at this very instant, for each recipient, batch by batch. Nobody is given
out anew who left before, and who left before and may not be addressed any more is told apart.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import uuid4

from django.db import connection

from balise.consent.handovers import Whom, announce, handing_over, over
from balise.journal.pieces import pieces
from balise.outreach.campaigns.going import may_go
from balise.outreach.doors import hold_to_change, recipients_to_read
from balise.outreach.entries import note
from balise.outreach.errors import OutreachError
from balise.outreach.exports.places import place_of
from balise.outreach.exports.words import OFFERED
from balise.outreach.models import Message, MessageEvent
from balise.outreach.screening.asking_again import NO_ADDRESS, answers
from balise.outreach.sending.bounced import BOUNCED, bounced
from balise.outreach.sending.operations import MAY_LEAVE
from balise.outreach.words import CampaignState, Means, MessageEventKind, MessageState
from balise.people.doors import operation
from balise.people.operations.common import held

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from balise.consent.handovers import HandingOver
    from balise.outreach.exports.words import Form
    from balise.outreach.models import Campaign, Recipient
    from balise.people.models import Staff

AT_ONCE = 50
"""Recipients asked about in one go."""

DOUBLE = "double"
"""Why someone does not leave: another row goes to the very same place."""

OURS = (MessageState.EXPORTED, MessageState.WITHHELD)
"""The states of a message that an export may change: what went by e-mail is not given out as well."""


@dataclass
class Exported:
    """What an export gave out, and whom it kept back."""

    campaign: Campaign
    form: Form
    recipients: list[Recipient] = field(default_factory=list)
    new: int = 0
    """How many of them were not out already."""
    withdrawn: list[Recipient] = field(default_factory=list)
    """Who left before, and does not any more."""
    withheld: int = 0
    """How many are kept back in all."""


def export(*, by: Staff, campaign: Campaign, form: Form, now: datetime) -> Exported:
    """Give out, in this form, everyone who may be addressed now. Repeated, it gives the same people, but
    those who withdrew meanwhile. Raise `OutreachError`, or a refusal: nothing is then given out.

    Each batch is announced (`consent.handovers`) and committed by itself.
    """
    done = Exported(demand_export(by=by, campaign=campaign, form=form, now=now), form)
    for some in _batches(by, done.campaign, now):
        with _announced(some) as announced:
            _give_out_held(by=by, done=done, some=some, announced=announced, now=now)
    _note_export(by=by, done=done, now=now)
    return done


@contextmanager
def _announced(some: Iterable[Recipient]) -> Iterator[HandingOver]:
    whom = [Whom(each.client_id, each.keys) for each in some]
    if not connection.in_atomic_block:
        with handing_over(whom) as announced:
            yield announced
        return
    # A part of something larger, as when a world is made to show: nothing leaves before that is committed.
    announced = announce(whom)
    yield announced
    over([announced])


@operation
def demand_export(*, by: Staff, campaign: Campaign, form: Form, now: datetime) -> Campaign:
    """The campaign, if this person may take it out in this form now. Raise `OutreachError`, or a refusal."""
    return _to_export(by, campaign, form, now)


def _to_export(by: Staff, campaign: Campaign, form: Form, now: datetime) -> Campaign:
    current = hold_to_change(by=by, campaign=campaign, at=now, states=frozenset({CampaignState.READY}))
    if form not in OFFERED.get(Means(current.means), ()):
        raise OutreachError("form_does_not_suit")
    if current.means == Means.EMAIL and _left_otherwise(current, form):
        raise OutreachError("other_mailer")
    if stops := may_go(current, now):
        raise OutreachError("may_not_go", reason=stops[0])
    return current


def _left_otherwise(campaign: Campaign, form: Form) -> bool:
    """Whether anyone was given to another mailer, which may be writing to them."""
    left = MessageEvent.objects.filter(message__campaign=campaign, kind=MessageEventKind.EXPORTED)
    return left.exclude(detail=form.value).exists()


@operation
def _give_out_held(
    *, by: Staff, done: Exported, some: list[Recipient], announced: HandingOver, now: datetime
) -> None:
    """Give these out, if the campaign still may leave."""
    campaign = _to_export(by, done.campaign, done.form, now)
    _give_out(done, some, now)
    if not announced.left:
        raise OutreachError("export_too_slow")
    if campaign.started_at is None and done.recipients:
        campaign.started_at = now
        campaign.save(update_fields=["started_at"])


@operation
def _note_export(*, by: Staff, done: Exported, now: datetime) -> None:
    current = held(done.campaign)
    note(
        "exported",
        at=now,
        by=by,
        about=current,
        form=done.form.value,
        recipients=len(done.recipients),
        withheld=done.withheld,
    )


@operation
def finish_exports(*, by: Staff, campaign: Campaign, now: datetime) -> None:
    """End a campaign of which all that was given out has left. Raise `OutreachError`, or a refusal."""
    states = frozenset({CampaignState.READY, CampaignState.FINISHED})
    current = hold_to_change(by=by, campaign=campaign, at=now, states=states)
    if current.state == CampaignState.FINISHED:
        return
    if current.started_at is None:
        raise OutreachError("nothing_exported")
    current.state, current.finished_at = CampaignState.FINISHED, now
    current.save(update_fields=["state", "finished_at"])
    messages = Message.objects.filter(campaign=current)
    note(
        "sending_finished",
        at=now,
        by=by,
        about=current,
        sent=messages.filter(state=MessageState.EXPORTED).count(),
        withheld=messages.filter(state=MessageState.WITHHELD).count(),
        failed=0,
        uncertain=0,
    )


def _batches(by: Staff, campaign: Campaign, now: datetime) -> Iterator[list[Recipient]]:
    """Those worth asking about, in the order of the list, as far as whoever takes it out may know of them."""
    known = recipients_to_read(viewer=by, campaign=campaign, at=now)
    # Whoever had another answer at the screening is not asked about again: for them, screen anew.
    worth = known.filter(verdict__in=MAY_LEAVE).order_by("number")
    # Nothing is left open between two batches: what is read in one would be as old as that.
    for some in pieces(list(worth.values_list("pk", flat=True)), AT_ONCE):
        if batch := list(worth.filter(pk__in=some)):
            yield batch


def _give_out(done: Exported, some: list[Recipient], now: datetime) -> None:
    """Ask about these recipients, and write down what becomes of each."""
    campaign = done.campaign
    allowed = answers(campaign, some, now)
    known = {each.recipient_id: each for each in Message.objects.filter(recipient__in=some)}
    places = {each.pk: place_of(each, Means(campaign.means)) for each in some}
    by_email = campaign.means == Means.EMAIL
    nowhere = bounced(set(filter(None, places.values()))) if by_email else set()
    at_place = dict(
        Message.objects.filter(campaign=campaign, address__in=filter(None, places.values())).values_list(
            "address", "recipient_id"
        )
    )
    news: list[Message] = []
    changed: list[Message] = []
    told: list[tuple[Message, MessageEventKind, str]] = []
    for one in some:
        message = known.get(one.pk)
        if message is not None and message.state not in OURS:
            continue
        before = message.state if message else ""
        place, answer = places[one.pk], allowed[one.pk]
        reason = "" if answer.allowed else answer.reason or answer.verdict
        if not reason and place in nowhere:
            reason = BOUNCED
        if not reason:
            reason = _no_way(one, place, at_place)
        state = MessageState.WITHHELD if reason else MessageState.EXPORTED
        if message is None:
            message = _message(one, "" if reason else place, state, reason)
            news.append(message)
        elif (before, message.reason) != (state, reason):
            message.state, message.reason = state, reason
            message.address = message.address if reason else place
            changed.append(message)
        if state is MessageState.EXPORTED:
            done.recipients.append(one)
            done.new += before != MessageState.EXPORTED
            told.append((message, MessageEventKind.EXPORTED, done.form.value))
        else:
            done.withheld += 1
            if before == MessageState.EXPORTED:
                done.withdrawn.append(one)
            if before != MessageState.WITHHELD:
                told.append((message, MessageEventKind.WITHHELD, reason))
    Message.objects.bulk_create(news)
    Message.objects.bulk_update(changed, ["state", "reason", "address"])
    MessageEvent.objects.bulk_create(
        MessageEvent(message=message, kind=kind, detail=detail, at=now) for message, kind, detail in told
    )


def _no_way(recipient: Recipient, place: str, at_place: dict[str, int]) -> str:
    """Why it cannot go to someone who may be addressed; empty when it can. Only who leaves takes a place, so
    that nobody is held back for someone who stays.
    """
    if not place:
        return NO_ADDRESS
    return "" if at_place.setdefault(place, recipient.pk) == recipient.pk else DOUBLE


def _message(recipient: Recipient, place: str, state: MessageState, reason: str) -> Message:
    """Each message has a name of its own, as e-mails do: what leaves here never is one."""
    name = f"exported:{uuid4()}"
    return Message(
        campaign_id=recipient.campaign_id,
        recipient=recipient,
        address=place or f"none:{recipient.uuid}",
        message_id=name,
        state=state,
        reason=reason,
    )
