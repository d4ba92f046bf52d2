"""A campaign in a list, at the head of its page, and what was decided of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse

from balise.acts.policy import policy_in_force
from balise.outreach.campaigns.going import may_go
from balise.outreach.models import Approval
from balise.outreach.words import Audience, CampaignState, Means
from balise.people.forms import capitalised
from balise.theme.dates import moment
from balise.theme.language import current_language
from balise.theme.texts import t

if TYPE_CHECKING:
    from datetime import datetime

    from balise.outreach.models import Campaign
    from balise.people.models import Staff

COLOURS = {
    CampaignState.DRAFT: "grey",
    CampaignState.SUBMITTED: "yellow",
    CampaignState.READY: "teal",
    CampaignState.SENDING: "blue",
    CampaignState.PAUSED: "orange",
    CampaignState.FINISHED: "green",
    CampaignState.CANCELLED: "red",
}


def tag(state: str) -> dict[str, str]:
    """Where a campaign stands, as a tag."""
    known = CampaignState(state)
    return {"text": capitalised(known.label[current_language()]), "colour": COLOURS[known]}


def row(campaign: Campaign, viewer: Staff) -> dict[str, Any]:
    """A campaign in a list."""
    lang = current_language()
    mine = campaign.author_id == viewer.pk
    return {
        "title": campaign.title,
        "href": reverse("campaigns:campaign", args=[campaign.uuid]),
        "notes": [
            campaign.purpose.name[lang],
            Audience(campaign.audience).label[lang],
            Means(campaign.means).label[lang],
            "" if mine else campaign.author.full_name,
            moment(campaign.created_at),
        ],
        "tags": [tag(campaign.state)],
    }


def about(campaign: Campaign) -> list[dict[str, str]]:
    """What a campaign is about, in rows."""
    lang = current_language()
    act = policy_in_force().acts.get(campaign.act)
    rows = {
        "act": act.label[lang] if act is not None else campaign.act,
        "purpose": campaign.purpose.name[lang],
        "audience": Audience(campaign.audience).label[lang],
        "means": capitalised(Means(campaign.means).label[lang]),
        "sender": campaign.sender.name,
        "unit": campaign.unit.name[lang],
        "author": campaign.author.full_name,
        "limits": t(
            "campaigns.page.limits_said",
            lang,
            count=campaign.per_minute,
            start=f"{campaign.quiet_from:%H:%M}",
            end=f"{campaign.quiet_until:%H:%M}",
        ),
    }
    if campaign.means != Means.EMAIL:
        del rows["limits"]
    return [{"key": t(f"campaigns.page.{name}", lang), "value": value} for name, value in rows.items()]


def stops(campaign: Campaign, now: datetime) -> list[str]:
    """What still stops a campaign that was submitted."""
    if campaign.state != CampaignState.READY:
        return []
    return [each[current_language()] for each in may_go(campaign, now)]


def decisions(campaign: Campaign) -> list[dict[str, str]]:
    """What was decided of it, the latest first."""
    lang = current_language()
    said = Approval.objects.filter(campaign=campaign).select_related("decided_by").order_by("-pk")
    return [
        {
            "text": t(
                f"campaigns.page.was_{each.decision}",
                lang,
                name=each.decided_by.full_name,
                moment=moment(each.decided_at),
            ),
            "note": each.words,
        }
        for each in said
    ]
