"""Whatever a superuser of the database does to the journal is found, and the first bad entry is named.

The mutations are drawn at random, each in a transaction that is undone; triggers are off, as a superuser can.
"""

# ruff: noqa: S311, S608  draws are repeatable and no secret; the SQL is made of our own words

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from django.db import connection, transaction
from pytest_django import Settings

from balise.journal import checkpoints, keys
from balise.journal.chain import GENESIS, entry_hash, link_hash
from balise.journal.export import seal
from balise.journal.operations import record_all
from balise.journal.verification import Problem, verify
from tests.databases import unguarded
from tests.journal.conftest import ENTRIES
from tests.journal.samples import NOON, gift

pytestmark = pytest.mark.postgres

MUTATIONS = 1_000
LINK = "INSERT INTO journal_link (position, entry_id, entry_hash, previous, hash) VALUES (%s, %s, %s, %s, %s)"
LATER = NOON + timedelta(days=1)


class Superuser:
    """Someone who may run any SQL, and does not hold the journal's key."""

    def __init__(self, cursor: Any, random: Random) -> None:  # noqa: ANN401  Django's cursors have no common type
        self._cursor = cursor
        self.random = random

    def run(self, sql: str, *parameters: object) -> list[tuple[Any, ...]]:
        self._cursor.execute(sql, parameters)
        return list(self._cursor.fetchall()) if self._cursor.description else []

    def position(self, last: int = ENTRIES) -> int:
        return self.random.randint(1, last)

    def entry_at(self, position: int) -> int:
        return int(self.run("SELECT entry_id FROM journal_link WHERE position = %s", position)[0][0])

    def rebuild(self) -> None:
        """Make all links again, so that the chain agrees with itself; and forget the checkpoints."""
        self.run("DELETE FROM journal_checkpoint")
        previous = GENESIS
        rows = self.run(
            "SELECT e.id, e.content FROM journal_link l JOIN journal_entry e ON e.id = l.entry_id "
            "ORDER BY l.position"
        )
        self.run("DELETE FROM journal_link")
        for position, (entry, content) in enumerate(rows, 1):
            hashed = entry_hash(content).hex()
            current = link_hash(position, previous, hashed)
            self.run(LINK, position, entry, hashed, previous, current)
            previous = current


# Each mutation returns the position that must be named first; None where there is none in the chain.


def update_content(who: Superuser) -> int:
    position = who.position()
    entry = who.entry_at(position)
    [(content,)] = who.run("SELECT content FROM journal_entry WHERE id = %s", entry)
    at = who.random.randrange(len(content))
    changed = content[:at] + ("x" if content[at] != "x" else "y") + content[at + 1 :]
    who.run("UPDATE journal_entry SET content = %s WHERE id = %s", changed, entry)
    return position


def update_what_finds_it(who: Superuser) -> int:
    position = who.position()
    column, value = who.random.choice([("kind", "'sample.other'"), ("at", "'2020-01-01 00:00:00'")])
    who.run(f"UPDATE journal_entry SET {column} = {value} WHERE id = %s", who.entry_at(position))
    return position


def update_code(who: Superuser) -> int:
    position = who.position()
    who.run("UPDATE journal_entry SET mac = 'x' WHERE id = %s", who.entry_at(position))
    return position


def update_link(who: Superuser) -> int:
    position = who.position()
    column = who.random.choice(["entry_hash", "previous", "hash"])
    who.run(f"UPDATE journal_link SET {column} = %s WHERE position = %s", "ab" * 32, position)
    return position


def hide_from_searches(who: Superuser) -> int:
    position = who.position()
    entry = who.entry_at(position)
    change = who.random.choice(
        [
            "DELETE FROM journal_reference WHERE entry_id = %s",
            "UPDATE journal_reference SET roles = ' witness ' WHERE entry_id = %s",
            "UPDATE journal_reference SET at = '2020-01-01 00:00:00' WHERE entry_id = %s",
            (
                "INSERT INTO journal_reference (target, at, entry_id, roles) "
                "SELECT 'staff:77', at, id, ' actor ' FROM journal_entry WHERE id = %s"
            ),
        ]
    )
    who.run(change, entry)
    return position


def delete_entry(who: Superuser) -> int:
    position = who.position()
    who.run("DELETE FROM journal_entry WHERE id = %s", who.entry_at(position))
    return position


def delete_link(who: Superuser) -> int | None:
    position = who.position()
    who.run("DELETE FROM journal_link WHERE position = %s", position)
    return position if position < ENTRIES else ENTRIES - 1  # the end: the anchor tells where the chain stops


def delete_all_of_it(who: Superuser) -> int:
    position = who.position(ENTRIES - 1)
    entry = who.entry_at(position)
    who.run("DELETE FROM journal_link WHERE position = %s", position)
    who.run("DELETE FROM journal_reference WHERE entry_id = %s", entry)
    who.run("DELETE FROM journal_entry WHERE id = %s", entry)
    return position


def insert_forged(who: Superuser) -> None:
    who.run(
        "INSERT INTO journal_entry (id, kind, at, content, mac) "
        "SELECT id + 10000, kind, at, replace(content, 'sample', 'x'), mac FROM journal_entry WHERE id = %s",
        who.entry_at(who.position()),
    )


def insert_into_the_chain(who: Superuser) -> int:
    position = who.position()
    copied = who.entry_at(position)
    who.run(
        "INSERT INTO journal_entry (id, kind, at, content, mac) "
        "SELECT 10000, kind, at, replace(content, 'sample', 'forged'), mac FROM journal_entry WHERE id = %s",
        copied,
    )
    who.run("UPDATE journal_link SET position = position + 1000 WHERE position > %s", position)
    who.run("UPDATE journal_link SET position = position - 999 WHERE position > 1000")
    who.run(
        LINK,
        *(position + 1, 10_000, "a" * 64, "a" * 64, "a" * 64),
    )
    who.rebuild()
    return position + 1


def copy_to_the_end(who: Superuser) -> int:
    """An entry that is ours, once more, linked as it should be."""
    entry = who.entry_at(who.position())
    who.run(
        "INSERT INTO journal_entry (id, kind, at, content, mac) "
        "SELECT 10000, kind, at, content, mac FROM journal_entry WHERE id = %s",
        entry,
    )
    who.run(
        "INSERT INTO journal_reference (target, at, entry_id, roles) "
        "SELECT target, at, 10000, roles FROM journal_reference WHERE entry_id = %s",
        entry,
    )
    [(previous,)] = who.run("SELECT hash FROM journal_link WHERE position = %s", ENTRIES)
    [(content,)] = who.run("SELECT content FROM journal_entry WHERE id = 10000")
    hashed = entry_hash(content).hex()
    who.run(
        LINK,
        *(ENTRIES + 1, 10_000, hashed, previous, link_hash(ENTRIES + 1, previous, hashed)),
    )
    return ENTRIES + 1


def swap_entries(who: Superuser) -> int:
    one, other = who.random.sample(range(1, ENTRIES + 1), 2)
    first, second = who.entry_at(one), who.entry_at(other)
    who.run("UPDATE journal_link SET entry_id = -1 WHERE position = %s", one)
    who.run("UPDATE journal_link SET entry_id = %s WHERE position = %s", first, other)
    who.run("UPDATE journal_link SET entry_id = %s WHERE position = %s", second, one)
    return min(one, other)


def swap_links(who: Superuser) -> int:
    one, other = who.random.sample(range(1, ENTRIES + 1), 2)
    for before, after in ((one, -1), (other, one), (-1, other)):
        who.run("UPDATE journal_link SET position = %s WHERE position = %s", after, before)
    return min(one, other)


def truncate(who: Superuser) -> int:
    """The whole end, without a trace in the database."""
    position = who.position() - 1
    for table, of in (("journal_reference", "entry_id"), ("journal_entry", "id")):
        who.run(
            f"DELETE FROM {table} WHERE {of} IN (SELECT entry_id FROM journal_link WHERE position > %s)",
            position,
        )
    who.run("DELETE FROM journal_link WHERE position > %s", position)
    who.run("DELETE FROM journal_checkpoint WHERE count > %s", position)
    return position


def rebuild_with_a_change(who: Superuser) -> int:
    position = update_content(who)
    who.rebuild()
    return position


def unlink_old(who: Superuser) -> int:
    """Take an entry out of the chain, and close the gap."""
    position = who.position(ENTRIES - 1)
    who.run("DELETE FROM journal_link WHERE position = %s", position)
    who.rebuild()
    return ENTRIES - 1  # what is left agrees with itself: the anchor tells that the end is another


def forge_checkpoint(who: Superuser) -> None:
    who.run("UPDATE journal_checkpoint SET document = replace(document, 'count', 'Count')")


def destroy_key(who: Superuser) -> int:
    [(key,)] = who.run(
        "SELECT person FROM journal_personkey ORDER BY person LIMIT 1 OFFSET %s", who.position(6)
    )
    who.run("DELETE FROM journal_personkey WHERE person = %s", key)
    [(position,)] = who.run(
        "SELECT min(l.position) FROM journal_link l JOIN journal_entry e ON e.id = l.entry_id "
        "JOIN journal_reference r ON r.entry_id = e.id "
        "WHERE e.kind = 'sample.gift_declared' AND r.target = %s",
        key,
    )
    return int(position)


MUTATORS: list[Callable[[Superuser], int | None]] = [
    update_content,
    update_what_finds_it,
    update_code,
    update_link,
    hide_from_searches,
    delete_entry,
    delete_link,
    delete_all_of_it,
    insert_forged,
    insert_into_the_chain,
    copy_to_the_end,
    swap_entries,
    swap_links,
    truncate,
    rebuild_with_a_change,
    unlink_old,
    forge_checkpoint,
    destroy_key,
]


@contextmanager
def undone() -> Iterator[Any]:
    """What a superuser may do, for the time of the block."""
    with transaction.atomic():
        with connection.cursor() as cursor, unguarded(cursor, connection.vendor):
            yield cursor
        transaction.set_rollback(True)


@pytest.mark.usefixtures("journal")
def test_an_untouched_journal_is_whole() -> None:
    report = verify(now=LATER)
    assert report.whole
    assert (report.count, report.pending, report.checkpoints) == (ENTRIES, 0, 2)


@pytest.mark.usefixtures("journal")
def test_every_mutation_is_found_and_the_first_bad_entry_named() -> None:
    random, missed = Random(7), Counter[str]()
    for number in range(MUTATIONS):
        mutate = MUTATORS[number % len(MUTATORS)]
        with undone() as cursor:
            expected = mutate(Superuser(cursor, random))
            problems = verify(now=LATER).problems
        if not problems or problems[0].position != expected:
            missed[f"{mutate.__name__}: {expected}, told {problems[:1]}"] += 1
    assert not missed
    assert verify(now=LATER).whole


@pytest.mark.usefixtures("journal")
def test_a_link_leads_to_what_it_says() -> None:
    """Which words go with which deed."""
    told = {}
    for mutate in MUTATORS:
        with undone() as cursor:
            mutate(Superuser(cursor, Random(3)))
            told[mutate.__name__] = verify(now=LATER).problems[0].what
    assert told == {
        "update_content": "altered_entry",
        "update_what_finds_it": "altered_column",
        "update_code": "forged_entry",
        "update_link": "altered_link",
        "hide_from_searches": "altered_column",
        "delete_entry": "missing_entry",
        "delete_link": "missing_link",
        "delete_all_of_it": "missing_link",
        "insert_forged": "forged_entry",
        "insert_into_the_chain": "forged_entry",
        "copy_to_the_end": "repeated_entry",
        "swap_entries": "altered_entry",
        "swap_links": "altered_link",
        "truncate": "truncated",
        "rebuild_with_a_change": "forged_entry",
        "unlink_old": "truncated",
        "forge_checkpoint": "faulty_checkpoint",
        "destroy_key": "lost_key",
    }


# With the key as well, only what was kept elsewhere can tell.


@pytest.fixture
def kept(journal: list[int]) -> dict[str, str]:
    """A checkpoint that somebody took home."""
    assert journal
    return {"kept.json": seal(now=NOON)}


def forge_everything(who: Superuser) -> None:
    """Change an entry, and make codes, links, and anchor again with the journal's own key."""
    position = update_content(who)
    entry = who.entry_at(position)
    [(content,)] = who.run("SELECT content FROM journal_entry WHERE id = %s", entry)
    code = keys.keyring().current.code(content)
    who.run("UPDATE journal_entry SET mac = %s WHERE id = %s", code, entry)
    who.rebuild()


@pytest.mark.parametrize("mutate", [truncate, rebuild_with_a_change, forge_everything, unlink_old])
def test_a_checkpoint_kept_elsewhere_finds_a_chain_bent_with_the_key(
    kept: dict[str, str], mutate: Callable[[Superuser], int | None]
) -> None:
    with undone() as cursor:
        mutate(Superuser(cursor, Random(5)))
        checkpoints.anchor_file().unlink()
        checkpoints.move_anchor(checkpoints.state()[0])
        told = [
            problem for problem in verify(now=LATER, against=kept).problems if problem.name == "kept.json"
        ]
    assert {problem.what for problem in told} <= {"truncated", "rebuilt"}
    assert told


def test_an_old_copy_of_the_database_is_found_by_the_anchor(kept: dict[str, str]) -> None:
    with undone() as cursor:
        truncate(Superuser(cursor, Random(2)))
        names = {problem.name for problem in verify(now=LATER, against=kept).problems}
    assert names == {"anchor.json", "kept.json"}


@pytest.mark.usefixtures("journal")
def test_the_anchor_is_not_moved_to_a_chain_that_it_did_not_see() -> None:
    before = checkpoints.anchor()
    with undone() as cursor:
        truncate(Superuser(cursor, Random(2)))
        assert not checkpoints.move_anchor(checkpoints.state()[0])
    assert checkpoints.anchor() == before


def test_a_checkpoint_of_another_journal_is_told(
    kept: dict[str, str],
    settings: Settings,
    tmp_path: Path,
) -> None:
    settings.BALISE_JOURNAL_FOLDER = tmp_path
    what = {
        problem.what for problem in verify(now=LATER, against=kept).problems if problem.name == "kept.json"
    }
    assert what == {"foreign_checkpoint"}


@pytest.mark.usefixtures("journal")
def test_an_entry_that_waits_for_its_link_is_no_problem_until_it_is_old() -> None:
    with transaction.atomic():
        [entry] = record_all([gift(1)])
    soon = verify(now=NOON + timedelta(minutes=3))
    assert (soon.whole, soon.pending) == (True, 1)
    assert verify(now=LATER).problems == [Problem("unlinked_entry", entry=entry)]
