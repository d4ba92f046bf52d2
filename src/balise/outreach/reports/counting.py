"""What became of campaigns, in numbers: whom they reached, whom they did not and why, and what followed."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar

from django.db.models import Count, Min, Q

from balise.consent.models import ConsentEvent, Refusal
from balise.consent.words import NO
from balise.outreach.exports.words import Outcome
from balise.outreach.models import Message, MessageEvent, Recipient
from balise.outreach.sending.operations import MAY_LEAVE
from balise.outreach.words import MessageEventKind, MessageState

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from datetime import datetime

    from django.db.models import QuerySet

    from balise.outreach.models import Campaign

Key = TypeVar("Key")

WITHIN = timedelta(days=30)
"""A no said within that time after something reached a person is counted as an answer to it."""

LEFT = (MessageEventKind.SENT, MessageEventKind.EXPORTED)
"""The events by which something reaches someone."""


class End(StrEnum):
    """Where a recipient ended up: each in exactly one."""

    REACHED = "reached"
    WITHHELD = "withheld"
    BOUNCED = "bounced"
    REFUSED = "refused"
    UNCERTAIN = "uncertain"
    WAITING = "waiting"
    CANCELLED = "cancelled"


_ENDS = {
    MessageState.SENT: End.REACHED,
    MessageState.EXPORTED: End.REACHED,
    MessageState.WITHHELD: End.WITHHELD,
    MessageState.BOUNCED: End.BOUNCED,
    MessageState.REFUSED: End.REFUSED,
    MessageState.UNCERTAIN: End.UNCERTAIN,
    MessageState.CANCELLED: End.CANCELLED,
}


@dataclass
class Counts:
    """The numbers of one campaign."""

    ends: Counter[End] = field(default_factory=Counter)
    why: Counter[str] = field(default_factory=Counter)
    """Who was withheld, by the code of the reason."""
    calls: Counter[Outcome] = field(default_factory=Counter)
    """People who were called, by outcome."""
    withdrew: int = 0
    """Of those who were reached: said no within `WITHIN`."""
    complained: int = 0


def counts_of(campaigns: Collection[Campaign]) -> dict[int, Counts]:
    """The numbers of these campaigns, by key: a constant number of queries, and some each for those who said
    no.
    """
    found = {each.pk: Counts() for each in campaigns}
    _count_messages(found)
    _count_unasked(found)
    _count_events(found)
    for campaign in campaigns:
        found[campaign.pk].withdrew = len(set(_withdrew(campaign)))
    return found


def _count_messages(found: dict[int, Counts]) -> None:
    # Who was reached on paper or by phone, and said no since, was reached all the same.
    left = MessageEvent.objects.filter(message__campaign__in=found, kind=MessageEventKind.EXPORTED)
    was_out = Q(state=MessageState.WITHHELD, pk__in=left.values("message"))
    messages = Message.objects.filter(campaign__in=found)
    for campaign, count in messages.filter(was_out).values_list("campaign").annotate(Count("pk")):
        found[campaign].ends[End.REACHED] += count
    others = messages.exclude(was_out)
    for campaign, state, count in others.values_list("campaign", "state").annotate(Count("pk")):
        found[campaign].ends[_ENDS.get(MessageState(state), End.WAITING)] += count
    kept_back = others.filter(state=MessageState.WITHHELD)
    for campaign, reason, count in kept_back.values_list("campaign", "reason").annotate(Count("pk")):
        found[campaign].why[reason] += count


def _count_unasked(found: dict[int, Counts]) -> None:
    """Those for whom nothing was ever made: kept back when the list was screened, or not yet come to."""
    spoken_to = Message.objects.filter(campaign__in=found).values("recipient")
    rest = Recipient.objects.filter(campaign__in=found).exclude(pk__in=spoken_to)
    by = rest.values_list("campaign", "verdict", "reason", "problem").annotate(Count("pk"))
    for campaign, verdict, reason, problem, count in by:
        if verdict in MAY_LEAVE:
            found[campaign].ends[End.WAITING] += count
        else:
            found[campaign].ends[End.WITHHELD] += count
            found[campaign].why[reason or problem or verdict] += count


def _count_events(found: dict[int, Counts]) -> None:
    events = MessageEvent.objects.filter(message__campaign__in=found)
    complaints = events.filter(kind=MessageEventKind.COMPLAINED)
    for campaign, count in complaints.values_list("message__campaign").annotate(
        Count("message", distinct=True)
    ):
        found[campaign].complained = count
    calls = events.filter(kind=MessageEventKind.CALLED)
    for campaign, detail, count in calls.values_list("message__campaign", "detail").annotate(
        Count("message", distinct=True)
    ):
        found[campaign].calls[Outcome(detail)] = count


def _withdrew(campaign: Campaign) -> Iterator[int]:
    """The messages whose person said no soon after they had them. Begun from the noes, which are few."""
    if campaign.started_at is None:
        return
    noes, refusals, told = _noes(campaign), _refusals(campaign), _told(campaign)
    suspects = Message.objects.filter(
        Q(recipient__client__in=noes.values("client"))
        | Q(address__in=refusals.values("address"))
        | Q(pk__in=told.values("message")),
        campaign=campaign,
    )
    left = MessageEvent.objects.filter(message__in=suspects.values("pk"), kind__in=LEFT)
    since = dict(left.values_list("message").annotate(Min("at")))
    by_client = _grouped(noes.values_list("client", "effective_at"))
    by_address = _grouped(refusals.values_list("address", "at"))
    by_message = _grouped(told.values_list("message_id", "at"))
    for pk, client, address in suspects.values_list("pk", "recipient__client", "address"):
        answers = (*by_client.get(client, ()), *by_address.get(address, ()), *by_message.get(pk, ()))
        if pk in since and any(since[pk] <= at <= since[pk] + WITHIN for at in answers):
            yield pk


def _noes(campaign: Campaign) -> QuerySet[ConsentEvent]:
    """What clients on the list said no to, since it began."""
    spoken_to = Recipient.objects.filter(campaign=campaign).exclude(client=None).values("client")
    return ConsentEvent.objects.filter(
        client__in=spoken_to,
        purpose=campaign.purpose_id,
        channel=campaign.means,
        event__in=[each.value for each in NO],
        effective_at__gte=campaign.started_at,
    )


def _refusals(campaign: Campaign) -> QuerySet[Refusal]:
    """The noes from addresses that it went to."""
    return Refusal.objects.filter(
        Q(purpose=None) | Q(purpose=campaign.purpose_id),
        address__in=Message.objects.filter(campaign=campaign).values("address"),
        channel=campaign.means,
        at__gte=campaign.started_at,
    )


def _told(campaign: Campaign) -> QuerySet[MessageEvent]:
    """The noes that came back to one of its messages, or were said in one of its calls."""
    return MessageEvent.objects.filter(
        Q(kind=MessageEventKind.UNSUBSCRIBED)
        | Q(kind=MessageEventKind.CALLED, detail__in=[each.value for each in Outcome if each.refuses]),
        message__campaign=campaign,
    )


def _grouped(pairs: Iterable[tuple[Key, datetime]]) -> dict[Key, list[datetime]]:
    found: defaultdict[Key, list[datetime]] = defaultdict(list)
    for key, at in pairs:
        found[key].append(at)
    return dict(found)
