"""The people everyone knows, at their browsers, and something they can be asked to agree to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.consent.intake.asking import Asked, make_asked
from tests.people.conftest import founded, world
from tests.people.pages.conftest import at_desk, lang

if TYPE_CHECKING:
    from tests.people.world import World

__all__ = ["at_desk", "founded", "lang", "world"]


@pytest.fixture
def asked(world: World) -> Asked:
    return make_asked(world)
