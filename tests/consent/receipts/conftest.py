"""The people everyone knows, and something they agreed to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.consent.conftest import news
from tests.consent.saying import says
from tests.people.conftest import founded, world

if TYPE_CHECKING:
    from balise.consent.models import ConsentEvent
    from tests.consent.conftest import Asked
    from tests.people.world import World

__all__ = ["founded", "news", "world"]


@pytest.fixture
def event(world: World, news: Asked) -> ConsentEvent:
    """Rose said yes on paper."""
    return says(world.marie, world.rose, news)
