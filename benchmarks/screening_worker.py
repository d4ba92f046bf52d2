"""One measure of screening, in a process of its own so that its memory is its own: `<rows> <rounds>` beside
SQL written by hand, `csv <rows>`, or `command <rows>`. Prints what it found as JSON.

The campaign: a registered charity invites people by e-mail to a session that answers a need, under the
shipped packs for the law, the dietitians' regulator and the organisation. Seven facts differ from person to
person.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from datetime import date
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import TYPE_CHECKING, Any

from balise.policy import load
from balise.policy.screening import Column, Kind, Plan, connect, plan, screen
from benchmarks.measure import in_turns

if TYPE_CHECKING:
    import duckdb

DAY = date(2026, 11, 22)
PACKS = ("droit-canada", "cdo-sollicitation", "organisation")
CAMPAIGN = {
    "act": "invite_to_session",
    "channel": "email",
    "recipient": "individual",
    "sender": "charity",
    "commercial": True,
    "answers_need": True,
    "personal_gain": False,
    "basis_ongoing": False,
    "relevant_to_role": True,
    "first_message": False,
    "consent_giver": "person",
    "health_information": False,
}
COLUMNS = {
    "consent": Kind.TEXT,
    "consent_basis": Kind.TEXT,
    "since_basis": Kind.DATE,
    "client_status": Kind.TEXT,
    "needs_assessed": Kind.BOOLEAN,
    "province": Kind.TEXT,
    "under_14": Kind.BOOLEAN,
}

PEOPLE = """
CREATE TABLE people AS
WITH drawn AS (
    SELECT id, RANDOM() AS a, RANDOM() AS b, RANDOM() AS c, RANDOM() AS d, RANDOM() AS e, RANDOM() AS f
    FROM RANGE({rows}) AS t(id)
), asked AS (
    SELECT *, CASE WHEN a < 0.35 THEN 'given' WHEN a < 0.45 THEN 'refused' WHEN a < 0.9 THEN 'never_asked'
        ELSE 'other_purpose' END AS consent
    FROM drawn
)
SELECT id, consent,
    CASE WHEN consent = 'given' THEN CASE WHEN b < 0.999 THEN 'express' ELSE 'purchase' END
        WHEN b > 0.03 THEN ['purchase', 'contract', 'subscription', 'inquiry', 'gift', 'volunteering',
            'membership', 'published_address', 'disclosed_address', 'referral', 'harvested', 'none'
            ][1 + CAST(FLOOR(c * 12) AS INTEGER)] END AS consent_basis,
    CASE WHEN d < 0.9 THEN DATE '2022-01-01' + CAST(FLOOR(d * 1900) AS INTEGER) END AS since_basis,
    CASE WHEN e < 0.4 THEN 'current' WHEN e < 0.7 THEN 'former' WHEN e < 0.9 THEN 'of_another'
        ELSE 'never' END AS client_status,
    CASE WHEN f < 0.5 THEN TRUE WHEN f < 0.9 THEN FALSE END AS needs_assessed,
    CASE WHEN c < 0.4 THEN 'quebec' WHEN c < 0.6 THEN 'ontario' WHEN c < 0.97 THEN 'elsewhere_in_canada'
        ELSE 'abroad_listed' END AS province,
    CASE WHEN b < 0.02 THEN TRUE WHEN b < 0.95 THEN FALSE END AS under_14
FROM asked
"""

BY_HAND = """
CASE
    WHEN consent = 'refused' THEN {refused}
    WHEN consent = 'given' THEN CASE
        WHEN consent_basis <> 'express' THEN {impossible}
        WHEN province = 'quebec' AND under_14 THEN {child}
        WHEN province = 'quebec' AND under_14 IS NULL THEN {open}
        ELSE {given} END
    WHEN province = 'quebec' AND under_14 THEN {nobody}
    WHEN consent_basis IN ('harvested', 'referral', 'none') THEN {no_consent}
    WHEN since_basis < DATE '2024-11-22' AND consent_basis IN
        ('purchase', 'contract', 'subscription', 'gift', 'volunteering', 'membership') THEN {no_consent}
    WHEN since_basis < DATE '2026-05-22' AND consent_basis = 'inquiry' THEN {no_consent}
    WHEN client_status <> 'current' OR needs_assessed = FALSE THEN {not_asked}
    WHEN needs_assessed IS NULL OR consent_basis IS NULL THEN {open}
    WHEN province = 'quebec' AND under_14 IS NULL THEN {open}
    WHEN since_basis IS NULL AND consent_basis NOT IN ('published_address', 'disclosed_address') THEN {open}
    ELSE {implied} END
"""
"""What an expert who knows these packs and these columns writes: the strictest first, and no test twice. It
trusts that every cell holds an answer.
"""

IMPLIED = (
    "purchase", "contract", "subscription", "inquiry", "gift", "volunteering", "membership",
    "published_address", "disclosed_address",
)  # fmt: skip
ANSWERS = {
    "impossible": (None, None),
    "open": ("undetermined", None),
    "refused": ("prohibited", "droit-canada/refused-in-writing"),
    "child": ("prohibited", "droit-canada/child-cannot-consent"),
    "nobody": ("prohibited", "droit-canada/nobody-consented-for-the-child"),
    "no_consent": ("prohibited", "droit-canada/no-consent"),
    "not_asked": ("prohibited", "cdo-sollicitation/mail-without-consent"),
    "given": ("permitted", "droit-canada/express-consent"),
}
"""For each place in the text, verdict and reason; that of an implied consent has the name of its basis."""


def campaign(columns: dict[str, Kind]) -> Plan:
    """The plan for a list with these columns, each named like its fact."""
    held = {fact: Column(fact, kind) for fact, kind in columns.items()}
    return plan(load(*PACKS, cases=False), CAMPAIGN, held, DAY)


def two_cases() -> str:
    """One CASE for the verdict and one for the reason."""
    verdicts = {place: _constant(verdict) for place, (verdict, _) in ANSWERS.items()}
    reasons = {place: _constant(reason) for place, (_, reason) in ANSWERS.items()}
    named = " ".join(
        f"WHEN '{basis}' THEN 'droit-canada/implied-by-{basis.replace('_', '-')}'" for basis in IMPLIED
    )
    return (
        f"SELECT id, {BY_HAND.format(**verdicts, implied=_constant('conditional'))} AS verdict, "
        f"{BY_HAND.format(**reasons, implied=f'CASE consent_basis {named} END')} AS reason FROM people"
    )


def one_case() -> str:
    """One CASE for both, as a number to look up."""
    found = [
        *ANSWERS.values(),
        *(("conditional", f"droit-canada/implied-by-{basis.replace('_', '-')}") for basis in IMPLIED),
    ]
    rows = ", ".join(
        f"({number}, {_constant(verdict)}, {_constant(reason)})"
        for number, (verdict, reason) in enumerate(found)
    )
    numbers = {place: str(number) for number, place in enumerate(ANSWERS)}
    named = " ".join(f"WHEN '{basis}' THEN {len(ANSWERS) + number}" for number, basis in enumerate(IMPLIED))
    number = BY_HAND.format(**numbers, implied=f"CASE consent_basis {named} END")
    return (
        f"SELECT id, verdict, reason FROM (SELECT id, {number} AS number FROM people) "
        f"LEFT JOIN (VALUES {rows}) AS told(number, verdict, reason) USING (number)"
    )


def _constant(word: str | None) -> str:
    return "NULL" if word is None else f"'{word}'"


def beside_sql(rows: int, rounds: int) -> dict[str, Any]:
    """CPU seconds of each round: ours, and the two ways to write it by hand."""
    with TemporaryDirectory() as folder:
        connection = connect(Path(folder) / "people.duckdb", threads=2)
        connection.execute("SELECT SETSEED(0.5)")
        connection.execute(PEOPLE.format(rows=rows))
        ours = campaign(COLUMNS)
        jobs = [
            partial(_screened, connection, ours),
            partial(_write, connection, "two_cases", two_cases()),
            partial(_write, connection, "one_case", one_case()),
        ]
        for job in jobs:
            job()
        check_same_answers(connection, "two_cases")
        check_same_answers(connection, "one_case")
        taken = in_turns(jobs, rounds)
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    return {"seconds": dict(zip(("ours", "two_cases", "one_case"), taken, strict=True)), "gibibytes": most}


def check_same_answers(connection: duckdb.DuckDBPyConnection, other: str) -> None:
    """Refuse to time answers that differ."""
    differ = connection.execute(
        f"SELECT o.*, t.verdict, t.reason FROM ours AS o FULL JOIN {other} AS t USING (id) "
        "WHERE o.verdict IS DISTINCT FROM t.verdict OR o.reason IS DISTINCT FROM t.reason LIMIT 5"
    ).fetchall()
    assert not differ, f"{other}: {differ}"


def _screened(connection: duckdb.DuckDBPyConnection, ours: Plan) -> None:
    screen(connection, "people", ours, row="id", into="decided")
    _write(connection, "ours", "SELECT id, verdict, reason FROM decided")


def _write(connection: duckdb.DuckDBPyConnection, table: str, query: str) -> None:
    connection.execute(f"CREATE OR REPLACE TABLE {table} AS {query}")


def from_csv(rows: int) -> dict[str, Any]:
    """Seconds from a file of text to a file with verdict and reasons, packs read and all."""
    with TemporaryDirectory() as folder:
        listed, decided = Path(folder) / "list.csv", Path(folder) / "decided.csv"
        connection = connect()
        connection.execute(PEOPLE.format(rows=rows))
        connection.execute(f"COPY people TO '{listed}'")
        connection.close()
        start = perf_counter()
        connection = connect(Path(folder) / "work.duckdb", threads=2)
        connection.execute(f"CREATE TABLE list AS SELECT * FROM read_csv('{listed}', all_varchar = true)")
        ours = campaign(dict.fromkeys(COLUMNS, Kind.TEXT))
        result = screen(connection, "list", ours, row="id", into="decided", keep=list(COLUMNS))
        connection.execute(f"COPY (SELECT * FROM {result.view}) TO '{decided}'")
        taken = perf_counter() - start
        assert sum(result.verdicts().values()) == rows
        assert not result.problems().keys() - {"facts-impossible"}
    return {"seconds": taken}


LISTED = """
COPY (
    SELECT 'Member ' || id AS name, 'member.' || id || '@example.org' AS email,
        '506 555 ' || LPAD(CAST(id % 10000 AS VARCHAR), 4, '0') AS phone, id || ' Main Street' AS address,
        'Moncton' AS city, 'NB' AS province, 'E1C 4Z6' AS "postal code"
    FROM people
) TO '{file}'
"""
EXPORTED = """
COPY (
    SELECT 'member.' || id || '@example.org' AS address, 'news' AS purpose, 'email' AS channel,
        '{day}' AS as_of, '{day}' AS made, consent,
        CASE WHEN consent = 'given' THEN 'express' ELSE consent_basis END AS consent_basis,
        since_basis, NULL AS basis_ongoing, NULL AS consent_giver, under_14,
        NULL AS do_not_call
    FROM people WHERE consent <> 'never_asked'
    UNION ALL
    SELECT '*', 'news', 'email', '{day}', '{day}', CAST(COUNT(*) AS VARCHAR),
        NULL, NULL, NULL, NULL, NULL, NULL
    FROM people WHERE consent <> 'never_asked'
) TO '{file}'
"""
ASKED = """
act: invite_to_session
purpose: news
channel: email
audience: clients
packs: [droit-canada, cdo-sollicitation, organisation]
facts:
  sender: charity
  commercial: true
  answers_need: true
  personal_gain: false
  client_status: current
  health_information: false
"""


def by_command(rows: int) -> dict[str, Any]:
    """Seconds and memory of `balise screen` on a list of people and an export of most of their consents."""
    with TemporaryDirectory() as place:
        folder = Path(place)
        connection = connect()
        connection.execute(PEOPLE.format(rows=rows))
        connection.execute(LISTED.format(file=folder / "list.csv"))
        connection.execute(EXPORTED.format(file=folder / "consents.csv", day=DAY))
        connection.close()
        (folder / "campaign.yaml").write_text(ASKED, encoding="utf-8")
        command = [sys.executable, "-m", "balise.cli", "screen", "list.csv", "-c", "campaign.yaml"]
        start = perf_counter()
        subprocess.run(
            [*command, "--consents", "consents.csv", "-o", "out"],
            cwd=folder,
            stdout=subprocess.DEVNULL,
            check=True,
        )
        taken = perf_counter() - start
        told = json.loads((folder / "out" / "summary.json").read_text(encoding="utf-8"))
        assert told["allowed"] + told["refused"] == rows
        assert told["allowed"] > rows // 10
    most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 2**20
    return {"seconds": taken, "gibibytes": most}


if __name__ == "__main__":
    first, second = sys.argv[1:]
    match first:
        case "csv":
            found = from_csv(int(second))
        case "command":
            found = by_command(int(second))
        case _:
            found = beside_sql(int(first), int(second))
    print(json.dumps(found))
