"""Reading the whole journal again to see whether anything was bent, and naming the first entry that was.

Everything is recomputed from the contents: hashes, links, the tree, the codes, and the columns and references
that searches rely on. The chain is then compared with every checkpoint: those of the table, the anchor that
the database cannot reach, and those kept elsewhere, which alone can tell of a journal that was bent with the
keys.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import connection

from balise.journal import checkpoints
from balise.journal.chain import GENESIS, Frontier, entry_hash, link_hash
from balise.journal.content import instant, roles
from balise.journal.keys import Keyring, keyring
from balise.journal.models import Checkpoint, Entry, Reference
from balise.journal.operations import PERSON_ERASED
from balise.journal.personal import UnreadableError, decrypt, is_sealed, known_keys
from balise.journal.pieces import pieces
from balise.journal.wording import PROBLEMS
from balise.journal.writing import sqlite_instant

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime

    from balise.policy.text import Lang

AT_ONCE = 5_000
PATIENCE = timedelta(minutes=10)
"""How long an entry may wait for its link before that is a problem: a pass takes well under a second."""
TABLE, ANCHOR = "#{count}", "anchor.json"
"""What checkpoints of the table, and the one beside the key, are called."""


@dataclass(frozen=True)
class Problem:
    """One thing that is not as it was written."""

    what: str
    """A key of `wording.PROBLEMS`."""
    position: int | None = None
    entry: int | None = None
    name: str = ""
    count: int = 0

    def sentence(self, lang: Lang) -> str:
        return PROBLEMS[self.what][lang].format(
            position=self.position, entry=self.entry, name=self.name, count=self.count
        )

    @property
    def order(self) -> tuple[bool, int, int]:
        """By place in the chain; what has none comes after."""
        return self.position is None, self.position or 0, self.entry or 0


@dataclass
class Report:
    """What a verification found; the first bad entry comes first."""

    count: int = 0
    pending: int = 0
    checkpoints: int = 0
    problems: list[Problem] = field(default_factory=list)

    @property
    def whole(self) -> bool:
        return not self.problems


def verify(
    *,
    now: datetime,
    against: Mapping[str, str] | None = None,
    progress: Callable[[int], None] | None = None,
) -> Report:
    """Verify all of the journal. `against` are checkpoints that were kept elsewhere: each text under its
    name.

    It writes nothing and stops nobody: entries that are committed meanwhile are told as waiting. `progress`
    is told how many links are read.
    """
    # Read before the chain, which only grows: each of these must be found in it.
    reading = _Reading(keyring(), dict(_claims(against or {})))
    for rows in _linked():
        reading.take(rows)
        if progress:
            progress(reading.position)
    reading.compare_the_rest()
    reading.look_beside(now)
    reading.problems.sort(key=lambda problem: problem.order)
    return Report(reading.count, reading.pending, len(reading.claims), reading.problems)


@dataclass(slots=True)
class _Row:
    """One link, with its entry if there is one."""

    position: int
    entry: int
    entry_hash: str
    previous: str
    hash: str
    kind: str | None
    at: str
    content: str
    mac: str


class _Reading:
    """One walk along the chain."""

    def __init__(self, keys: Keyring, claims: dict[str, str]) -> None:
        self.keys = keys
        self.claims = claims
        self.problems: list[Problem] = []
        self.position = 0
        self.count = 0
        self.pending = 0
        self.statements: dict[int, list[tuple[str, checkpoints.Statement]]] = {}
        self._previous = GENESIS
        self._tree = Frontier()
        self._references = _References()
        self._people: dict[str, tuple[int, int, str, str, dict[str, str]]] = {}
        self._read_claims()

    def _read_claims(self) -> None:
        ours = {key.public for key in self.keys.keys.values()}
        for name, document in self.claims.items():
            try:
                signed = checkpoints.read(document)
            except checkpoints.FaultyCheckpointError:
                self.problems.append(Problem("faulty_checkpoint", name=name))
                continue
            if signed.public_key not in ours:
                self.problems.append(Problem("foreign_checkpoint", name=name))
            elif signed.statement.count:
                self.statements.setdefault(signed.statement.count, []).append((name, signed.statement))

    def take(self, rows: list[_Row]) -> None:
        for row in rows:
            if row.position != self.position + 1:
                self._tell("missing_link", self.position + 1)
            self.position = row.position
            self.count += 1
            self._check_entry(row)
            self._check_link(row)
            if row.position in self.statements:
                self._compare(row)

    def _check_entry(self, row: _Row) -> None:
        named = self._references.of(row.entry)
        if row.kind is None:
            self._tell("missing_entry", row.position, row.entry)
            return
        if entry_hash(row.content).hex() != row.entry_hash:
            self._tell("altered_entry", row.position, row.entry)
        elif not self.keys.accepts(row.content, row.mac):
            self._tell("forged_entry", row.position, row.entry)
        else:
            try:
                agrees = self._agrees(row, named)
            except (
                ValueError,
                KeyError,
                TypeError,
                AttributeError,
            ):  # whoever has the key can write anything
                agrees = False
            if not agrees:
                self._tell("altered_column", row.position, row.entry)

    def _agrees(self, row: _Row, named: dict[str, tuple[str, str]]) -> bool:
        """Whether what helps to find an entry says what the entry says."""
        content = json.loads(row.content)
        at, fields = content["at"], content["fields"]
        for name, value in fields.items():
            if is_sealed(value) and value["of"] not in self._people:
                self._people[value["of"]] = row.position, row.entry, content["kind"], name, value
        if connection.vendor == "sqlite":
            at = sqlite_instant(at)
        written = roles(content["actor"], content["object"], content["people"])
        return (
            row.kind == content["kind"]
            and row.at == at
            and named == {target: (mine, at) for target, mine in written.items()}
        )

    def _check_link(self, row: _Row) -> None:
        expected = link_hash(row.position, self._previous, row.entry_hash)
        if row.previous != self._previous or row.hash != expected:
            self._tell("altered_link", row.position, row.entry)
        # From here on as the table says, so that one wrong link is not told a million times.
        self._previous = row.hash
        try:
            leaf = bytes.fromhex(row.entry_hash)
        except ValueError:
            leaf = b""
        self._tree.add(leaf)

    def _compare(self, row: _Row) -> None:
        root = self._tree.root().hex()
        for name, statement in self.statements.pop(row.position):
            if (statement.head, statement.root) != (row.hash, root):
                self._tell("rebuilt", row.position, row.entry, name=name, count=statement.count)

    def compare_the_rest(self) -> None:
        """The checkpoints that the chain did not come by."""
        for count, claims in sorted(self.statements.items()):
            for name, _ in claims:
                if count > self.position:
                    self._tell("truncated", self.position, name=name, count=count)
                else:
                    self._tell("rebuilt", count, name=name, count=count)

    def look_beside(self, now: datetime) -> None:
        """What no link leads to, and the keys that should be there."""
        for entry, at, content, mac in _query(UNLINKED, "e"):
            if not self.keys.accepts(content, mac):
                self._tell("forged_entry", None, entry)
            elif at < _as_stored(now - PATIENCE):
                self._tell("unlinked_entry", None, entry)
            else:
                self.pending += 1
        for some in pieces(self._references.left()):
            there = set(Entry.objects.filter(id__in=some).values_list("id", flat=True))
            for entry in some:
                if entry not in there:
                    self._tell("stray_reference", None, entry)
        for position, entry in _query(REPEATED):
            self._tell("repeated_entry", position, entry)
        self._check_people()

    def _check_people(self) -> None:
        """One field a person is enough to see that their key is the one it was."""
        keys = known_keys(self._people)
        for person, (position, entry, kind, name, sealed) in self._people.items():
            if (key := keys.get(person)) is None:
                whole = _tells_of_erasure(person)
            else:
                try:
                    whole = bool(decrypt(key, sealed, kind=kind, field=name))
                except UnreadableError:
                    whole = False
            if not whole:
                self._tell("lost_key", position, entry)

    def _tell(
        self, what: str, position: int | None, entry: int | None = None, *, name: str = "", count: int = 0
    ) -> None:
        self.problems.append(Problem(what, position, entry, name, count))


def _tells_of_erasure(person: str) -> bool:
    told = Reference.objects.filter(target=person, entry__kind=PERSON_ERASED.kind, roles__contains=" object ")
    return bool(told.exists())


def _claims(against: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    yield from against.items()
    if (anchor := checkpoints.anchor()) is not None:
        yield ANCHOR, anchor
    for count, document in Checkpoint.objects.order_by("count").values_list("count", "document"):
        yield TABLE.format(count=count), document


# Plain SQL from here on: through models, a million entries take several times longer.

LINKED = """
SELECT l.position, l.entry_id, l.entry_hash, l.previous, l.hash, e.kind, {at}, e.content, e.mac
FROM journal_link l LEFT JOIN journal_entry e ON e.id = l.entry_id
WHERE l.position > %s AND l.position <= %s ORDER BY l.position LIMIT %s
"""
NAMED = "SELECT r.entry_id, r.target, r.roles, {at} FROM journal_reference r ORDER BY r.entry_id"
UNLINKED = """
SELECT e.id, {at}, e.content, e.mac FROM journal_entry e
WHERE NOT EXISTS (SELECT 1 FROM journal_link l WHERE l.entry_id = e.id) ORDER BY e.id
"""
REPEATED = """
SELECT max(position), max(entry_id) FROM journal_link GROUP BY entry_hash HAVING count(*) > 1
UNION SELECT max(position), entry_id FROM journal_link GROUP BY entry_id HAVING count(*) > 1
"""
BEFORE_ALL = -(2**62)


def _linked() -> Iterator[list[_Row]]:
    """All links in order, some thousands at a time, with their entries."""
    after = BEFORE_ALL
    # No further than the end as it is now: whatever is linked so far has its references committed too.
    [(end,)] = _query("SELECT max(position) FROM journal_link")
    while end is not None and (links := _query(LINKED, "e", [after, end, AT_ONCE])):
        yield [_Row(*link) for link in links]
        after = links[-1][0]


class _References:
    """What entries name, read once in the order of entries, which is nearly that of the chain."""

    def __init__(self) -> None:
        self._waiting: dict[int, dict[str, tuple[str, str]]] = {}
        self._rows = self._read()
        self._read_to = 0

    def of(self, entry: int) -> dict[str, tuple[str, str]]:
        """Who an entry names, as what, and when: taken out, so that what stays belongs to no entry asked
        for.
        """
        while self._read_to <= entry and (row := next(self._rows, None)):
            self._read_to = row[0]
            self._waiting.setdefault(row[0], {})[row[1]] = (row[2], row[3])
        return self._waiting.pop(entry, {})

    def left(self) -> Iterator[int]:
        """The entries that were named by references and not asked for."""
        for row in self._rows:
            self._waiting.setdefault(row[0], {})
        yield from sorted(self._waiting)

    def _read(self) -> Iterator[tuple[Any, ...]]:
        with connection.chunked_cursor() as cursor:
            cursor.execute(NAMED.format(at=_instant_of("r")))
            while rows := cursor.fetchmany(AT_ONCE):
                yield from rows


def _query(sql: str, table: str = "", parameters: list[int] | None = None) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql.format(at=_instant_of(table)), parameters)
        return list(cursor.fetchall())


def _instant_of(table: str) -> str:
    """An instant as the text that is stored (SQLite), or as contents spell it (PostgreSQL)."""
    if connection.vendor == "postgresql":
        return f"""to_char({table}.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')"""
    return f"CAST({table}.at AS text)"


def _as_stored(at: datetime) -> str:
    return sqlite_instant(instant(at)) if connection.vendor == "sqlite" else instant(at)
