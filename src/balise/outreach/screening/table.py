"""The recipients of a campaign in DuckDB while they are screened: memory stays bounded however many they are.

Each stands there with what becomes its row (`KEPT`) and with its facts, `fact_…`, all as text.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from balise.journal.pieces import pieces
from balise.outreach.lists.addressees import IDENTIFYING
from balise.policy.facts import FactType, as_word
from balise.policy.screening import Column, connect, plan, screen, sql
from balise.policy.screening.answers import COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import duckdb

    from balise.consent.facts import Facts
    from balise.outreach.screening.judging import Judge
    from balise.policy.screening import Result

MEMORY = "1GB"
AT_ONCE = 2_000

KEPT = ("number", "client_id", *IDENTIFYING, "keys", "refuses", "refused", "reachable")
_KINDS = {
    "number": "BIGINT",
    "client_id": "BIGINT",
    "refuses": "BOOLEAN",
    "refused": "BOOLEAN",
    "reachable": "BOOLEAN",
}

Row = dict[str, Any]


@dataclass(frozen=True)
class Table:
    """The rows of one campaign, in a table of this name; `judge` says which facts they have."""

    connection: duckdb.DuckDBPyConnection
    judge: Judge
    name: str

    @classmethod
    def filled(
        cls,
        judge: Judge,
        rows: Iterable[Row],
        *,
        name: str = "recipients",
        connection: duckdb.DuckDBPyConnection | None = None,
    ) -> Table:
        """A table of these rows: a value for each of `KEPT`, and `facts`."""
        table = cls(connection or connect(memory=MEMORY), judge, name)
        columns = [*KEPT, *map(_column, judge.columns)]
        kinds = ", ".join(f"{sql.name(each)} {_KINDS.get(each, 'VARCHAR')}" for each in columns)
        table.connection.execute(f"CREATE TABLE {name} ({kinds})")
        values = ", ".join("UNNEST(?)" for _ in columns)
        for some in pieces(rows, AT_ONCE):
            # Column by column, which DuckDB takes much faster than row by row.
            taken: list[list[object]] = [[row.get(each) for row in some] for each in KEPT]
            taken += [[_cell(row["facts"].get(fact)) for row in some] for fact in judge.columns]
            table.connection.execute(f"INSERT INTO {name} SELECT {values}", taken)
        return table

    def screened(self) -> Result:
        """Decide all who can be reached. Raise `SituationError` when the campaign's own facts are no
        answers, or contradict one another.
        """
        columns = {fact: Column(_column(fact)) for fact in self.judge.columns}
        asked = plan(self.judge.policy, self.judge.constants, columns, self.judge.day)
        reachable = f"(SELECT * FROM {self.name} WHERE reachable)"  # noqa: S608  a name of ours
        return screen(self.connection, reachable, asked, row="number", into=f"{self.name}_answered")

    def rows(self, result: Result) -> Iterator[tuple[Row, tuple[str, ...] | None]]:
        """Each recipient with its facts, in order, and what was answered; None for who cannot be reached.

        Nothing else may be asked of the connection meanwhile.
        """
        facts = [*map(_column, self.judge.columns)]
        shown = ", ".join(f"r.{sql.name(each)}" for each in (*KEPT, *facts))
        told = ", ".join(f"a.{each}" for each in COLUMNS)
        found = self.connection.execute(
            f"SELECT {shown}, a.number IS NOT NULL, {told} FROM {self.name} AS r "  # noqa: S608  names of ours
            f"LEFT JOIN {result.view} AS a USING (number) ORDER BY r.number"
        )
        wide = len(KEPT)
        while some := found.fetchmany(AT_ONCE):
            for values in some:
                row: Row = dict(zip(KEPT, values[:wide], strict=True))
                row["facts"] = self._facts(values[wide : wide + len(facts)])
                answered, *answer = values[wide + len(facts) :]
                yield row, tuple(word or "" for word in answer) if answered else None

    def _facts(self, cells: Iterable[str | None]) -> Facts:
        known = self.judge.policy.facts
        return {
            fact: cell == "true" if known[fact].type is FactType.BOOLEAN else cell
            for fact, cell in zip(self.judge.columns, cells, strict=True)
            if cell is not None
        }


def _column(fact: str) -> str:
    return f"fact_{fact}"


def _cell(value: str | bool | None) -> str | None:  # noqa: FBT001  an answer of the policy, not a switch
    return None if value is None else as_word(value)
