"""The people everyone knows. Making them takes a second, so they are made once; each test gets its own
copy.
"""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING

import pytest
from django.apps import apps

from tests.people.world import World, make_world
from tests.spec import profiles

if TYPE_CHECKING:
    from django.db.models import Model

__all__ = ["profiles"]  # property tests run under the profile they share with the engine's

Rows = list[tuple[type["Model"], list["Model"]]]


class Founded:
    """The world as it was made, and its rows in the order they can be stored in."""

    world: World | None = None
    rows: Rows

    def world_again(self) -> World:
        if self.world is None:
            self.world = make_world()
            self.rows = [(model, list(model._default_manager.order_by("pk"))) for model in _models()]
        else:
            for model, rows in self.rows:
                model._default_manager.bulk_create(deepcopy(rows))
        return deepcopy(self.world)


def _models() -> list[type[Model]]:
    names = ("Unit", "Staff", "SupervisionLine", "RoleGrant", "Client", "ContactPoint", "ClientHealth")
    return [apps.get_model("people", name) for name in (*names, "LinkedParty", "Assignment")]


@pytest.fixture(scope="session")
def founded() -> Founded:
    return Founded()


@pytest.fixture
def world(db: None, founded: Founded) -> World:  # noqa: ARG001  the database has to be there first
    return founded.world_again()
