"""The people everyone knows, a post office, and a campaign of Paul's to people who agreed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from balise.outreach.models import Campaign
from balise.outreach.words import Audience, Means
from tests.consent.conftest import charity, founded, news, visits, world
from tests.outreach.leaving import ready
from tests.outreach.preparing import begun
from tests.outreach.sending.crowd import agreed
from tests.outreach.sending.post_office import open_post_office
from tests.people.pages.conftest import at_desk, lang

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_django import Settings

    from tests.consent.conftest import Asked
    from tests.outreach.sending.post_office import PostOffice
    from tests.people.world import World

__all__ = ["at_desk", "charity", "founded", "lang", "news", "visits", "world"]


@pytest.fixture
def office(settings: Settings) -> Iterator[PostOffice]:
    with open_post_office(settings) as opened:
        yield opened


@pytest.fixture
def campaign(world: World, news: Asked) -> Campaign:
    """To Rose and to three more, `reader0@example.org` to `reader2@example.org`, ready to go."""
    agreed(world, news, 3)
    return ready(begun(world, news.purpose, Audience.CLIENTS, Means.EMAIL, by=world.paul))
