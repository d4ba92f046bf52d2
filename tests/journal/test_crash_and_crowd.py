"""Writers that are killed, and writers in a crowd: no half entry, no gap, no fork, none lost."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection

from tests.journal.worlds import World

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_django.plugin import DjangoDbBlocker

pytestmark = pytest.mark.postgres

KILLS = 100
WRITERS = 8
DEEDS = 40


@pytest.fixture
def world(tmp_path: Path, django_db_blocker: DjangoDbBlocker) -> World:
    """An empty installation, on the database that this run is about."""
    url = ""
    if connection.vendor == "postgresql":
        name = f"world_{abs(hash(str(tmp_path))):x}"
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {name}")
        info = connection.settings_dict
        url = f"postgresql://{info['USER']}@/{name}?host={info['HOST']}"
    new = World(tmp_path, url)
    new.run("tests.journal.writer", "migrate")
    return new


def whole(world: World) -> dict[str, Any]:
    """What is in it, once it is seen that every deed has its two entries, and every entry its link."""
    found: dict[str, Any] = json.loads(world.run("tests.journal.auditor"))
    assert found["problems"] == []
    assert found["gifts"] == found["visits"] == found["deeds"]
    assert found["links"] == found["last"] == found["references"] == 2 * found["deeds"]
    assert found["forks"] == 0
    return found


def test_a_kill_in_mid_write_leaves_no_half_entry_and_loses_none_that_was_told(world: World) -> None:
    told = int(world.run("tests.journal.writer", "kill", str(KILLS)))
    found = whole(world)
    assert told >= KILLS
    # Each child may have been killed between a commit and telling of it.
    assert told <= found["deeds"] <= told + KILLS
    assert found["linked_later"] > 0, "the last child left something to link to the next start"


def test_eight_writers_at_once_leave_no_gap_no_fork_and_lose_nothing(world: World) -> None:
    writers = [("write", str(writer), str(DEEDS)) for writer in range(1, WRITERS + 1)]
    world.run_together("tests.journal.writer", writers)
    found = whole(world)
    assert found["deeds"] == WRITERS * DEEDS
    assert found["linked_later"] == 0
