"""A campaign made ready to leave: written in both languages, screened, looked through and submitted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from balise.outreach.campaigns.checklist import ANSWERS, NO_TESTIMONIAL
from balise.outreach.campaigns.operations.approvals import submit_campaign
from balise.outreach.campaigns.operations.campaigns import say_testimonials
from balise.outreach.campaigns.operations.checks import confirm_check
from balise.outreach.campaigns.operations.contents import write_content
from balise.outreach.screening.running import screen_campaign
from balise.people.addresses import address_key
from balise.people.models import ContactPoint
from balise.people.words import ContactKind
from tests.people.world import NOW

if TYPE_CHECKING:
    from datetime import datetime

    from balise.outreach.models import Campaign
    from balise.people.models import Client
    from balise.policy.text import Lang

BODIES: dict[Lang, tuple[str, str]] = {
    "fr": ("Nos ateliers", "Bonjour {first_name},\n\nNos **ateliers** commencent en mars."),
    "en": ("Our workshops", "Hello {first_name},\n\nOur **workshops** begin in March."),
}


def ready(campaign: Campaign, now: datetime = NOW, bodies: dict[Lang, tuple[str, str]] = BODIES) -> Campaign:
    """The campaign, ready to go."""
    by = campaign.author
    for lang, (subject, body) in bodies.items():
        campaign.refresh_from_db()
        write_content(
            by=by, campaign=campaign, lang=lang, subject=subject, body=body, seen=campaign.changed, now=now
        )
    say_testimonials(by=by, campaign=campaign, whose=NO_TESTIMONIAL, now=now)
    screen_campaign(by=by, campaign=campaign, now=now)
    for item, known in ANSWERS.items():
        confirm_check(by=by, campaign=campaign, item=item, answer=known[0], now=now)
    submit_campaign(by=by, campaign=campaign, now=now)
    campaign.refresh_from_db()
    return campaign


def lives_at(client: Client, address: str) -> None:
    """The client has this postal address."""
    ContactPoint.objects.create(
        client=client,
        kind=ContactKind.ADDRESS,
        value=address,
        key=address_key(ContactKind.ADDRESS, address),
        added_at=NOW,
    )
