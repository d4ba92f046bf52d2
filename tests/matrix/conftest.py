"""Each part of the matrix is called once; what came back is then looked at from several sides."""

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


@pytest.fixture(scope="module")
def once() -> dict[str, Sweep]:
    """What came back, once everybody has called."""
    return {}


@pytest.fixture
def swept(once: dict[str, Sweep], request: pytest.FixtureRequest) -> Sweep:
    """Of the part that stands in the name of the file."""
    if not once:
        part = int(request.path.stem.rpartition("_")[2])
        once["sweep"] = sweep(request.getfixturevalue("cast"), part - 1)
    return once["sweep"]
