"""Screening is timed beside SQL that gives the same answers, and only then."""

import pytest

from balise.policy.screening import connect
from benchmarks import screening_worker as worker


def test_sql_written_by_hand_gives_the_answers_of_the_policy() -> None:
    told = worker.beside_sql(rows=20_000, rounds=1)
    assert set(told["seconds"]) == {"ours", "two_cases", "one_case"}


def test_answers_that_differ_are_not_timed() -> None:
    with connect(threads=1) as connection:
        connection.execute("CREATE TABLE ours AS SELECT 1 AS id, 'prohibited' AS verdict, 'a' AS reason")
        connection.execute("CREATE TABLE milder AS SELECT 1 AS id, 'permitted' AS verdict, 'a' AS reason")
        with pytest.raises(AssertionError, match="milder"):
            worker.check_same_answers(connection, "milder")


def test_a_list_from_a_file_is_decided_whole() -> None:
    assert worker.from_csv(rows=2_000)["seconds"] > 0


def test_a_list_is_decided_whole_by_the_command() -> None:
    assert worker.by_command(rows=2_000)["gibibytes"] > 0
