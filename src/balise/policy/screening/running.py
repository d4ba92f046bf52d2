"""`screen`: a plan run in DuckDB, reading the list once.

Beside each row its situation is kept, one integer; the distinct ones are decided and answered in a small
table, and a view puts the two together. Memory stays bounded: rows are DuckDB's, which moves to disk what its
limit does not hold, and situations are decided a batch at a time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb

from balise.policy.problems import Place, Problem, SituationError, quoted, suggestion
from balise.policy.screening import sql
from balise.policy.screening.answers import COLUMNS
from balise.policy.screening.columns import Column, Kind
from balise.policy.screening.plan import Plan
from balise.policy.screening.result import Result
from balise.policy.screening.situations import Key

_BATCH = 20_000
"""Situations decided, and words read, at a time."""

_MOST_DECIMALS = 20
"""As `Fact.check` takes them."""


def connect(
    path: str | Path = ":memory:", *, memory: str = "3GB", threads: int | None = None
) -> duckdb.DuckDBPyConnection:
    """DuckDB with a limit to its memory. What does not fit goes to the disk, beside the file."""
    connection = duckdb.connect(str(path))
    connection.execute(f"SET memory_limit = {sql.text(memory)}")
    # Rows are known by their own column, so they need not stay in order, which takes memory.
    connection.execute("SET preserve_insertion_order = false")
    if threads:
        connection.execute(f"SET threads = {threads}")
    return connection


_KINDS = {
    "VARCHAR": Kind.TEXT, "ENUM": Kind.TEXT, "BOOLEAN": Kind.BOOLEAN,
    "TINYINT": Kind.NUMBER, "SMALLINT": Kind.NUMBER, "INTEGER": Kind.NUMBER, "BIGINT": Kind.NUMBER,
    "UTINYINT": Kind.NUMBER, "USMALLINT": Kind.NUMBER, "UINTEGER": Kind.NUMBER, "UBIGINT": Kind.NUMBER,
    "HUGEINT": Kind.NUMBER, "DECIMAL": Kind.NUMBER, "FLOAT": Kind.FLOAT, "DOUBLE": Kind.FLOAT,
    "DATE": Kind.DATE, "TIMESTAMP": Kind.TIMESTAMP,
}  # fmt: skip


def columns_of(
    connection: duckdb.DuckDBPyConnection, source: str, facts: Mapping[str, str]
) -> dict[str, Column]:
    """The columns that hold these facts, with what DuckDB says they hold. Raises `SituationError`."""
    described = connection.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()
    types = {str(column): str(kind) for column, kind, *_ in described}
    found, problems = {}, []
    for fact, column in facts.items():
        kind = _kind(types.get(column, ""))
        if column not in types:
            values = {"column": quoted(column), "suggestion": suggestion(quoted(column), types)}
            problems.append(Problem("column-unknown", Place("columns"), values))
        elif kind is None:
            values = {"column": quoted(column), "type": types[column]}
            problems.append(Problem("column-unreadable", Place("columns"), values))
        else:
            found[fact] = Column(column, kind)
    if problems:
        raise SituationError(problems)
    return found


def _kind(type_name: str) -> Kind | None:
    name, _, rest = type_name.partition("(")
    if name == "DECIMAL" and int(rest.strip(")").split(",")[1]) > _MOST_DECIMALS:
        return None
    return _KINDS.get(name)


def screen(
    connection: duckdb.DuckDBPyConnection,
    source: str,
    plan: Plan,
    *,
    row: str,
    into: str,
    keep: Sequence[str] = (),
) -> Result:
    """Decide every row of `source`, and make `into` a view of them: the column `row`, which names a row, the
    columns to keep, the number of the situation and what is answered to it.

    `source` is what stands after FROM. What is made is temporary: it goes with the connection. Raises
    `ValueError` when a column to keep has the name of one that is made.
    """
    taken = {*plan.keys, *COLUMNS}.intersection(name.lower() for name in (row, *keep))
    if taken:
        raise ValueError(f"the answers have columns of these names: {', '.join(sorted(taken))}")
    run = _Run(connection, source, replace(plan, prefix=f"{into}_"), (row, *keep))
    # Numbers, lengths and days written as text have no list of answers: their words are read first.
    run.read(
        each.fact.id for each in plan.varying if each.column.kind is Kind.TEXT and each.fact.type.ordered
    )
    run.place_rows()
    while faulty := run.faults_to_read():
        if run.read(faulty):
            run.place_rows()
    run.decide()
    run.show(into)
    return Result(connection, source, run.plan, row, into)


class _Run:
    """One screening under way."""

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, source: str, plan: Plan, keep: Sequence[str]
    ) -> None:
        self.connection = connection
        self.source = source
        self.plan = plan
        self.keep = keep
        self.facts_read: set[str] = set()
        self.keys = ", ".join(plan.keys)
        self.rows = sql.name(f"{plan.prefix}rows")
        self.held = sql.name(f"{plan.prefix}held")
        self._bring_words()

    def read(self, facts: Iterable[str]) -> bool:
        """Read the words of the columns of text that hold these facts; whether any was an answer."""
        before = list(self.plan.words())
        for fact in facts:
            self.facts_read.add(fact)
            self.connection.execute(self.plan.unread_sql(self.source)[fact])
            self.plan = self.plan.read({fact: (word for batch in self._batches() for (word,) in batch)})
        if learnt := list(self.plan.words()) != before:
            self._bring_words()
        return learnt

    def place_rows(self) -> None:
        """Put its situation beside each row, and count them."""
        placed = self.plan.keys_sql(self.source, self.keep)
        self.connection.execute(f"CREATE OR REPLACE TEMP TABLE {self.rows} AS {placed}")
        counted = f"SELECT {self.keys}, COUNT(*) AS rows_held FROM {self.rows} GROUP BY {self.keys}"
        self.connection.execute(
            f"CREATE OR REPLACE TEMP TABLE {self.held} AS "
            f"SELECT *, ROW_NUMBER() OVER () AS place FROM ({counted})"
        )

    def faults_to_read(self) -> list[str]:
        """The columns of text with words that packs do not write, and that were not read yet. Most lists have
        none, which the situations tell without looking at a row.
        """
        unread = {
            fact: f"COALESCE(BOOL_OR({condition}), FALSE)"
            for fact, condition in self.plan.faults_sql().items()
            if fact not in self.facts_read
        }
        if not unread:
            return []
        found = self.connection.execute(f"SELECT {', '.join(unread.values())} FROM {self.held}").fetchall()
        return [fact for fact, faulty in zip(unread, found[0], strict=True) if faulty]

    def decide(self) -> None:
        """Decide each situation."""
        columns = ", ".join(f"{column} VARCHAR" for column in COLUMNS)
        keys = ", ".join(f"{key} BIGINT" for key in self.plan.keys)
        self.connection.execute(f"CREATE OR REPLACE TEMP TABLE {self.plan.answers_table} ({keys}, {columns})")
        for batch in self._situations():
            self._insert(self.plan.answers_table, self.plan.rows(batch))

    def show(self, into: str) -> None:
        """Put rows and answers together."""
        told = ", ".join(f"a.{column}" for column in COLUMNS)
        self.connection.execute(
            f"CREATE OR REPLACE TEMP VIEW {sql.name(into)} AS SELECT r.*, {told} FROM {self.rows} AS r "
            f"LEFT JOIN {self.plan.answers_table} AS a USING ({self.keys})"
        )

    def _bring_words(self) -> None:
        table = self.plan.words_table
        self.connection.execute(
            f"CREATE OR REPLACE TEMP TABLE {table} (fact VARCHAR, word VARCHAR, zone INTEGER)"
        )
        self._insert(table, self.plan.words())

    def _situations(self) -> Iterator[list[Key]]:
        """The situations that the list holds, a batch at a time."""
        first = 1
        while batch := self.connection.execute(
            f"SELECT {self.keys} FROM {self.held} WHERE place BETWEEN {first} AND {first + _BATCH - 1}"
        ).fetchall():
            yield batch
            first += _BATCH

    def _insert(self, table: str, rows: Iterable[tuple[object, ...]]) -> None:
        """Column by column, which DuckDB takes much faster than row by row."""
        columns = [list(column) for column in zip(*rows, strict=True)]
        if columns:
            values = ", ".join("UNNEST(?)" for _ in columns)
            self.connection.execute(f"INSERT INTO {table} SELECT {values}", columns)

    def _batches(self) -> Iterator[list[tuple[Any, ...]]]:
        while batch := self.connection.fetchmany(_BATCH):
            yield batch
