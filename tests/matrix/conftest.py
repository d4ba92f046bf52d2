"""The matrix is called once; what came back is then looked at from several sides."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

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


@pytest.fixture
def cast(db: None, settings: Settings, tmp_path: Path) -> Cast:  # noqa: ARG001  the database has to be there
    settings.DATA = tmp_path
    return gather()


@pytest.fixture
def swept(once: Once, request: pytest.FixtureRequest) -> Sweep:
    if once.sweep is None:
        once.sweep = sweep(request.getfixturevalue("cast"))
    return once.sweep
