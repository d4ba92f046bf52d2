"""The matrix is called once; what came back is then looked at from several sides."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from balise.server import demo
from balise.server.sign_in import open_to_visitors
from tests.matrix.cast import Cast, gather
from tests.matrix.sweep import Sweep, sweep

if TYPE_CHECKING:
    from pytest_django import Settings


class Once:
    """What came back, once everybody has called."""

    sweep: Sweep | None = None


@pytest.fixture(scope="session")
def once() -> Once:
    return Once()


@pytest.fixture(autouse=True)
def with_the_demo(settings: Settings) -> None:
    """Its pages are addresses like all others."""
    templates = Path(demo.__file__).parent / "templates"
    (engine,) = settings.TEMPLATES
    settings.TEMPLATES = [{**engine, "DIRS": [*engine["DIRS"], templates]}]
    settings.ROOT_URLCONF = "tests.matrix.with_the_demo"
    settings.BALISE_OPEN_TO_VISITORS = open_to_visitors({}, demo=True)


@pytest.fixture
def cast(db: None, settings: Settings, tmp_path: Path) -> Cast:  # noqa: ARG001  the database has to be there
    settings.DATA = tmp_path
    return gather()


@pytest.fixture
def swept(once: Once, request: pytest.FixtureRequest) -> Sweep:
    if once.sweep is None:
        once.sweep = sweep(request.getfixturevalue("cast"))
    return once.sweep
