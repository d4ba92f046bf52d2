"""What outreach holds about someone: for the copy of their file, emptied when they are erased, and forgotten
when it need not be kept any more.

That something was sent stays, and tells nobody to whom: it is counted in reports. So does what the gate
answered (`GateDecision`); an address in it, as nothing but a hash keyed with our secret, is forgotten too.
"""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import CharField, F, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat

from balise.consent.words import Channel
from balise.journal.pieces import pieces
from balise.outreach.audience.whom import keys_used
from balise.outreach.entries import WORKER, note
from balise.outreach.lists import cleaning, sources
from balise.outreach.lists import mapping as mappings
from balise.outreach.lists.addressees import IDENTIFYING
from balise.outreach.lists.matching import keys_of
from balise.outreach.models import (
    Campaign,
    GateDecision,
    ListContent,
    Message,
    MessageEvent,
    Recipient,
    Screening,
)
from balise.outreach.words import CampaignState, Means, MessageEventKind
from balise.people.imports.faults import FileRefusedError
from balise.people.models import ContactPoint
from balise.policy.verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from datetime import datetime

    from balise.outreach.lists.addressees import Addressee
    from balise.policy.text import Lang

KEPT = timedelta(days=180)
"""A setting of the organisation: how long its list and its strangers are kept after the end of a campaign, or
after the last work on one that nobody submitted.
"""

EMPTY: dict[str, Any] = {**dict.fromkeys(IDENTIFYING, ""), "keys": [], "facts": {}}


def held(records: list[int], lang: Lang) -> dict[str, object]:
    """What was sent to a client, or would have been, and what the gate answered about their addresses."""
    found = Recipient.objects.filter(client__in=records).select_related("campaign__purpose").order_by("pk")
    keys = ContactPoint.objects.filter(client__in=records).values("key")
    return {
        "sent": [_announced(each, lang) for each in found],
        "mail_tools": [
            {"at": each.at, "passed": each.passed}
            for each in GateDecision.objects.filter(address__in=keys).order_by("at", "pk")
        ],
    }


def _announced(recipient: Recipient, lang: Lang) -> dict[str, object]:
    campaign = recipient.campaign
    events = MessageEvent.objects.filter(message__recipient=recipient).order_by("at", "pk")
    return {
        "title": campaign.title,
        "for_what": campaign.purpose.name[lang],
        "means": Means(campaign.means).label[lang],
        "verdict": Verdict(recipient.verdict).label[lang] if recipient.verdict else "",
        "details": {name: value for name in IDENTIFYING if (value := getattr(recipient, name))},
        "history": [{"at": each.at, "what": MessageEventKind(each.kind).label[lang]} for each in events],
    }


def empty(records: list[int], addresses: Collection[str], now: datetime) -> None:
    """Take a person who is erased out of all campaigns, and do away with the lists that they stand in: also
    where nothing but an address of theirs tells, because nobody had it then, or several people, or because
    the list was never screened.
    """
    theirs = dict(Recipient.objects.filter(client__in=records).values_list("pk", "campaign"))
    theirs.update(_nameless_at(addresses))
    campaigns = set(theirs.values())
    _forget_lists([each for each in _lists() if _stands_in(each, campaigns, addresses)], now)
    _forget(theirs)


def _nameless_at(addresses: Collection[str]) -> Iterator[tuple[int, int]]:
    """The recipients who are on no file and have one of these addresses, each with the campaign. Looked
    through here, for not every database can look into a list of keys.
    """
    rest = Recipient.objects.filter(client=None).exclude(keys=[]).values_list("pk", "campaign", "keys")
    for pk, campaign, keys in rest.iterator():
        if not set(addresses).isdisjoint(keys):
            yield pk, campaign


def _lists() -> Iterator[ListContent]:
    """The lists that are kept, one at a time: each may be large."""
    for pk in list(ListContent.objects.order_by("pk").values_list("pk", flat=True)):
        yield ListContent.objects.select_related("file__campaign").get(pk=pk)


def _stands_in(content: ListContent, campaigns: Collection[int], addresses: Collection[str]) -> bool:
    """Whether someone with one of these addresses is on the list. One that was screened is known by its
    recipients; one that cannot be read any more cannot be searched, and goes.
    """
    listed, campaign = content.file, content.file.campaign
    if campaign.pk in campaigns:
        return True
    current = campaign.list_file_id == listed.pk
    if current and Screening.objects.filter(campaign=campaign).exists():
        return False
    try:
        source = sources.read(bytes(content.content), listed.name)
        said = campaign.mapping if current else {}
        held = mappings.from_json(json.dumps(said)) if said else mappings.propose(source)
        found = cleaning.clean(source, held).addressees()
        return any(not set(addresses).isdisjoint(_keys(each)) for each in found)
    except FileRefusedError:
        return True


def _keys(addressee: Addressee) -> Iterator[str]:
    yield from keys_of(addressee)
    yield from keys_used(addressee, Channel.MAIL)


def forget_due(*, now: datetime) -> None:
    """Forget the lists of campaigns that ended long ago, or that nobody came back to, and whoever in them is
    nobody's client; and about which strangers the gate was asked long ago.
    """
    since = now - KEPT
    ended = Q(state__in=[CampaignState.FINISHED, CampaignState.CANCELLED], finished_at__lt=since)
    left = Q(state=CampaignState.DRAFT, list_file__added_at__lt=since)
    looked_at = Screening.objects.filter(at__gte=since).values("campaign")
    for campaign in Campaign.objects.filter(ended | (left & ~Q(pk__in=looked_at))).order_by("pk"):
        with transaction.atomic():
            if campaign.state == CampaignState.DRAFT:
                # Whoever comes back to it after all attaches a list anew, and has it screened.
                Screening.objects.filter(campaign=campaign).delete()
            _forget_lists(ListContent.objects.filter(file__campaign=campaign), now)
            some_word = Q()
            for word in IDENTIFYING:
                some_word |= ~Q(**{word: ""})
            strangers = Recipient.objects.filter(some_word, campaign=campaign, client=None)
            _forget(list(strangers.values_list("pk", flat=True)))
    # Past the guard of what only grows: the database lets this one change through.
    kept: QuerySet[GateDecision] = QuerySet(GateDecision)
    asked = kept.filter(at__lt=since).exclude(address="")
    asked.exclude(address__in=ContactPoint.objects.values("key")).update(address="", message_id="")


def _forget(known: Iterable[int]) -> None:
    for some in pieces(known):
        # The key of an address tells, to who has our secret, whose it was.
        Message.objects.filter(recipient__in=some).update(
            address=Concat(Value("forgotten:"), Cast(F("pk"), CharField()))
        )
        Recipient.objects.filter(pk__in=some).update(**EMPTY)


def _forget_lists(contents: Iterable[ListContent], now: datetime) -> None:
    """The hash stays, so that a copy someone brings can be known for the same."""
    for content in contents:
        listed = content.file
        content.delete()
        note("list_forgotten", at=now, by=WORKER, about=listed.campaign, sha256=listed.sha256)
