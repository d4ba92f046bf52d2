"""What the pages of sending show: where the messages stand, and why one did not leave, in words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.db.models import Count
from django.urls import reverse

from balise.outreach.models import Message, MessageEvent
from balise.outreach.screening.wording import rule_words, verdict_words
from balise.outreach.small import shown
from balise.outreach.words import MessageEventKind, MessageState
from balise.policy.verdict import Verdict
from balise.theme.dates import moment
from balise.theme.language import current_language
from balise.theme.texts import catalogue, t

if TYPE_CHECKING:
    from collections.abc import Iterable

    from balise.outreach.models import Campaign

COLOURS = {
    MessageState.SENT: "green",
    MessageState.WITHHELD: "orange",
    MessageState.REFUSED: "red",
    MessageState.BOUNCED: "red",
    MessageState.UNCERTAIN: "purple",
    MessageState.CANCELLED: "grey",
}

_SERVER_CODE = re.compile(r"(?P<kind>[245])(?:\d\d ?)?(?:\d\.(?P<about>\d+\.\d+))?.*")


def counts(campaign: Campaign, *, mine: bool) -> list[dict[str, Any]]:
    """How many messages stand where, with the way to their list. Small numbers are for the author alone."""
    told = Message.objects.filter(campaign=campaign).order_by().values_list("state").annotate(Count("pk"))
    found = {MessageState(state): number for state, number in told}
    lang = current_language()
    return [
        {
            "label": state.label[lang],
            "number": found[state] if mine else shown(found[state]),
            "href": reverse("sending:messages_in", args=[campaign.uuid, state.value]),
        }
        for state in MessageState
        if found.get(state)
    ]


def rows(messages: Iterable[Message]) -> list[dict[str, Any]]:
    """A list of messages: to whom, where each stands, and why."""
    lang = current_language()
    return [
        {
            "title": each.recipient.name or each.recipient.organisation or each.recipient.email or "–",
            "href": reverse("sending:message", args=[each.campaign.uuid, each.uuid]),
            "notes": [reason(each.reason)],
            "tags": [
                {
                    "text": MessageState(each.state).label[lang],
                    "colour": COLOURS.get(MessageState(each.state), "blue"),
                }
            ],
        }
        for each in messages
    ]


def history(message: Message) -> list[dict[str, str]]:
    """All that happened to one message, the latest first."""
    lang = current_language()
    return [
        {
            "when": moment(each.at),
            "what": MessageEventKind(each.kind).label[lang],
            "why": MessageState(each.detail).label[lang]
            if each.kind == MessageEventKind.SETTLED
            else reason(each.detail),
        }
        for each in MessageEvent.objects.filter(message=message).order_by("-at", "-pk")
    ]


def reason(code: str) -> str:
    """A reason in words: one of ours, the rule that decides, or what a mail server said."""
    if not code:
        return ""
    lang = current_language()
    key = f"sending.reason.{code.replace(' ', '_')}"
    if key in catalogue():
        return t(key, lang)
    if "/" in code:
        return " · ".join(filter(None, rule_words(code)))
    if answer := _SERVER_CODE.fullmatch(code):
        precise = f"sending.server.{(answer['about'] or '').replace('.', '_')}"
        known = precise if precise in catalogue() else f"sending.server.{answer['kind']}"
        return f"{t(known, lang)} ({code})"
    return verdict_words(code) if code in set(Verdict) else code
