"""What the pages of exports show, as plain values for their templates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef

from balise.outreach.doors import recipients_to_read
from balise.outreach.exports.calling import call_to, outcomes_of
from balise.outreach.exports.listmonk import is_configured
from balise.outreach.exports.places import named
from balise.outreach.exports.saying import words_to_say
from balise.outreach.exports.words import OFFERED, Form, Outcome
from balise.outreach.models import Message, MessageEvent
from balise.outreach.screening.asking_again import answers
from balise.outreach.words import Means, MessageEventKind, MessageState
from balise.people.pages import leaf
from balise.theme.dates import hour, moment
from balise.theme.language import current_language
from balise.theme.texts import t

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from balise.outreach.models import Campaign
    from balise.people.pages import StaffRequest
    from balise.policy.text import Lang

NAMED = 100
"""Of those to take off what is printed already, as many as are named on a page."""


def start(request: StaffRequest, campaign: Campaign, *, mine: bool) -> dict[str, Any]:
    """What can come out, and what did. Numbers and names are for the author alone: others have the report,
    where small numbers are hidden.
    """
    lang = current_language()
    forms = OFFERED.get(Means(campaign.means), ())
    offered = [each for each in forms if each is not Form.LISTMONK or is_configured()]
    messages = Message.objects.filter(campaign=campaign)
    out = messages.filter(state=MessageState.EXPORTED).count()
    kept_back = messages.filter(state=MessageState.WITHHELD).count()
    withdrawn = _withdrawn(request, campaign) if mine else Message.objects.none()
    counts = [
        {"key": t("exports.page.out", lang), "value": out},
        {"key": t("exports.page.kept_back", lang), "value": kept_back},
    ]
    return {
        "campaign": campaign,
        "mine": mine,
        "offers": [_offer(each, lang, first=each is offered[0]) for each in offered],
        "counts": counts if mine and (out or kept_back) else [],
        "withdrawn": [named(each.recipient) for each in withdrawn[:NAMED]],
        "more": max(0, withdrawn.count() - NAMED),
        "phone": mine and campaign.means == Means.PHONE and out > 0,
        "listmonk": ("on" if is_configured() else "off") if Form.LISTMONK in forms else "",
    }


def _offer(form: Form, lang: Lang, *, first: bool) -> dict[str, object]:
    return {
        "form": form.value,
        "title": t(f"exports.offer.{form}", lang),
        "hint": t(f"exports.offer.{form}_hint", lang),
        "secondary": not first,
    }


def _withdrawn(request: StaffRequest, campaign: Campaign) -> QuerySet[Message]:
    """Who left once, and does not any more."""
    left = MessageEvent.objects.filter(message=OuterRef("pk"), kind=MessageEventKind.EXPORTED)
    kept_back = _known(request, campaign).filter(state=MessageState.WITHHELD)
    return kept_back.filter(Exists(left)).select_related("recipient").order_by("recipient__number")


def calls(request: StaffRequest, campaign: Campaign) -> dict[str, Any]:
    """The people to call, those who are done last."""
    lang = current_language()
    shown = leaf(request, _to_call(request, campaign))
    messages = [each for each in shown if isinstance(each, Message)]
    recipients = [each.recipient for each in messages]
    allowed = answers(campaign, recipients, request.now) if recipients else {}
    told = outcomes_of(messages)
    return {
        "campaign": campaign,
        "time": t("exports.calls.time", lang, hour=hour(request.now)),
        "say": words_to_say(campaign, recipients[0] if recipients else None, request.now),
        "outcomes": [
            {"value": each.value, "label": each.label[lang], "grave": each.refuses} for each in Outcome
        ],
        "calls": [
            {
                **call_to(each.recipient, request.now)._asdict(),
                "uuid": each.uuid,
                "seen": len(told.get(each.pk, ())),
                "withdrawn": each.state != MessageState.EXPORTED or not allowed[each.recipient_id].allowed,
                "over": any(outcome.ends for outcome, _ in told.get(each.pk, ())),
                "told": [
                    t("exports.calls.last", lang, outcome=outcome.label[lang], moment=moment(at))
                    for outcome, at in told.get(each.pk, ())
                ],
            }
            for each in messages
        ],
        "leaf": shown,
        "errors": [],
    }


def _to_call(request: StaffRequest, campaign: Campaign) -> QuerySet[Message]:
    """Whoever came out on a sheet."""
    events = MessageEvent.objects.filter(message=OuterRef("pk"))
    ends = [each.value for each in Outcome if each.ends]
    over = Exists(events.filter(kind=MessageEventKind.CALLED, detail__in=ends))
    left = Exists(events.filter(kind=MessageEventKind.EXPORTED))
    found = _known(request, campaign).filter(left).annotate(over=over)
    return found.select_related("recipient").order_by("over", "recipient__number")


def _known(request: StaffRequest, campaign: Campaign) -> QuerySet[Message]:
    """The messages to those whom this reader may know of."""
    known = recipients_to_read(viewer=request.staff, campaign=campaign, at=request.now)
    return Message.objects.filter(campaign=campaign, recipient__in=known)
