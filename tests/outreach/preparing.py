"""Short ways to a campaign in a test: begun, with a list attached and read."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from balise.outreach.audience.gathering import source_of
from balise.outreach.audience.operations import keep_list, proposed, read_list
from balise.outreach.campaigns.operations.campaigns import answer_for_everyone, begin_campaign
from balise.outreach.campaigns.operations.senders import add_sender
from balise.outreach.words import Audience, ListOrigin, Means
from tests.people.world import NOW

if TYPE_CHECKING:
    from datetime import datetime

    from balise.consent.models import Purpose
    from balise.outreach.models import Campaign
    from balise.people.models import Staff
    from tests.people.world import World

STATEMENT = "Each member ticked a box on the form of 2024, which named partners."

SIX = {
    f"cdo-sollicitation/{name}"
    for name in (
        "open-mailing-list",
        "reception-display",
        "colleagues-display",
        "centre-website",
        "own-website",
        "local-newspaper",
    )
}
"""The alternatives for those who are not reached (S1-36 to S1-41)."""


def begun(
    world: World,
    purpose: Purpose,
    audience: Audience = Audience.OUTSIDE_LIST,
    means: Means = Means.EMAIL,
    *,
    by: Staff | None = None,
    act: str = "promote_service",
    **facts: str,
) -> Campaign:
    """A campaign of Marie's about workshops; `facts` are answered for everyone."""
    author = by or world.marie
    sender = add_sender(
        by=world.paul,
        uuid=uuid4(),
        name="Heron Cove",
        postal_address="1 Quay Street, Moncton NB  E1C 4Z6",
        email="news@example.org",
        now=NOW,
    )
    campaign = begin_campaign(
        by=author,
        uuid=uuid4(),
        unit=author.unit,
        title="Autumn workshops",
        act=act,
        purpose=purpose,
        audience=audience,
        means=means,
        sender=sender,
        now=NOW,
    )
    for fact, words in facts.items():
        answer_for_everyone(by=author, campaign=campaign, fact=fact, words=words, now=NOW)
    campaign.refresh_from_db()
    return campaign


def with_list(
    campaign: Campaign, content: bytes | str, name: str = "liste.csv", now: datetime = NOW
) -> Campaign:
    """The campaign with this list, from a provider, and its columns as proposed."""
    keep_list(
        by=campaign.author,
        campaign=campaign,
        content=content.encode() if isinstance(content, str) else content,
        name=name,
        origin=ListOrigin.PROVIDER,
        provider="Fitness Centre",
        statement=STATEMENT,
        now=now,
    )
    campaign.refresh_from_db()
    mapping = proposed(campaign, source_of(campaign))
    read_list(by=campaign.author, campaign=campaign, mapping=mapping, now=now)
    campaign.refresh_from_db()
    return campaign


def rows(*emails: str) -> str:
    """A list of people who have nothing but an e-mail address."""
    return "\n".join(("Courriel", *emails)) + "\n"
