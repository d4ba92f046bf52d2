"""The parts of a campaign as its pages show them: texts, claims, the checklist, answers for everyone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse

from balise.acts.policy import policy_in_force
from balise.outreach.campaigns.checklist import Item, checklist, why
from balise.outreach.models import Claim, Content
from balise.outreach.words import Audience, CheckItem
from balise.people.forms import capitalised
from balise.people.periods import day_of
from balise.people.words import Language
from balise.policy import Problem, explain
from balise.theme.dates import moment
from balise.theme.language import current_language
from balise.theme.texts import t

if TYPE_CHECKING:
    from datetime import datetime

    from balise.outreach.models import Campaign
    from balise.policy import Decision


def contents(campaign: Campaign) -> list[dict[str, Any]]:
    """Both languages, each with its text if there is one, that of the page first."""
    lang = current_language()
    found = {each.language: each for each in Content.objects.filter(campaign=campaign)}
    order = sorted(Language, key=lambda each: each != lang)
    return [
        {
            "lang": each.value,
            "name": capitalised(each.label[lang]),
            "content": found.get(each.value),
            "edit": reverse("campaigns:content", args=[campaign.uuid, each.value]),
            "preview": reverse("campaigns:preview", args=[campaign.uuid, each.value]),
            "remove": reverse("campaigns:remove_content", args=[campaign.uuid, each.value]),
        }
        for each in order
    ]


def claims(campaign: Campaign) -> list[dict[str, Any]]:
    return [
        {
            "text": each.text,
            "source": each.source,
            "edit": reverse("campaigns:claim", args=[campaign.uuid, each.uuid]),
            "remove": reverse("campaigns:remove_claim", args=[campaign.uuid, each.uuid]),
        }
        for each in Claim.objects.filter(campaign=campaign).order_by("pk")
    ]


def items(campaign: Campaign, now: datetime) -> list[dict[str, Any]]:
    """The checklist, each item with why it is there."""
    lang = current_language()
    return [
        {
            "title": each.item.label[lang],
            "said": each.said[lang],
            "done": each.done,
            "asks": each.asks_someone,
            "by": _by(each),
            "answer": reverse("campaigns:check", args=[campaign.uuid, each.item.value])
            if each.confirmed
            else "",
            "settle": _where_settled(campaign, each),
            "why": reasons(why(each.item, now)),
        }
        for each in checklist(campaign, now)
    ]


def _by(item: Item) -> str:
    if item.check is None:
        return ""
    name, at = item.check.confirmed_by.full_name, moment(item.check.confirmed_at)
    return t("campaigns.checklist.by", current_language(), name=name, moment=at)


def _where_settled(campaign: Campaign, item: Item) -> str:
    """Where an item that is worked out can be settled."""
    if item.confirmed or item.done:
        return ""
    public = campaign.audience == Audience.PUBLIC
    addresses = {
        CheckItem.CONSENT: "campaigns:facts" if public else "screening:result",
        CheckItem.NOTICE: "campaigns:contents",
        CheckItem.CLAIMS: "campaigns:contents",
        CheckItem.TESTIMONIALS: "campaigns:testimonials",
    }
    return reverse(addresses[item.item], args=[campaign.uuid])


def reasons(decision: Decision | None) -> list[dict[str, Any]]:
    """What the policy says, as the theme draws reasons."""
    if decision is None:
        return []
    said = explain(decision, current_language())
    return [
        {
            "text": each["text"],
            "source": each["citation"],
            "why": [principle["text"] for principle in each["principles"]],
        }
        for each in said["reasons"]
        if each["decides"]
    ]


def answers(campaign: Campaign, now: datetime) -> list[dict[str, str]]:
    """What was answered for everyone: each with ways to change it and to take it back. An answer that the
    policy no longer takes is shown as it was kept.
    """
    lang, facts = current_language(), policy_in_force().facts
    found = []
    for name, kept in campaign.facts.items():
        fact = facts.get(name)
        value = fact.check(kept, day_of(now)) if fact is not None else None
        taken = fact is not None and not isinstance(value, Problem)
        found.append(
            {
                "key": fact.label[lang] if fact is not None else name,
                "value": str(kept) if fact is None or isinstance(value, Problem) else fact.shown(value, lang),
                "href": reverse("campaigns:fact", args=[campaign.uuid, name]) if taken else "",
                "remove": reverse("campaigns:remove_fact", args=[campaign.uuid, name]),
            }
        )
    return found
