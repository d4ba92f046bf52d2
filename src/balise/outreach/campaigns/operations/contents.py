"""What a campaign says: its text in each language, and its claims, each with where anyone can verify it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from balise.outreach.campaigns.composing import check_words
from balise.outreach.campaigns.operations.campaigns import require_seen
from balise.outreach.campaigns.operations.checks import changed
from balise.outreach.doors import BEFORE_SENDING, hold_to_change
from balise.outreach.errors import OutreachError
from balise.outreach.models import Claim, Content
from balise.people.doors import operation
from balise.people.wording import PAGE, needed, optional

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from balise.outreach.models import Campaign
    from balise.people.models import Staff
    from balise.policy.text import Lang

MOST = 500
"""Letters of a claim, and of its source."""


@operation
def write_content(
    *, by: Staff, campaign: Campaign, lang: Lang, subject: str, body: str, seen: int, now: datetime
) -> None:
    """Write the text in one language; `seen` as in `change_campaign`. Raise `OutreachError` for a field that
    there is not.
    """
    current = hold_to_change(by=by, campaign=campaign, at=now, states=BEFORE_SENDING)
    subject, body = needed(subject), needed(body, at_most=PAGE)
    check_words(subject, body)
    known = Content.objects.filter(campaign=current, language=lang).first()
    if known is not None and (known.subject, known.body) == (subject, body):
        return
    require_seen(current, seen)
    written = {"subject": subject, "body": body}
    Content.objects.update_or_create(campaign=current, language=lang, defaults=written)
    changed(current, f"content_{lang}", by=by, now=now)


@operation
def remove_content(*, by: Staff, campaign: Campaign, lang: Lang, now: datetime) -> None:
    """Leave one language out: whoever would read it gets the other."""
    current = hold_to_change(by=by, campaign=campaign, at=now, states=BEFORE_SENDING)
    if Content.objects.filter(campaign=current, language=lang).delete()[0]:
        changed(current, f"content_{lang}", by=by, now=now)


@operation
def write_claim(*, by: Staff, campaign: Campaign, uuid: UUID, text: str, source: str, now: datetime) -> Claim:
    """Write down something that the text states, and its source; empty while none is known. A claim of this
    `uuid` that is there already is changed.
    """
    current = hold_to_change(by=by, campaign=campaign, at=now, states=BEFORE_SENDING)
    text, source = needed(text, at_most=MOST), optional(source, at_most=MOST)
    claim = Claim.objects.filter(uuid=uuid).first() or Claim(uuid=uuid, campaign=current)
    if claim.campaign_id != current.pk:
        raise OutreachError("claim_elsewhere")
    if (claim.text, claim.source) != (text, source):
        claim.text, claim.source = text, source
        claim.save()
        changed(current, "claims", by=by, now=now)
    return claim


@operation
def remove_claim(*, by: Staff, campaign: Campaign, uuid: UUID, now: datetime) -> None:
    """Take a claim off: the text does not state it any more."""
    current = hold_to_change(by=by, campaign=campaign, at=now, states=BEFORE_SENDING)
    if Claim.objects.filter(campaign=current, uuid=uuid).delete()[0]:
        changed(current, "claims", by=by, now=now)
