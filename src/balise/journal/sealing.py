"""Linking committed entries into the chain, right after the commit and out of the writers' way.

Who commits hands the numbers of its entries over; one pass at a time, under a lock of the database, links
them. What a crash left without link is found by `link_forgotten`, when a server starts and every few minutes
after.
"""

from __future__ import annotations

import atexit
import logging
import os
import threading
from collections import deque
from time import monotonic, sleep
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import connection, transaction

from balise.journal import checkpoints
from balise.journal.chain import entry_hash, link_hash
from balise.journal.keys import keyring
from balise.journal.models import Entry, Link
from balise.journal.pieces import pieces
from balise.journal.writing import write_links

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

logger = logging.getLogger(__name__)

AT_ONCE = 500
LOCK = 0x62616C697365
"""The advisory lock of the one who links, on PostgreSQL. On SQLite a transaction that writes is alone
anyway.
"""
CHECKPOINT_EVERY = 250
GATHER_SECONDS = 0.5
"""A pass waits this long for other commits to join it, so that many cost little more than one."""
SEARCH_SECONDS = 600.0
"""How often entries that were left without link are searched for."""


def link(ids: Sequence[int]) -> int:
    """Link those of these entries that are not yet, in the order of their numbers. Return how many."""
    linked = 0
    for numbers in pieces(sorted(ids), AT_ONCE):
        with transaction.atomic():
            alone()
            statement, frontier = checkpoints.state()
            links, head = _links(statement, numbers)
            if not links:
                continue
            write_links(links)
            for one in links:
                frontier.add(bytes.fromhex(one.entry_hash))
            before, after = statement.count, frontier.count
            statement = checkpoints.Statement(after, head, frontier.root().hex(), None)
            if before // CHECKPOINT_EVERY != after // CHECKPOINT_EVERY:
                checkpoints.keep(statement, frontier)
        linked += len(links)
        # Only once committed: the anchor must never be ahead of the chain.
        if not checkpoints.move_anchor(statement):
            logger.error(
                "the journal does not continue what its anchor file saw: run `balise journal verify`"
            )
    return linked


def forgotten() -> Iterator[int]:
    """The numbers of the entries that have no link."""
    unlinked = Entry.objects.filter(link=None).order_by("id")
    return iter(unlinked.values_list("id", flat=True))


def link_forgotten() -> int:
    """Link what a crash left without link. Return how many."""
    return link(list(forgotten()))


def _links(last: checkpoints.Statement, numbers: Sequence[int]) -> tuple[list[Link], str]:
    """The links to add after the last one, and the hash that the chain then ends with."""
    keys = keyring()
    position, previous = last.count, last.head
    links = []
    entries = Entry.objects.filter(id__in=numbers, link=None).order_by("id")
    for number, content, mac in entries.values_list("id", "content", "mac"):
        if not keys.accepts(content, mac):
            logger.error("journal entry %d was not written by Balise and stays out of the chain", number)
            continue
        position += 1
        hashed = entry_hash(content).hex()
        current = link_hash(position, previous, hashed)
        links.append(
            Link(position=position, entry_id=number, entry_hash=hashed, previous=previous, hash=current)
        )
        previous = current
    return links, previous


def alone() -> None:
    """Wait to be the only one who links; until the end of the transaction."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


class Linker:
    """Links in a thread of its own, one a process, started by the first commit and stopped with the
    process.
    """

    def __init__(self) -> None:
        self._ids: deque[int] = deque()
        self._wake = threading.Event()
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None
        self._process = 0
        self._stopping = False

    def submit(self, ids: Sequence[int]) -> None:
        """Take over the numbers of entries that were just committed; never waits for the chain."""
        if settings.BALISE_JOURNAL_LINKS == "at_once":
            link(ids)
            return
        self._ids.extend(ids)
        if self._process != os.getpid():
            self._start()
        self._wake.set()

    def stop(self) -> None:
        """Link what is left, and end."""
        if self._thread is not None and self._process == os.getpid():
            self._stopping = True
            self._wake.set()
            self._thread.join(timeout=30)

    def _start(self) -> None:
        with self._starting:
            # After a fork, the thread is the parent's; so are the numbers, which the parent links.
            if self._process != os.getpid():
                self._process = os.getpid()
                self._stopping = False
                self._thread = threading.Thread(target=self._run, name="journal-linker", daemon=True)
                self._thread.start()
                atexit.register(self.stop)

    def _run(self) -> None:
        search_at = 0.0
        while not self._stopping:
            search = monotonic() >= search_at
            if not self._pass(search=search):
                search_at = 0.0
            elif search:
                search_at = monotonic() + SEARCH_SECONDS
            self._wake.wait(timeout=SEARCH_SECONDS)
            self._wake.clear()
            if not self._stopping:
                sleep(GATHER_SECONDS)
        self._pass(search=monotonic() >= search_at)

    def _pass(self, *, search: bool) -> bool:
        """Link what was handed over; return whether that went well. What did not is found by a search.

        What comes meanwhile is for the next pass: otherwise one would follow the other without gathering.
        """
        try:
            link([self._ids.popleft() for _ in range(len(self._ids))])
            if search:
                link_forgotten()
        except Exception:
            # Whatever it was, commits must go on; the entries are safe, and the next pass searches for them.
            logger.exception("the journal could not link its last entries")
            return False
        finally:
            connection.close()
        return True


linker = Linker()
