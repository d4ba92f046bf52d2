"""A PostgreSQL server for tests that run real commands on both databases; where demo worlds are kept."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.databases import NoPostgresError, Server, postgresql


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    try:
        with postgresql() as server:
            yield server
    except NoPostgresError as problem:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(str(problem))


@pytest.fixture(scope="session")
def worlds() -> Path:
    """Where `./run demo` keeps them, too: making one takes a while."""
    return Path(__file__).parents[2] / ".data" / "worlds"
