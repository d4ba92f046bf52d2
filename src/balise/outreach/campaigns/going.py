"""Whether a campaign may leave: what still stops it, and whether someone with the authority approved it as it
is.

Asked when it is submitted, when sending starts, and again for each batch. Whatever has changed since it was
submitted stops it, whichever part of the house changed it.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from balise.outreach.campaigns.checklist import checklist
from balise.outreach.campaigns.fingerprints import fingerprint
from balise.outreach.models import Approval, Content
from balise.outreach.words import ApprovalDecision, CampaignState
from balise.people.access import Act, may
from balise.theme.texts import both

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from balise.outreach.campaigns.checklist import Item
    from balise.outreach.models import Campaign
    from balise.policy.text import Text

APPROVAL_LASTS = timedelta(days=30)
"""A setting of the organisation: neither policy says how long an approval holds."""

LEAVING = frozenset({CampaignState.READY, CampaignState.SENDING})


def approval_needed(campaign: Campaign, now: datetime) -> bool:
    """Whether someone with the authority has to say yes: the policy asks it of a recipient or of the text, or
    a conflict of interest is declared (S1-52).
    """
    return _asks_someone(checklist(campaign, now))


def approval_in_force(campaign: Campaign, now: datetime) -> Approval | None:
    """The approval of the campaign as it is; the last word counts, and for its time only."""
    said = Approval.objects.filter(campaign=campaign, decided_at__lte=now).order_by("pk").last()
    if said is None or said.decision != ApprovalDecision.APPROVED:
        return None
    assert said.expires_at is not None  # `decide_campaign` gives every yes a last instant
    return said if now < said.expires_at and said.fingerprint == fingerprint(campaign) else None


def open_points(campaign: Campaign, now: datetime) -> tuple[Text, ...]:
    """What is still to be done before it can be submitted."""
    return tuple(_open_points(campaign, checklist(campaign, now)))


def may_go(campaign: Campaign, now: datetime) -> tuple[Text, ...]:
    """All that still stops it; empty when it may leave."""
    return tuple(_stops(campaign, now))


def _open_points(campaign: Campaign, items: tuple[Item, ...]) -> Iterator[Text]:
    if not Content.objects.filter(campaign=campaign).exists():
        yield both("campaigns.going.no_content")
    if campaign.sender.closed_at is not None:
        yield both("campaigns.going.sender_closed")
    for item in items:
        if not item.done:
            yield both("campaigns.going.open_item", item=item.item.label, said=item.said)


def _stops(campaign: Campaign, now: datetime) -> Iterator[Text]:
    items = checklist(campaign, now)
    if campaign.state not in LEAVING:
        yield both("campaigns.going.state", state=CampaignState(campaign.state).label)
    yield from _open_points(campaign, items)
    if not may(campaign.author, Act.PREPARE_OUTREACH, campaign.unit, now):
        yield both("campaigns.going.author_left")
    if campaign.submitted and campaign.submitted != fingerprint(campaign):
        yield both("campaigns.going.changed")
    if _asks_someone(items) and approval_in_force(campaign, now) is None:
        yield both("campaigns.going.not_approved")


def _asks_someone(items: tuple[Item, ...]) -> bool:
    return any(item.asks_someone for item in items)
