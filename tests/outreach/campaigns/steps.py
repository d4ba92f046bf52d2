"""Short ways through a campaign in a test."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from balise.journal.models import Entry
from balise.outreach.campaigns.checklist import ANSWERS, NO_TESTIMONIAL
from balise.outreach.campaigns.fingerprints import fingerprint
from balise.outreach.campaigns.operations.approvals import decide_campaign
from balise.outreach.campaigns.operations.campaigns import say_testimonials
from balise.outreach.campaigns.operations.checks import confirm_check
from balise.outreach.campaigns.operations.contents import write_content
from balise.outreach.models import Campaign
from balise.outreach.words import ApprovalDecision, CheckItem
from tests.people.world import NOW

if TYPE_CHECKING:
    from datetime import datetime

    from balise.outreach.models import Approval
    from balise.people.models import Staff
    from balise.policy.text import Lang


def again(campaign: Campaign) -> Campaign:
    """The campaign as it is now."""
    return Campaign.objects.select_related("unit", "author", "purpose", "sender", "list_file").get(
        pk=campaign.pk
    )


def write(
    campaign: Campaign, body: str = "Come and see us.", lang: Lang = "fr", now: datetime = NOW
) -> Campaign:
    """Its text, by its author."""
    seen = again(campaign).changed
    write_content(
        by=campaign.author, campaign=campaign, lang=lang, subject="Workshops", body=body, seen=seen, now=now
    )
    return again(campaign)


def confirm(campaign: Campaign, item: CheckItem, answer: str = "", now: datetime = NOW) -> Campaign:
    """An item confirmed by its author: with the answer that raises no question, unless said otherwise."""
    known = answer or ANSWERS[item][0]
    confirm_check(by=campaign.author, campaign=campaign, item=item, answer=known, now=now)
    return again(campaign)


def complete(campaign: Campaign, conflict: str = "none", now: datetime = NOW) -> Campaign:
    """Written, and everything confirmed."""
    write(campaign, now=now)
    say_testimonials(by=campaign.author, campaign=campaign, whose=NO_TESTIMONIAL, now=now)
    for item in ANSWERS:
        confirm(campaign, item, conflict if item is CheckItem.NO_CONFLICT else "", now)
    return again(campaign)


def decides(
    by: Staff,
    campaign: Campaign,
    decision: ApprovalDecision = ApprovalDecision.APPROVED,
    words: str = "As discussed.",
    **more: Any,  # noqa: ANN401  whatever `decide_campaign` takes
) -> Approval:
    """A decision on the campaign as it is."""
    said = {"fingerprint": fingerprint(again(campaign)), "now": NOW, **more}
    return decide_campaign(by=by, campaign=campaign, decision=decision, words=words, **said)


def noted(kind: str) -> list[dict[str, Any]]:
    """What the journal was told of outreach, of one kind, in order."""
    entries = Entry.objects.filter(kind=f"outreach.{kind}").order_by("id")
    return [json.loads(entry.content) for entry in entries]
