"""Items of the checklist that a person answers for: confirmed, and taken back when what they were about
changes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from balise.outreach import entries
from balise.outreach.campaigns.checklist import ANSWERS
from balise.outreach.campaigns.fingerprints import abouts
from balise.outreach.doors import BEFORE_SENDING, hold_to_change
from balise.outreach.errors import OutreachError
from balise.outreach.models import Check
from balise.outreach.words import CampaignState, CheckItem
from balise.people.doors import operation

if TYPE_CHECKING:
    from datetime import datetime

    from balise.outreach.models import Campaign
    from balise.people.models import Staff


@operation
def confirm_check(*, by: Staff, campaign: Campaign, item: CheckItem, answer: str, now: datetime) -> Check:
    """Answer for an item, by name and at an instant. What is worked out is confirmed by nobody."""
    if answer not in ANSWERS.get(item, ()):
        raise OutreachError("no_such_answer", item=item.label)
    current = hold_to_change(by=by, campaign=campaign, at=now, states=BEFORE_SENDING)
    known = Check.objects.filter(campaign=current, item=item).first()
    looked_at = abouts(current)[item]
    if known is not None and (known.answer, known.about) == (answer, looked_at):
        return known
    if known is not None:
        known.delete()
    check = Check.objects.create(
        campaign=current, item=item, answer=answer, about=looked_at, confirmed_by=by, confirmed_at=now
    )
    back_to_draft(current)
    entries.note("check_confirmed", at=now, by=by, about=current, item=item.value)
    return check


def changed(campaign: Campaign, *what: str, by: Staff, now: datetime) -> None:
    """What follows any change of a campaign, inside the operation that makes it and holds the campaign: one
    entry, the confirmations that it takes back, and the campaign is a draft again.

    `what` are the names of the parts that changed; nothing changed without one.
    """
    if not what:
        return
    campaign.changed += 1
    campaign.save(update_fields=["changed"])
    back_to_draft(campaign)
    entries.note("campaign_changed", at=now, by=by, about=campaign, changed=sorted(what))
    looked_at = abouts(campaign)
    for check in Check.objects.filter(campaign=campaign).order_by("item"):
        if check.about != looked_at[CheckItem(check.item)]:
            _withdraw(check, campaign, by, now)


def back_to_draft(campaign: Campaign) -> None:
    """What was submitted, or approved, was the campaign as it was before."""
    if campaign.state != CampaignState.DRAFT or campaign.submitted:
        campaign.state, campaign.submitted = CampaignState.DRAFT, ""
        campaign.save(update_fields=["state", "submitted"])


def _withdraw(check: Check, campaign: Campaign, by: Staff, now: datetime) -> None:
    item = check.item
    check.delete()
    entries.note("check_withdrawn", at=now, by=by, about=campaign, item=item)
