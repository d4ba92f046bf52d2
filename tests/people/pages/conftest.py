"""The people everyone knows, each at a browser of their own."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from balise.policy.text import LANGS, Lang
from tests.people.pages.someone import Someone

if TYPE_CHECKING:
    from balise.people.models import Staff

At = Callable[["Staff"], Someone]


@pytest.fixture(params=LANGS)
def lang(request: pytest.FixtureRequest) -> Lang:
    found: Lang = request.param
    return found


@pytest.fixture
def at_desk(db: None) -> At:  # noqa: ARG001  sessions are kept in the database
    """Someone signed in, in French."""
    return Someone
