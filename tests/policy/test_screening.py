"""Promises of screening, on the fitness centre's list and on a pack small enough to read here."""

import subprocess
import sys
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from itertools import product
from typing import Any

import duckdb
import pytest

from balise.policy import Policy, SituationError, Verdict, decide, load
from balise.policy.screening import (
    Column,
    Comparison,
    Kind,
    Result,
    columns_of,
    connect,
    elsewhere,
    plan,
    running,
    screen,
)
from tests.policy.conftest import Folder
from tests.policy.test_promises import rule

DAY = date(2026, 11, 22)
CAMPAIGN = {
    "act": "promote_service",
    "recipient": "individual",
    "channel": "email",
    "commercial": True,
    "sender": "other",
}
SIX = (
    "open-mailing-list",
    "reception-display",
    "colleagues-display",
    "centre-website",
    "own-website",
    "local-newspaper",
)
LIST = """
CREATE TABLE members
    (line INTEGER, name VARCHAR, consent VARCHAR, basis VARCHAR, since DATE, minor VARCHAR)
"""
MEMBERS: tuple[tuple[Any, ...], ...] = (
    (2, "Ann", "given", None, None, "non"),
    (3, "Bo", "refused", None, None, "non"),
    (4, "Cy", "never_asked", "none", None, "non"),
    (5, "Di", "never_asked", "purchase", date(2025, 1, 15), "non"),
    (6, "Ed", None, None, None, "non"),
    (7, "Flo", "given", "purchase", date(2025, 1, 15), "non"),
    (8, "Guy", "peut-être", None, date(2027, 1, 1), "non"),
    (9, "Hal", " unknown ", None, None, "NON"),
    (10, "Ida", "never_asked", "purchase", date(2023, 1, 15), "non"),
)
FACTS_OF = {"consent": "consent", "consent_basis": "basis", "since_basis": "since", "under_14": "minor"}


@pytest.fixture(scope="module")
def law() -> Policy:
    return load("droit-canada", "cdo-sollicitation", "organisation", cases=False)


@pytest.fixture
def members() -> Iterator[duckdb.DuckDBPyConnection]:
    with connect(threads=1) as connection:
        connection.execute(LIST)
        connection.executemany("INSERT INTO members VALUES (?, ?, ?, ?, ?, ?)", MEMBERS)
        yield connection


def screened(
    connection: duckdb.DuckDBPyConnection,
    policy: Policy,
    campaign: Mapping[str, object] = CAMPAIGN,
    into: str = "decided",
) -> Result:
    columns = columns_of(connection, "members", FACTS_OF)
    ready = plan(policy, campaign, columns, DAY)
    return screen(connection, "members", ready, row="line", into=into, keep=["name"])


def codes(refused: pytest.ExceptionInfo[SituationError]) -> list[str]:
    return [problem.code for problem in refused.value.problems]


# Who may be written to, who not, and why


@pytest.mark.provision("S1-30", "S1-33", "S1-35", "S1-42")
def test_those_who_agreed_are_reached_and_nobody_else(
    members: duckdb.DuckDBPyConnection, law: Policy
) -> None:
    result = screened(members, law)
    assert result.rows(verdict=Verdict.PERMITTED) == [2]
    assert result.rows(verdict=Verdict.PROHIBITED) == [3, 4, 5, 10]
    assert result.rows(reason="cdo-sollicitation/mail-without-consent") == [3, 4, 5, 10]
    assert result.rows(reason="droit-canada/refused-in-writing") == [3]


@pytest.mark.provision("S1-36", "S1-37", "S1-38", "S1-39", "S1-40", "S1-41")
def test_those_not_reached_come_with_the_six_alternatives(
    members: duckdb.DuckDBPyConnection, law: Policy
) -> None:
    result = screened(members, law)
    assert {f"cdo-sollicitation/{name}": 4 for name in SIX}.items() <= result.alternatives().items()
    for name in SIX:
        assert result.rows(instead=f"cdo-sollicitation/{name}") == [3, 4, 5, 10]


def test_each_row_has_its_verdict_reasons_and_situation_in_one_view(
    members: duckdb.DuckDBPyConnection, law: Policy
) -> None:
    screened(members, law)
    found = members.execute(
        "SELECT name, verdict, reason, reasons, instead, facts FROM decided "
        "WHERE line IN (4, 6) ORDER BY line"
    ).fetchall()
    assert found[0][:3] == ("Cy", "prohibited", "droit-canada/no-consent")
    assert found[0][3].split() == ["droit-canada/no-consent", "cdo-sollicitation/mail-without-consent"]
    assert "cdo-sollicitation/own-website" in found[0][4].split()
    assert found[1][1:3] == ("undetermined", None)
    assert "consent" in found[1][5].split()


def test_a_missing_consent_is_never_taken_for_one(members: duckdb.DuckDBPyConnection, law: Policy) -> None:
    result = screened(members, law)
    assert result.rows(verdict=Verdict.UNDETERMINED) == [6, 9]
    assert result.missing()["consent"] == 2


def test_facts_that_contradict_one_another_get_no_permission_and_the_reason(
    members: duckdb.DuckDBPyConnection, law: Policy
) -> None:
    result = screened(members, law)
    [refusal] = [each for each in result.refusals() if each.row == 7]
    assert [problem.code for problem in refusal.problems] == ["facts-impossible"]
    assert "express" in refusal.problems[0].message.en
    assert result.rows(problem="facts-impossible") == [7]
    with pytest.raises(SituationError):
        result.decide(7)


def test_a_slip_is_told_with_its_row_and_every_value_that_is_no_answer(
    members: duckdb.DuckDBPyConnection, law: Policy
) -> None:
    [refusal] = [each for each in screened(members, law).refusals() if each.row == 8]
    assert sorted(problem.code for problem in refusal.problems) == ["answer-unknown", "date-after-act"]
    assert "peut-être" in " ".join(problem.message.fr for problem in refusal.problems)


def test_counts_add_up_to_the_list(members: duckdb.DuckDBPyConnection, law: Policy) -> None:
    result = screened(members, law)
    assert result.verdicts() == {
        Verdict.PROHIBITED: 4, Verdict.UNDETERMINED: 2, None: 2, Verdict.PERMITTED: 1,
    }  # fmt: skip
    assert result.problems() == {"answer-unknown": 1, "facts-impossible": 1}
    assert sum(each.rows_held for each in result.situations()) == len(MEMBERS)


def test_a_situation_carries_a_full_decision_and_a_row_its_own(
    members: duckdb.DuckDBPyConnection, law: Policy
) -> None:
    result = screened(members, law)
    for situation in result.situations():
        if situation.answer.decision:
            assert situation.answer.decision.verdict is situation.answer.verdict
    mine = result.decide(5)
    assert mine.facts["since_basis"] == date(2025, 1, 15)
    assert mine.verdict is Verdict.PROHIBITED
    with pytest.raises(KeyError):
        result.decide(99)


def test_the_act_settles_facts_as_it_does_for_one_decision(law: Policy) -> None:
    # `promote_service` settles who started it; nobody has to say so again for a list.
    ready = plan(law, CAMPAIGN, {"consent": Column("consent")}, DAY)
    with connect(threads=1) as connection:
        connection.execute("CREATE TABLE people AS SELECT 1 AS line, 'refused' AS consent")
        assert screen(connection, "people", ready, row="line", into="d").rows(verdict=Verdict.PROHIBITED) == [
            1
        ]


# What if?


def test_post_instead_of_email_reaches_so_many_more_and_these(
    members: duckdb.DuckDBPyConnection, law: Policy
) -> None:
    referral = {
        **CAMPAIGN,
        "act": "invite_to_session",
        "client_status": "current",
        "needs_assessed": True,
        "answers_need": True,
        "personal_gain": False,
        # A letter asks where the person is, and whether health chose them.
        "health_information": False,
        "province": "elsewhere_in_canada",
    }
    by_email = screened(members, law, referral)
    by_post = screened(members, law, {**referral, "channel": "mail"}, into="post")
    compared = Comparison(by_email, by_post)
    # Ida bought something too long ago for an e-mail; a letter she can still expect.
    assert (compared.more, compared.gained(), compared.lost()) == (1, [10], [])
    assert compared.changes()[Verdict.PROHIBITED, Verdict.CONDITIONAL] == 1


def test_a_clock_that_ran_out_since_is_seen_by_screening_again(
    members: duckdb.DuckDBPyConnection, law: Policy
) -> None:
    columns = {"since_basis": Column("since", Kind.DATE)}
    facts = {**CAMPAIGN, "act": "send_message", "message_kind": "promotion", "consent": "never_asked",
             "consent_basis": "purchase", "province": "ontario", "health_information": False}  # fmt: skip
    last, after = (
        screen(members, "members", plan(law, facts, columns, day), row="line", into=into)
        for day, into in ((date(2027, 1, 15), "last"), (date(2027, 1, 16), "after"))
    )
    assert last.rows(verdict=Verdict.CONDITIONAL) == [5, 7, 8]
    assert after.rows(verdict=Verdict.CONDITIONAL) == [8]


# What cannot be screened is refused before a row is read


def test_a_plan_tells_everything_that_is_wrong_with_it_at_once(law: Policy) -> None:
    columns = {
        "consent": Column("consent", Kind.BOOLEAN),
        "channel": Column("channel"),
        "consnt": Column("c"),
    }
    with pytest.raises(SituationError) as refused:
        plan(law, {**CAMPAIGN, "province": "atlantis"}, columns, DAY)
    assert codes(refused) == ["column-misfit", "fact-in-column", "fact-unknown", "answer-unknown"]
    told = "The column `consent` holds true or false; `consent` expects text."
    assert refused.value.lines("en")[0].startswith(told)
    assert refused.value.lines("fr")[0].startswith(
        "La colonne `consent` contient vrai ou faux; `consent` attend"
    )


def test_columns_that_are_not_there_or_hold_what_no_fact_is_are_refused() -> None:
    with connect(threads=1) as connection:
        connection.execute(
            "CREATE TABLE people AS SELECT 1 AS line, TIME '12:00' AS hour, [1] AS list, 1.5 AS half"
        )
        found = columns_of(connection, "people", {"price": "half"})
        assert found == {"price": Column("half", Kind.NUMBER)}
        with pytest.raises(SituationError) as refused:
            columns_of(connection, "people", {"channel": "hours", "price": "hour", "length": "list"})
    assert codes(refused) == ["column-unknown", "column-unreadable", "column-unreadable"]
    assert "`hour`" in refused.value.lines("en")[0]


def test_a_column_that_would_hide_an_answer_is_not_kept(
    members: duckdb.DuckDBPyConnection, law: Policy
) -> None:
    ready = plan(law, CAMPAIGN, {"consent": Column("consent")}, DAY)
    with pytest.raises(ValueError, match="columns of these names: verdict"):
        screen(members, "members", ready, row="line", into="d", keep=["Verdict"])


# On a pack that can be read here


RULES = (
    rule("dear", "price: {above: 10.01}", "prohibited")
    + rule("long", "length: {at_least: 90 min}", "discouraged")
    + rule("fresh", "ended: {below: 6 months}", "needs_approval")
    + rule("by-mail", "channel: mail", "permitted")
)


@pytest.fixture
def small(folder: Folder) -> Policy:
    return load(folder(rules=RULES))


def verdicts(policy: Policy, cells: str, columns: dict[str, Column], **constants: object) -> list[str | None]:
    """The verdict of each row of a query that counts its rows as `line`."""
    with connect(threads=1) as connection:
        connection.execute(f"CREATE TABLE people AS {cells}")
        screen(connection, "people", plan(policy, constants, columns, DAY), row="line", into="decided")
        found = connection.execute("SELECT verdict FROM decided ORDER BY line").fetchall()
    return [verdict for (verdict,) in found]


def test_words_of_people_are_read_as_decide_reads_them(small: Policy) -> None:
    cells = (
        "SELECT * FROM (VALUES (1, '10,01 $'), (2, ' 10,02'), (3, 'cher'), (4, ''), (5, '?')) t(line, price)"
    )
    found = verdicts(small, cells, {"price": Column("price")}, channel="mail", length="5 min", ended="2 ans")
    assert found == ["permitted", "prohibited", None, None, "undetermined"]


def test_a_number_is_what_was_written_and_not_what_the_machine_made_of_it(small: Policy) -> None:
    cells = "SELECT * FROM (VALUES (1, 10.01::DOUBLE), (2, 10.010000000000002), (3, 'NaN')) t(line, price)"
    columns = {"price": Column("price", Kind.FLOAT)}
    found = verdicts(small, cells, columns, channel="mail", length="5 min", ended="2 ans")
    assert found == ["permitted", "prohibited", None]


def test_a_number_too_fine_to_be_kept_is_refused_and_told(small: Policy) -> None:
    ready = plan(small, {"channel": "mail"}, {"price": Column("price", Kind.FLOAT)}, DAY)
    with connect(threads=1) as connection:
        connection.execute("CREATE TABLE people AS SELECT 1 AS line, 0.00001::DOUBLE AS price")
        [refusal] = screen(connection, "people", ready, row="line", into="d").refusals()
    assert [problem.code for problem in refusal.problems] == ["number-too-fine"]


def test_minutes_and_instants_are_lengths_and_days(small: Policy) -> None:
    cells = (
        "SELECT line, minutes, CAST(since AS TIMESTAMP) AS since FROM (VALUES "
        "(1, 89, '2026-05-22 23:59:59'), (2, 90, '2026-05-22 00:00:00'), "
        "(3, 5, '2026-05-23 00:00:00'), (4, -1, NULL)) t(line, minutes, since)"
    )
    columns = {"length": Column("minutes", Kind.NUMBER), "ended": Column("since", Kind.TIMESTAMP)}
    found = verdicts(small, cells, columns, channel="mail", price=1)
    assert found == ["permitted", "discouraged", "needs_approval", None]


def test_a_column_of_listed_words_is_read_like_text(small: Policy) -> None:
    cells = "SELECT 1 AS line, CAST('mail' AS ENUM ('mail', 'fax')) AS channel UNION ALL SELECT 2, 'fax'"
    found = verdicts(small, cells, {"channel": Column("channel")}, price=1, length="1 min", ended="2 y")
    assert found == ["permitted", None]


def test_a_name_of_a_column_is_a_name_whatever_it_holds(small: Policy) -> None:
    cells = """SELECT 1 AS line, 'mail' AS "a"" b; DROP TABLE people --" """
    columns = {"channel": Column('a" b; DROP TABLE people --')}
    assert verdicts(small, cells, columns, price=1, length="1 min", ended="2 y") == ["permitted"]


def test_more_situations_than_fit_into_one_batch_are_decided_all_the_same(
    small: Policy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "_BATCH", 3)
    known = list(
        product((None, "mail", "phone"), (None, Decimal(1), Decimal(11)), (None, "1 h", "2 h", "long"))
    )
    with connect(threads=1) as connection:
        connection.execute(
            "CREATE TABLE people (line INTEGER, channel VARCHAR, price DECIMAL(9, 2), length VARCHAR)"
        )
        connection.executemany(
            "INSERT INTO people VALUES (?, ?, ?, ?)", [(n, *row) for n, row in enumerate(known)]
        )
        columns = columns_of(connection, "people", {name: name for name in ("channel", "price", "length")})
        screen(connection, "people", plan(small, {}, columns, DAY), row="line", into="d")
        found = connection.execute("SELECT verdict FROM d ORDER BY line").fetchall()
    for (verdict,), (channel, price, length) in zip(found, known, strict=True):
        if length == "long":
            assert verdict is None
        else:
            facts = {"channel": channel, "price": price, "length": length}
            assert verdict == decide(small, facts, DAY).verdict


def test_facts_too_many_for_one_number_share_several(folder: Folder) -> None:
    ids = [f"f{place}" for place in range(45)]
    said = "label: {fr: F, en: F}, question: {fr: F, en: F}"
    facts = "facts:\n" + "".join(f"  - {{id: {name}, type: boolean, {said}}}\n" for name in ids)
    rules = "".join(rule(f"r-{name}", f"{name}: true", "discouraged") for name in ids)
    policy = load(folder(facts=facts, rules=rules + rule("all", "f44: false", "permitted")))
    ready = plan(policy, {}, {name: Column(name, Kind.BOOLEAN) for name in ids}, DAY)
    assert ready.keys == ("situation_1", "situation_2")
    with connect(threads=1) as connection:
        nobody = ", ".join(f"FALSE AS {name}" for name in ids[1:])
        cells = f"SELECT line, line = 1 AS f0, {nobody} FROM RANGE(3) t(line)"  # noqa: S608  names of this test
        connection.execute(f"CREATE TABLE people AS {cells}")
        result = screen(connection, "people", ready, row="line", into="d")
        assert result.rows(reason="mine/r-f0") == [1]
        assert result.verdicts() == {Verdict.PERMITTED: 2, Verdict.DISCOURAGED: 1}


def test_an_empty_list_is_screened_too(small: Policy) -> None:
    ready = plan(small, {}, {"channel": Column("channel")}, DAY)
    with connect(threads=1) as connection:
        connection.execute("CREATE TABLE people (line INTEGER, channel VARCHAR)")
        assert screen(connection, "people", ready, row="line", into="d").verdicts() == {}
        text = elsewhere(ready, lambda query: connection.execute(query).fetchall(), "people", ["line"])
        assert connection.execute(text).fetchall() == []


def test_what_the_campaign_does_not_tell_apart_is_one_situation(law: Policy) -> None:
    # By post it is only whether there is a tie that counts, not which one, nor since when.
    columns = {"consent_basis": Column("basis"), "since_basis": Column("since", Kind.DATE)}
    by_post = plan(law, {**CAMPAIGN, "channel": "mail", "consent": "never_asked"}, columns, DAY)
    by_email = plan(law, {**CAMPAIGN, "consent": "never_asked"}, columns, DAY)
    assert by_post.size < by_email.size
    assert [len(each.zones) for each in by_post.varying][1] == 1


def test_the_engine_alone_needs_no_duckdb() -> None:
    program = "import sys; sys.modules['duckdb'] = None; import balise.policy"
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
