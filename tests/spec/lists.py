"""Lists to screen, drawn at random: which facts are the same for all, what each column holds, and rows with
answers, empty cells and slips.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import duckdb
from hypothesis import strategies as st

from balise.policy import Policy, SituationError, decide
from balise.policy.screening import Column, Kind, Plan, Refusal, Result, plan, screen, sql
from tests.spec.strategies import (
    DAYS,
    Data,
    Packs,
    answers,
    dates_near,
    loaded,
    packs,
    values,
    written_values,
)

TYPES = {
    Kind.TEXT: "VARCHAR",
    Kind.BOOLEAN: "BOOLEAN",
    Kind.NUMBER: "DECIMAL(18, 4)",
    Kind.FLOAT: "DOUBLE PRECISION",
    Kind.DATE: "DATE",
    Kind.TIMESTAMP: "TIMESTAMP",
}
FITTING = {
    "boolean": (Kind.BOOLEAN, Kind.TEXT),
    "choice": (Kind.TEXT,),
    "number": (Kind.NUMBER, Kind.FLOAT, Kind.TEXT),
    "duration": (Kind.NUMBER, Kind.TEXT),
    "date_difference": (Kind.DATE, Kind.TIMESTAMP, Kind.TEXT),
}
SLIPS = (
    "",
    "peut-être",
    "Oui ",
    "no",
    "inconnu",
    "12,50 $",
    "v0 ",
    "V1",
    "it's",
    "a\\b",
    "1 h",
    "6 mois",
    "é",
)


@dataclass(frozen=True)
class Listed:
    """A list, and the campaign that it is screened for."""

    packs: Packs
    policy: Policy
    constants: Data
    columns: dict[str, Column]
    rows: list[tuple[Any, ...]]
    day: date

    def plan(self) -> Plan:
        return plan(self.policy, self.constants, self.columns, self.day)

    def facts(self, row: tuple[Any, ...]) -> Data:
        """The facts of one row, as a program passes them to `decide`."""
        found = dict(self.constants)
        for (name, column), cell in zip(self.columns.items(), row, strict=True):
            minutes = column.kind is Kind.NUMBER and cell is not None
            found[name] = Decimal(cell) if minutes else cell
        return found


def create(listed: Listed, table: str) -> str:
    """The SQL that makes the table, with the number of the row."""
    columns = [f"{sql.name(column.name)} {TYPES[column.kind]}" for column in listed.columns.values()]
    return f"CREATE TABLE {table} ({', '.join(['number INTEGER', *columns])})"


def fill(connection: duckdb.DuckDBPyConnection, listed: Listed, table: str) -> None:
    """Put the list into DuckDB."""
    connection.execute(create(listed, table))
    marks = ", ".join("?" for _ in range(len(listed.columns) + 1))
    for number, row in enumerate(listed.rows):
        connection.execute(f"INSERT INTO {table} VALUES ({marks})", [number, *row])  # noqa: S608  our own table


Told = tuple[str | None, tuple[str, ...], tuple[str, ...], tuple[str, ...], tuple[str, ...]]
"""Verdict, reasons, alternatives, missing facts, and the codes of what is wrong."""


def decided(listed: Listed, row: tuple[Any, ...]) -> Told:
    """What `decide` says of one row."""
    try:
        decision = decide(listed.policy, listed.facts(row), listed.day)
    except SituationError as refused:
        return None, (), (), (), tuple(sorted(problem.code for problem in refused.problems))
    return (
        decision.verdict.value,
        tuple(reason.rule.key for reason in decision.reasons),
        tuple(text.key for text in decision.instead),
        tuple(fact.id for fact in decision.missing),
        (),
    )


def screened(connection: duckdb.DuckDBPyConnection, listed: Listed) -> Result:
    """The list put into DuckDB, and screened."""
    fill(connection, listed, "people")
    return screen(connection, "people", listed.plan(), row="number", into="decided")


def told(result: Result) -> list[Told]:
    """What a screening says of each row."""
    refused = {refusal.row: refusal for refusal in result.refusals()}
    rows = result.connection.execute(
        f"SELECT number, verdict, reasons, instead, facts FROM {result.view} ORDER BY number"  # noqa: S608  our own view
    ).fetchall()
    return [_told(refused.get(number), *words) for number, *words in rows]


def _told(refused: Refusal | None, verdict: str | None, reasons: str, instead: str, facts: str) -> Told:
    if refused:
        assert verdict is None
        return None, (), (), (), tuple(sorted(problem.code for problem in refused.problems))
    return verdict, tuple(reasons.split()), tuple(instead.split()), tuple(facts.split()), ()


def answered(rows: list[tuple[Any, ...]]) -> list[Told]:
    """What the rows of the whole text say (`Plan.sql`); of one that is refused only that it is."""
    found: list[Told] = []
    for _, _, verdict, _, reasons, instead, facts, problem in sorted(rows):
        words = (verdict, tuple(reasons.split()), tuple(instead.split()))
        found.append((*words, () if problem else tuple(facts.split()), ("refused",) if problem else ()))
    return found


def cells(fact: Data, kind: Kind, day: date) -> st.SearchStrategy[Any]:
    """Cells of a column of this kind, at the constants of rules and beside them; a few are no answer."""
    match kind:
        case Kind.BOOLEAN:
            return st.booleans()
        case Kind.NUMBER if fact["type"] == "duration":
            return st.sampled_from([Decimal(minutes) for minutes in (-1, 0, 29, 30, 60, 61, 90, 1440)])
        case Kind.NUMBER:
            return st.sampled_from(
                [Decimal(str(n)) for n in (-1, 0, 4.99, 5, 7, 10, 10.01, 10.02, 100, 10**13)]
            )
        case Kind.FLOAT:
            near = (
                -0.5,
                0.0,
                4.99,
                5.0,
                10.0,
                10.01,
                10.010000000000002,
                1e15,
                1.2345678901234567e-07,
                float("inf"),
                float("nan"),
            )
            return st.sampled_from(near)
        case Kind.DATE:
            return st.one_of(dates_near(day), st.sampled_from((day, day + timedelta(days=1), date(1, 1, 1))))
        case Kind.TIMESTAMP:
            return dates_near(day).map(lambda known: datetime.combine(known, time(23, 59)))
        case _:
            return st.one_of(_words(fact, day), _words(fact, day), st.sampled_from(SLIPS))


def _words(fact: Data, day: date) -> st.SearchStrategy[str]:
    if fact["type"] == "boolean":
        return st.sampled_from(("true", "false", "oui", "Non"))
    if fact["type"] == "choice":
        return st.sampled_from(answers(fact))
    return st.one_of(written_values(fact), values(fact, day)).map(str)


@st.composite
def lists(draw: st.DrawFn) -> Listed:
    """A policy, and a list of a dozen rows at most."""
    drawn = draw(packs())
    day = draw(st.sampled_from(DAYS))
    upper = drawn["upper"]
    known = list(upper["facts.yaml"]["facts"])
    if "acts.yaml" in upper:
        known.append({"id": "act", "type": "choice", "values": upper["acts.yaml"]["acts"]})
    constants: Data = {}
    columns: dict[str, Column] = {}
    drawers = []
    for fact in draw(st.permutations(known)):
        # The act is most often the campaign's; another fact is in a column, the same for all, or not known.
        place = draw(st.integers(0, 5))
        if place > (1 if fact["id"] == "act" else 3):
            if place == 5 or fact["id"] == "act":
                constants[fact["id"]] = draw(st.one_of(st.none(), values(fact, day)))
            continue
        kind = draw(st.sampled_from(FITTING[fact["type"]]))
        columns[fact["id"]] = Column(f'col "{fact["id"]}"', kind)
        drawers.append(st.one_of(st.none(), cells(fact, kind, day), cells(fact, kind, day)))
    rows = draw(st.lists(st.tuples(*drawers), max_size=12))
    return Listed(drawn, loaded(drawn), constants, columns, rows, day)
