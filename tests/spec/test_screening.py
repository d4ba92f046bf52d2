"""Screening a list means deciding its rows one by one, whatever the policy, the columns and the slips in
them; and the same text says the same in every database.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

import psycopg
import pytest
from hypothesis import Phase, given, settings

from balise.policy.screening import Kind, connect, elsewhere
from tests.databases import NoPostgresError, postgresql
from tests.spec.lists import TYPES, Listed, Told, answered, create, decided, fill, lists, screened, told

Run = Callable[[str], list[tuple[Any, ...]]]
NAMES = count()
IN_SPARK = {
    Kind.TEXT: "STRING",
    Kind.FLOAT: "DOUBLE",
    # Without a time zone, as everywhere else; its `TIMESTAMP` has one, and may lie on another day.
    Kind.TIMESTAMP: "TIMESTAMP_NTZ",
}


@pytest.fixture(scope="module")
def postgres() -> Iterator[psycopg.Connection]:
    try:
        with postgresql() as server, psycopg.connect(server.url("postgres"), autocommit=True) as connection:
            yield connection
    except NoPostgresError as problem:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(str(problem))


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    sessions = pytest.importorskip("pyspark.sql", reason="PySpark is missing: it comes with `balise[spark]`")
    if not os.environ.get("JAVA_HOME") and shutil.which("java") is None:
        pytest.skip("Java is missing, and PySpark needs it: JAVA_HOME is not set, and PATH has no `java`")
    session = (
        sessions.SparkSession.builder.master("local[1]")
        .config("spark.sql.ansi.enabled", "true")
        .config("spark.sql.ansi.doubleQuotedIdentifiers", "true")
        .config("spark.sql.shuffle.partitions", "1")
        .config("spark.ui.enabled", "false")
        .getOrCreate()
    )
    yield session
    session.stop()


@given(lists())
def test_every_row_gets_what_decide_says_of_it(listed: Listed) -> None:
    with connect(threads=1) as connection:
        found = told(screened(connection, listed))
    assert found == [decided(listed, row) for row in listed.rows]


@given(lists())
def test_the_same_text_says_the_same_in_postgresql(postgres: psycopg.Connection, listed: Listed) -> None:
    table = f"people_{next(NAMES)}"
    postgres.execute(create(listed, table).encode())
    marks = ", ".join("%s" for _ in range(len(listed.columns) + 1))
    for number, row in enumerate(listed.rows):
        postgres.execute(f"INSERT INTO {table} VALUES ({marks})".encode(), [number, *row])  # noqa: S608  our own table

    def run(query: str) -> list[tuple[Any, ...]]:
        return postgres.execute(query.encode()).fetchall()

    agree(listed, run, table)


# A query takes Spark a second or more, so few are tried, and none made smaller.
@settings(max_examples=5, phases=[Phase.generate])
@given(lists())
@pytest.mark.filterwarnings("ignore")
def test_the_same_text_says_the_same_in_spark(spark: Any, listed: Listed) -> None:  # noqa: ANN401  without PySpark it has no type
    kinds = [IN_SPARK.get(column.kind, TYPES[column.kind]) for column in listed.columns.values()]
    names = [f"`{column.name}`" for column in listed.columns.values()]
    schema = ", ".join(f"{name} {kind}" for name, kind in zip(names, kinds, strict=True))
    rows = [(number, *row) for number, row in enumerate(listed.rows)]
    spark.createDataFrame(rows, f"number INT, {schema}".rstrip(", ")).createOrReplaceTempView("people")

    def run(query: str) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in spark.sql(query).collect()]

    agree(listed, run, "people")


def agree(listed: Listed, run: Run, table: str) -> None:
    """The text made there gives what `decide` says, and the same text in DuckDB does, too."""
    text = elsewhere(listed.plan(), run, table, ["number"])
    expected = [without_codes(decided(listed, row)) for row in listed.rows]
    assert answered(run(text)) == expected
    with connect(threads=1) as connection:
        fill(connection, listed, table)
        assert answered(connection.execute(text).fetchall()) == expected


def without_codes(answer: Told) -> Told:
    """A row that is refused, without what is wrong in it: the text does not say it cell by cell."""
    return (*answer[:4], ("refused",) if answer[4] else ())
