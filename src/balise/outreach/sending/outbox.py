"""The outbox, as a worker moves it on: each function is a part of a transaction of the worker's.

A message is `CLAIMED` while it is prepared, `HANDING` while the wire has it, and then whatever came of it.
What a dead worker held is let go by the next one: `CLAIMED` never left, so it waits again; of `HANDING`
nobody can tell, so it is `UNCERTAIN`, and never sent again by itself. A batch is known by a number of its
own, so that who comes back from the dead changes nothing that others have taken over.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

from django.db.models import Exists, F, OuterRef

from balise.consent import handovers
from balise.consent.handovers import HandingOver, Whom
from balise.consent.operations.links import make_message_links
from balise.consent.words import Channel
from balise.journal.among import one_of
from balise.journal.rows import insert, written
from balise.outreach.models import Campaign, Message, MessageEvent, Pace
from balise.outreach.sending import pacing
from balise.outreach.sending.wire import Ending, Outcome
from balise.outreach.words import CampaignState, MessageEventKind, MessageState
from balise.people.models import ContactPoint
from balise.people.words import ContactKind

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
    from datetime import datetime

    from django.db.models import QuerySet

    from balise.journal.rows import Value

    Messages = QuerySet[Message]

HELD = timedelta(minutes=2)
"""After that, whoever held a message is gone: far longer than a hand-over may take."""

FIRST_PAUSE, LONGEST_PAUSE, TRIES = timedelta(minutes=5), timedelta(hours=4), 12
"""After a refusal for now; the pause doubles. Twelve tries take more than a day."""

GIVEN_UP = "given up"

UNKNOWN = (MessageState.HANDING, MessageState.UNCERTAIN)

WAITING = [state for state in MessageState if state.waits]


@dataclass(frozen=True)
class Batch:
    """Some messages of one campaign, and what is known of them."""

    number: str
    campaign: Campaign
    messages: Sequence[Message]
    secrets: Mapping[int, str]
    """Of the links to preference pages, by message; none for those whose address is on no file of ours."""
    announced: HandingOver


def take(now: datetime, may_leave: Callable[[Campaign], bool], at_once: int = pacing.FIRST) -> Batch | None:
    """Claim the next messages that are due, no more than so many, and announce them."""
    paces = Pace.objects.filter(campaign__state=CampaignState.SENDING, next_at__lte=now)
    # One after the other; what another worker is taking from just now is not waited for.
    held = paces.select_for_update(of=("self",), skip_locked=True).order_by("next_at", "campaign")
    for pace in held:
        campaign = _campaign(pace.campaign_id)
        if pacing.is_quiet(campaign, now) or not may_leave(campaign):
            continue
        step = pacing.step(campaign.per_minute, at_once)
        if batch := _claimed(campaign, now, step.messages):
            pace.next_at = max(now, pace.next_at) + step.pause
            pace.save(update_fields=["next_at"])
            return batch
    return None


def _campaign(pk: int) -> Campaign:
    return Campaign.objects.select_related("sender", "purpose", "author", "unit").get(pk=pk)


def _claimed(campaign: Campaign, now: datetime, most: int) -> Batch | None:
    due = Message.objects.filter(campaign=campaign, state=MessageState.QUEUED, not_before__lte=now)
    due = due.select_for_update(of=("self",), skip_locked=True).select_related("recipient")
    messages = list(due.order_by("not_before", "pk")[:most])
    if not messages:
        return None
    number = uuid4().hex
    Message.objects.filter(pk__among=[each.pk for each in messages]).update(
        state=MessageState.CLAIMED, worker=number, held_until=now + HELD
    )
    announced = handovers.announce(
        Whom(each.recipient.client_id, {each.address, *each.recipient.keys}) for each in messages
    )
    with_file = _own_address(messages)
    secrets = make_message_links(
        [(each.recipient.client_id, each.address) for each in with_file if each.recipient.client_id],
        purpose=campaign.purpose,
        channel=Channel.EMAIL,
        now=now,
    )
    of_messages = {each.pk: secret for each, secret in zip(with_file, secrets, strict=True)}
    return Batch(number, campaign, messages, of_messages, announced)


def _own_address(messages: Sequence[Message]) -> list[Message]:
    """Those that go to an address that is, now, on the file of whoever they are for."""
    points = ContactPoint.objects.filter(
        kind=ContactKind.EMAIL,
        client__among={each.recipient.client_id for each in messages if each.recipient.client_id},
        key__among={each.address for each in messages},
    )
    theirs = set(points.values_list("client", "key"))
    return [each for each in messages if (each.recipient.client_id, each.address) in theirs]


def withhold(batch: Batch, reasons: Mapping[int, str], now: datetime) -> None:
    """Keep back those that may not be written to (any more)."""
    for reason in set(reasons.values()):
        of_this = [pk for pk, why in reasons.items() if why == reason]
        held = _ours(batch, of_this, MessageState.CLAIMED)
        kept = list(held.values_list("pk", flat=True))
        held.update(state=MessageState.WITHHELD, reason=reason, worker="", held_until=None)
        _note(kept, MessageEventKind.WITHHELD, reason, now)


def hand(batch: Batch, numbers: Collection[int], now: datetime) -> set[int]:
    """Mark those that go over the wire now, and return which: none if the campaign stopped meanwhile."""
    if not numbers:
        return set()
    # Also what is marked already: the word that an earlier turn was committed may have been lost.
    these, keys = one_of("id", numbers)
    words = f"""
        UPDATE outreach_message SET state = %s, held_until = %s
        WHERE {these} AND worker = %s AND state IN (%s, %s)
        AND campaign_id IN (SELECT id FROM outreach_campaign WHERE state = %s) RETURNING id
        """  # noqa: S608  a place for the keys
    held = MessageState.CLAIMED, MessageState.HANDING
    values: list[Value] = [MessageState.HANDING, now + HELD, keys, batch.number, *held]
    return set(written(words, [*values, CampaignState.SENDING]))


def record(batch: Batch, outcomes: Mapping[int, Outcome], now: datetime) -> None:
    """Write what became of those that went over the wire. What another worker already called uncertain is
    known after all.
    """
    for outcome in set(outcomes.values()):
        numbers = [pk for pk, each in outcomes.items() if each == outcome]
        if outcome.ending is Ending.DEFERRED:
            _put_off(batch, numbers, outcome, now)
        elif outcome.ending is Ending.AWAY:
            _settled(batch, numbers).update(
                state=MessageState.QUEUED, reason=outcome.detail, worker="", held_until=None
            )
        else:
            _tried(batch, numbers, outcome, now)


def _tried(batch: Batch, numbers: Collection[int], outcome: Outcome, now: datetime) -> None:
    state, kind = _WRITTEN[outcome.ending]
    # A person may have settled one meanwhile.
    these, keys = one_of("id", numbers)
    words = f"""
        UPDATE outreach_message
        SET state = %s, reason = %s, worker = %s, attempts = attempts + 1, handed_at = %s, held_until = NULL
        WHERE {these} AND worker = %s AND state IN (%s, %s) RETURNING id
        """  # noqa: S608  a place for the keys
    reason = "" if state is MessageState.SENT else outcome.detail
    worker = batch.number if state is MessageState.UNCERTAIN else ""
    values: list[Value] = [state, reason, worker, now, keys, batch.number, *UNKNOWN]
    _note(written(words, values), kind, outcome.detail, now)


def _put_off(batch: Batch, numbers: Collection[int], outcome: Outcome, now: datetime) -> None:
    unsettled = set(_settled(batch, numbers).select_for_update().values_list("pk", flat=True))
    for pk, tries in ((each.pk, each.attempts + 1) for each in batch.messages if each.pk in unsettled):
        last = tries >= TRIES
        pause = min(FIRST_PAUSE * 2 ** (tries - 1), LONGEST_PAUSE)
        state = MessageState.REFUSED if last else MessageState.QUEUED
        reason = f"{outcome.detail} {GIVEN_UP}" if last else outcome.detail
        Message.objects.filter(pk=pk).update(
            state=state, reason=reason, attempts=tries, not_before=now + pause, held_until=None, worker=""
        )
        _note([pk], MessageEventKind.REFUSED if last else MessageEventKind.DEFERRED, reason, now)


def release(batch: Batch) -> None:
    """Let go of what was claimed and does not leave now, and of the announcement."""
    _ours(batch, [each.pk for each in batch.messages], MessageState.CLAIMED).update(
        state=MessageState.QUEUED, worker="", held_until=None
    )
    handovers.over([batch.announced])


def sweep(now: datetime) -> int:
    """Let go of what dead workers held; return how many messages nobody can tell of."""
    dead = Message.objects.filter(held_until__lt=now)
    dead.filter(state=MessageState.CLAIMED).update(state=MessageState.QUEUED, worker="", held_until=None)
    unknown = dead.filter(state=MessageState.HANDING).select_for_update(skip_locked=True)
    lost = list(unknown.values_list("pk", flat=True))
    # Their batch's number stays: if the worker lives after all, it still says what it knows.
    Message.objects.filter(pk__among=lost).update(
        state=MessageState.UNCERTAIN, reason="interrupted", held_until=None, attempts=F("attempts") + 1
    )
    _note(lost, MessageEventKind.UNCERTAIN, "interrupted", now)
    handovers.sweep()
    return len(lost)


def next_turn(now: datetime) -> datetime | None:
    """When the next messages may leave of which only the pace of their campaign holds back."""
    due = Message.objects.filter(
        campaign=OuterRef("campaign"), state=MessageState.QUEUED, not_before__lte=now
    )
    paces = Pace.objects.filter(Exists(due), campaign__state=CampaignState.SENDING, next_at__gt=now)
    return paces.order_by("next_at").values_list("next_at", flat=True).first()


def done() -> list[Campaign]:
    """The campaigns of which nothing waits any more, and that are not called finished yet."""
    waiting = Message.objects.filter(campaign=OuterRef("pk"), state__in=WAITING)
    return list(Campaign.objects.filter(~Exists(waiting), state=CampaignState.SENDING))


_WRITTEN: Mapping[Ending, tuple[MessageState, MessageEventKind]] = {
    Ending.SENT: (MessageState.SENT, MessageEventKind.SENT),
    Ending.REFUSED: (MessageState.REFUSED, MessageEventKind.REFUSED),
    Ending.UNCERTAIN: (MessageState.UNCERTAIN, MessageEventKind.UNCERTAIN),
}


def _ours(batch: Batch, numbers: Iterable[int], state: MessageState) -> Messages:
    return Message.objects.filter(pk__among=list(numbers), worker=batch.number, state=state)


def _settled(batch: Batch, numbers: Iterable[int]) -> Messages:
    return Message.objects.filter(state__in=UNKNOWN, pk__among=list(numbers), worker=batch.number)


def _note(numbers: Iterable[int], kind: MessageEventKind, detail: str, now: datetime) -> None:
    insert(MessageEvent, ("message", "kind", "detail", "at"), ((pk, kind, detail, now) for pk in numbers))
