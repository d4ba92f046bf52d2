"""The people everyone knows, numbered by another system, and what they can be asked to agree to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from balise.people.imports.models import ExternalId
from tests.consent.intake.asking import Asked, make_asked
from tests.people.conftest import founded, world
from tests.people.pages.conftest import at_desk, lang

if TYPE_CHECKING:
    from tests.people.world import World

__all__ = ["at_desk", "founded", "lang", "world"]


@pytest.fixture
def asked(world: World) -> Asked:
    """Rose is number 1, Theo 2, Ulla 3."""
    for number, client in enumerate((world.rose, world.theo, world.ulla), 1):
        ExternalId.objects.create(client=client, value=str(number))
    return make_asked(world)
