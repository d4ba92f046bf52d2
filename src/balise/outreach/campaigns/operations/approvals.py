"""Submitting a campaign, and deciding on it: as it is, once, by someone with the authority, and never by its
author.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from balise.outreach import entries
from balise.outreach.campaigns.fingerprints import fingerprint as fingerprint_of
from balise.outreach.campaigns.going import APPROVAL_LASTS, approval_in_force, approval_needed, open_points
from balise.outreach.doors import BEFORE_SENDING, hold_to_change, may_decide, sees
from balise.outreach.errors import OutreachError
from balise.outreach.models import Approval
from balise.outreach.words import ApprovalDecision, CampaignState
from balise.people.access import Reason
from balise.people.doors import operation
from balise.people.errors import NotAllowedError, NotFoundError
from balise.people.operations.common import held
from balise.people.wording import needed, optional

if TYPE_CHECKING:
    from datetime import datetime

    from balise.outreach.models import Campaign
    from balise.people.models import Staff

MOST = 1000
"""Letters of what is said with a decision."""


@operation
def submit_campaign(*, by: Staff, campaign: Campaign, now: datetime) -> Campaign:
    """Say that it is complete: it is ready, or waits for an approval where one is needed."""
    current = hold_to_change(by=by, campaign=campaign, at=now, states=BEFORE_SENDING)
    if open_now := open_points(current, now):
        raise OutreachError("not_complete", first=open_now[0], count=len(open_now))
    submitted = fingerprint_of(current)
    approved = not approval_needed(current, now) or approval_in_force(current, now) is not None
    state = CampaignState.READY if approved else CampaignState.SUBMITTED
    if (current.state, current.submitted) != (state, submitted):
        current.state, current.submitted = state, submitted
        current.save(update_fields=["state", "submitted"])
        entries.note("campaign_submitted", at=now, by=by, about=current, fingerprint=submitted)
    return current


@operation
def decide_campaign(
    *,
    by: Staff,
    campaign: Campaign,
    decision: ApprovalDecision,
    words: str,
    fingerprint: str,
    now: datetime,
) -> Approval:
    """Approve the campaign, or return it to its author with words that say why.

    `fingerprint` is that of what was on the page: what changed meanwhile was not looked at. The first
    decision is the one; who sends theirs twice finds it done.
    """
    current = held(campaign)
    if not may_decide(by, current, now):
        raise _refusal(by, current, now)
    words = optional(words, at_most=MOST)
    if decision is ApprovalDecision.RETURNED:
        needed(words, at_most=MOST)
    if current.state != CampaignState.SUBMITTED:
        known = Approval.objects.filter(campaign=current, fingerprint=fingerprint)
        last: Approval | None = known.order_by("pk").last()
        if last is not None and (last.decided_by_id, last.decision) == (by.pk, decision):
            return last
        raise OutreachError("not_waiting")
    if fingerprint != current.submitted or fingerprint != fingerprint_of(current):
        raise OutreachError("changed_meanwhile")
    approved = decision is ApprovalDecision.APPROVED
    said = Approval.objects.create(
        campaign=current,
        decision=decision,
        words=words,
        fingerprint=fingerprint,
        decided_by=by,
        decided_at=now,
        expires_at=now + APPROVAL_LASTS if approved else None,
    )
    current.state = CampaignState.READY if approved else CampaignState.DRAFT
    current.save(update_fields=["state"])
    entries.note(
        "campaign_decided", at=now, by=by, about=current, decision=decision.value, fingerprint=fingerprint
    )
    return said


def _refusal(by: Staff, campaign: Campaign, now: datetime) -> Exception:
    if campaign.author_id == by.pk:
        return NotAllowedError(Reason.ONESELF.value, Reason.ONESELF.text)
    if sees(by, campaign, now):
        # They read it by a role that they have from the author, or by one that does not approve.
        return NotAllowedError(Reason.NOT_ENTRUSTED.value, Reason.NOT_ENTRUSTED.text)
    return NotFoundError()
