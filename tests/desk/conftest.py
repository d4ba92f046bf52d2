"""Visitors, one in each language, and a small policy whose answers can contradict each other."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from balise.acts.policy import policy_in_force
from balise.policy.text import LANGS, Lang
from tests.desk.visitor import Visitor

PORCH = Path(__file__).parent / "porch"


@pytest.fixture(params=LANGS)
def lang(request: pytest.FixtureRequest) -> Lang:
    found: Lang = request.param
    return found


@pytest.fixture
def visitor(lang: Lang, db: None) -> Visitor:  # noqa: ARG001 - sessions are kept in the database
    return Visitor(lang)


@pytest.fixture
def porch(settings: Settings) -> Iterator[None]:
    """The policy of `porch/` is in force, and no other."""
    settings.BALISE_PACKS = [str(PORCH)]
    policy_in_force.cache_clear()
    yield
    policy_in_force.cache_clear()
