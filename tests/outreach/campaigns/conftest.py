"""The people everyone knows, and a poster of Marie’s: a campaign that addresses nobody in particular."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from balise.outreach.words import Audience, Means
from tests.consent.conftest import charity, founded, news, visits, world
from tests.outreach.campaigns.steps import complete
from tests.outreach.preparing import begun
from tests.people.pages.conftest import at_desk, lang

if TYPE_CHECKING:
    from balise.outreach.models import Campaign
    from tests.consent.conftest import Asked
    from tests.people.world import World

__all__ = ["at_desk", "charity", "founded", "lang", "news", "visits", "world"]


@pytest.fixture
def poster(world: World, news: Asked) -> Campaign:
    """Just begun."""
    return begun(world, news.purpose, Audience.PUBLIC, Means.DISPLAY)


@pytest.fixture
def whole(poster: Campaign) -> Campaign:
    """Complete, and not yet submitted."""
    return complete(poster)
