"""The people everyone knows, two of whom Paul writes to: Rose, in French, and Ida, in English."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from balise.consent.words import Channel
from balise.outreach.words import Audience, Means
from balise.people.operations import add_client
from balise.people.words import ContactKind, Language
from tests.consent.conftest import charity, founded, news, visits, world
from tests.consent.saying import says
from tests.outreach.leaving import lives_at, ready
from tests.outreach.preparing import begun
from tests.people.pages.conftest import at_desk, lang
from tests.people.world import NOW

if TYPE_CHECKING:
    from balise.outreach.models import Campaign
    from balise.people.models import Client
    from tests.consent.conftest import Asked
    from tests.people.world import World

__all__ = ["at_desk", "charity", "founded", "lang", "news", "visits", "world"]


@pytest.fixture
def ida(world: World) -> Client:
    """Ida, a neighbour of Rose's."""
    return add_client(
        by=world.david,
        unit=world.home,
        uuid=uuid4(),
        full_name="Ida Roy",
        language=Language.EN,
        birth_date=date(1950, 1, 1),
        contacts=[(ContactKind.PHONE, "506 555-0102"), (ContactKind.EMAIL, "ida@example.org")],
        now=NOW,
    )


def agreed(world: World, news: Asked, ida: Client, channel: Channel) -> None:
    """Both agreed to the news by this channel."""
    for client in (world.rose, ida):
        says(world.pia, client, news, channel=channel)


@pytest.fixture
def by_post(world: World, news: Asked, ida: Client) -> Campaign:
    """Letters to both, ready to go."""
    lives_at(world.rose, "12, rue du Port, Moncton NB E1C 4Z6")
    lives_at(ida, "14, rue du Port, Moncton NB E1C 4Z6")
    agreed(world, news, ida, Channel.MAIL)
    return ready(begun(world, news.purpose, Audience.CLIENTS, Means.MAIL, by=world.paul))


REFERRAL = {"needs_assessed": True, "answers_need": True, "personal_gain": False}
"""What lets someone call their own client (S1-14)."""


@pytest.fixture
def by_phone(world: World, news: Asked, ida: Client) -> Campaign:
    """Calls to both, ready to go: a session that answers assessed needs."""
    agreed(world, news, ida, Channel.PHONE)
    campaign = begun(world, news.purpose, Audience.CLIENTS, Means.PHONE, by=world.paul)
    campaign.act = "invite_to_session"
    campaign.facts = REFERRAL | {
        "do_not_call": "clear",
        "province": "elsewhere_in_canada",
        "calling_time": "allowed",
    }
    campaign.save()
    return ready(campaign)


@pytest.fixture
def by_email(world: World, news: Asked, ida: Client) -> Campaign:
    """E-mail to both, ready to go."""
    agreed(world, news, ida, Channel.EMAIL)
    return ready(begun(world, news.purpose, Audience.CLIENTS, Means.EMAIL, by=world.paul))
