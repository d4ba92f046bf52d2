"""What a screening found: counts by verdict and reason, the rows behind them, and who another campaign would
reach.

Rows stay in DuckDB; a `Decision` is made when it is asked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import duckdb

from balise.policy.decision import Decision
from balise.policy.evaluator import decide
from balise.policy.problems import Problem
from balise.policy.screening import sql
from balise.policy.screening.answers import Answer
from balise.policy.screening.plan import Plan
from balise.policy.screening.situations import Key
from balise.policy.verdict import Verdict

REACHED = (Verdict.PERMITTED, Verdict.CONDITIONAL)
"""The verdicts with which someone is written to."""


@dataclass(frozen=True, slots=True)
class Situation:
    """Rows that are alike for the policy: their number, and what is answered to all of them."""

    key: Key
    rows_held: int
    answer: Answer


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row of which nothing was decided: a cell holds no answer, or its facts contradict one another."""

    row: object
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class Result:
    """Made by `screen`. `into` is the view with an answer beside each row."""

    connection: duckdb.DuckDBPyConnection
    source: str
    plan: Plan
    row: str
    into: str

    @property
    def view(self) -> str:
        """The view, as SQL names it: to look through, or to write to a file."""
        return sql.name(self.into)

    # Counts.

    def verdicts(self) -> dict[Verdict | None, int]:
        """The rows of each verdict; None stands for those of which nothing could be decided."""
        found = self._query(
            f"SELECT verdict, CAST(SUM(rows_held) AS BIGINT) FROM {self._counted} "
            "GROUP BY verdict ORDER BY 2 DESC"
        )
        return {_verdict(verdict): count for verdict, count in found}

    def reasons(self) -> dict[str, int]:
        """The rows of which each rule speaks."""
        return self._listed("reasons")

    def alternatives(self) -> dict[str, int]:
        """The rows for which each alternative is proposed."""
        return self._listed("instead")

    def missing(self) -> dict[str, int]:
        """The rows whose verdict waits for each fact."""
        return self._listed("facts", "problem IS NULL")

    def problems(self) -> dict[str, int]:
        """The rows that could not be decided, by the code of the problem."""
        return self._listed("problem")

    def situations(self, limit: int = 1_000) -> Iterator[Situation]:
        """The distinct situations, most rows first, each with its decision."""
        listed = f"SELECT {self._keys}, rows_held FROM {self._counted} ORDER BY rows_held DESC, {self._keys}"
        for *key, rows_held in self._query(f"{listed} LIMIT {limit}"):
            yield Situation(tuple(key), rows_held, self.plan.answer(tuple(key)))

    # Rows.

    def rows(
        self,
        *,
        verdict: Verdict | None = None,
        reason: str | None = None,
        instead: str | None = None,
        problem: str | None = None,
        limit: int = 1_000,
    ) -> list[Any]:
        """The rows with this verdict, of which this rule speaks, for which this is proposed, that have this
        problem; all that is asked for must hold.
        """
        conditions = [
            f"{column} = {sql.text(wanted)}"
            for column, wanted in (("verdict", verdict), ("problem", problem))
            if wanted is not None
        ]
        conditions += [
            f"list_contains(string_split({column}, ' '), {sql.text(wanted)})"
            for column, wanted in (("reasons", reason), ("instead", instead))
            if wanted is not None
        ]
        found = self._query(
            f"SELECT {sql.name(self.row)} FROM {self.view} WHERE {' AND '.join(conditions) or 'TRUE'} "
            f"ORDER BY 1 LIMIT {limit}"
        )
        return [row for (row,) in found]

    def refusals(self, limit: int = 1_000) -> Iterator[Refusal]:
        """The rows of which nothing was decided, each with what is wrong in it."""
        keys = ", ".join(f"l.{key}" for key in self.plan.keys)
        found = self._query(
            f"SELECT l.{sql.name(self.row)}, {keys}, {self._cells} FROM {self._beside} "
            f"WHERE l.verdict IS NULL ORDER BY 1 LIMIT {limit}"
        )
        wide = len(self.plan.keys)
        for row, *rest in found:
            key, cells = tuple(rest[:wide]), rest[wide:]
            yield Refusal(row, self.plan.problems(key, cells))

    def decide(self, row: object) -> Decision:
        """The decision on the very facts of one row, with what would change it. Raises `SituationError`, and
        `KeyError` for a row that is not there.
        """
        found = self.connection.execute(
            f"SELECT {self._cells} FROM {self.source} AS s WHERE s.{sql.name(self.row)} = ?",
            [row],
        ).fetchone()
        if found is None:
            raise KeyError(row)
        return decide(self.plan.policy, self.plan.facts_of(found), self.plan.as_of)

    @property
    def _keys(self) -> str:
        return ", ".join(self.plan.keys)

    @property
    def _cells(self) -> str:
        return ", ".join(f"s.{sql.name(each.column.name)}" for each in self.plan.varying) or "NULL"

    @property
    def _beside(self) -> str:
        """The rows beside their answers, beside the list they come from."""
        row = sql.name(self.row)
        return f"{self.view} AS l JOIN {self.source} AS s ON l.{row} = s.{row}"

    @property
    def _counted(self) -> str:
        """The situations with their rows and their answers."""
        held = sql.name(f"{self.plan.prefix}held")
        return f"{held} AS h JOIN {self.plan.answers_table} AS a USING ({self._keys})"

    def _listed(self, column: str, condition: str = "TRUE") -> dict[str, int]:
        """The rows for each word of a column of the answers, most rows first."""
        words = f"SELECT rows_held, UNNEST(string_split({column}, ' ')) AS word FROM {self._counted}"
        found = self._query(
            f"SELECT word, CAST(SUM(rows_held) AS BIGINT) FROM ({words} WHERE {condition}) "
            "WHERE word <> '' GROUP BY word ORDER BY 2 DESC, 1"
        )
        return dict(found)

    def _query(self, query: str) -> list[tuple[Any, ...]]:
        return self.connection.execute(query).fetchall()


@dataclass(frozen=True)
class Comparison:
    """Two screenings of the same rows, as when post is tried instead of e-mail."""

    before: Result
    after: Result

    def changes(self) -> dict[tuple[Verdict | None, Verdict | None], int]:
        """The rows of each pair of verdicts, before and after."""
        found = self.before.connection.execute(
            f"SELECT b.verdict, a.verdict, COUNT(*) FROM {self._both} GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2"
        ).fetchall()
        return {(_verdict(before), _verdict(after)): count for before, after, count in found}

    @property
    def more(self) -> int:
        """How many more rows are reached after than before."""
        changes = self.changes()
        return sum(
            count * ((after in REACHED) - (before in REACHED)) for (before, after), count in changes.items()
        )

    def gained(self, limit: int = 1_000) -> list[Any]:
        """The rows that are reached only after."""
        return self._rows(f"{_reached('a')} AND NOT {_reached('b')}", limit)

    def lost(self, limit: int = 1_000) -> list[Any]:
        """The rows that were reached only before."""
        return self._rows(f"{_reached('b')} AND NOT {_reached('a')}", limit)

    @property
    def _both(self) -> str:
        before, after = sql.name(self.before.row), sql.name(self.after.row)
        return f"{self.before.view} AS b JOIN {self.after.view} AS a ON b.{before} = a.{after}"

    def _rows(self, condition: str, limit: int) -> list[Any]:
        row = sql.name(self.before.row)
        found = self.before.connection.execute(
            f"SELECT b.{row} FROM {self._both} WHERE {condition} ORDER BY 1 LIMIT {limit}"
        )
        return [row for (row,) in found.fetchall()]


def _reached(alias: str) -> str:
    """Whether a row is reached; one of which nothing was decided is not."""
    verdicts = ", ".join(sql.text(verdict) for verdict in REACHED)
    return f"COALESCE({alias}.verdict IN ({verdicts}), FALSE)"


def _verdict(word: str | None) -> Verdict | None:
    return None if word is None else Verdict(word)
