"""A list screened without a server: the same answers, their reasons, and nothing half done."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from balise.outreach.lists.sources import Kind
from balise.outreach.offline import campaign_file, commands, consents, outputs
from balise.outreach.screening.judging import STRICTNESS, Judge
from balise.policy.verdict import Verdict
from balise.server.commands.installation import rooms_alone
from tests.loaded import neutral
from tests.outreach.offline.conftest import CAMPAIGN, DAY, GIVEN, REFUSED, Desk, listed
from tests.outreach.worlds import excel_list

if TYPE_CHECKING:
    from pathlib import Path

ROSE, ULLA, SAM, NOBODY = "rose@example.org", "ulla@example.org", "sam@example.org", "nobody@example.org"


@pytest.mark.provision("S1-30", "S1-33", "S1-42")
def test_who_agreed_is_allowed_and_the_others_are_told_apart_with_the_reason(desk: Desk) -> None:
    known = desk.export([(ROSE, GIVEN), (ULLA, REFUSED), (SAM, {"consent": "other_purpose"})])
    done = desk.screen(listed("Rose <ROSE@example.org>", ULLA, SAM, NOBODY, "rose@@example", ROSE), known)
    assert done.code == 1  # a row has to be corrected
    assert desk.allowed == ["ROSE@example.org"]
    assert "refused" in desk.refused[ULLA]
    assert set(desk.refused) == {ULLA, SAM, NOBODY}
    assert [row["Joined to row"] for row in desk.table("doubles.csv")] == ["2"]
    assert [row["Courriel"] for row in desk.table("to-correct.csv")] == ["rose@@example"]
    figures = desk.figures
    assert (figures["rows"], figures["allowed"], figures["refused"]) == (6, 1, 3)
    assert "1 addressees allowed" in done.lines[0]


@pytest.mark.provision("S1-36")
def test_a_refused_row_says_its_source_and_what_to_do_instead(desk: Desk) -> None:
    desk.screen(listed(ULLA), desk.export([(ULLA, REFUSED)]))
    [row] = desk.table("refused.csv")
    assert "anti-spam legislation" in row["Source"]
    assert row["Instead"]
    assert row["Instead"].split(".")[0] in (desk.folder / "out" / "summary.md").read_text(encoding="utf-8")


@pytest.mark.provision("S1-31")
def test_nothing_in_a_list_is_a_consent_and_every_no_in_it_counts(desk: Desk) -> None:
    words = f"Courriel,Consentement,Désabonné\n{NOBODY},oui,\n{ROSE},oui,oui\n{ULLA},non,\n"
    desk.screen(words, desk.export([(ROSE, GIVEN), (ULLA, GIVEN)]))
    assert desk.allowed == []
    assert set(desk.refused) == {NOBODY, ROSE, ULLA}


def test_a_no_from_any_of_their_addresses_counts_and_a_yes_only_from_the_one_used(desk: Desk) -> None:
    phone = "+15065550101"
    known = desk.export([(ROSE, GIVEN), (phone, REFUSED), ("+15065550102", GIVEN)])
    words = f"Courriel,Téléphone\n{ROSE},506 555-0101\n{ULLA},506 555-0102\n"
    desk.screen(words, known)
    assert desk.allowed == []


def test_of_several_people_with_one_address_the_strictest_answer_counts(desk: Desk) -> None:
    desk.screen(listed(ROSE), desk.export([(ROSE, GIVEN), (ROSE, REFUSED)]))
    assert desk.allowed == []
    assert desk.figures["verdicts"] == {"prohibited": 1}


FACTS = st.sampled_from(
    [
        GIVEN,
        REFUSED,
        {"consent": "other_purpose"},
        {"consent": "never_asked", "consent_basis": "purchase", "since_basis": "2026-03-01"},
        {"consent": "never_asked", "consent_basis": "inquiry", "since_basis": "2026-01-01"},
        {"consent": "never_asked", "consent_basis": "gift"},
        {**GIVEN, "under_14": True},
    ]
)
ADDRESSES = [f"{number}@example.org" for number in range(20)]


@given(
    known=st.lists(st.tuples(st.sampled_from(ADDRESSES), FACTS), min_size=10, max_size=40),
    rows=st.lists(st.sampled_from([*ADDRESSES, NOBODY]), min_size=10, unique=True),
)
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_row_is_answered_as_each_person_would_be_alone(
    desk: Desk, known: list[tuple[str, dict[str, object]]], rows: list[str]
) -> None:
    desk.screen(listed(*rows), desk.export(known), force=True)
    asked = campaign_file.read(desk.folder / "campaign.yaml", DAY)
    judge = Judge(asked.policy, asked.constants, DAY)
    for address in rows:
        people = [facts for who, facts in known if who == address] or [{"consent": "never_asked"}]
        words = [
            judge.facts({name: consents.written(value) for name, value in one.items()}) for one in people
        ]
        verdict = max((judge.ruling(each).verdict for each in words), key=STRICTNESS.__getitem__)
        assert (address in desk.allowed) == (verdict in {Verdict.PERMITTED, Verdict.CONDITIONAL}), verdict


def test_an_unknown_address_is_held_back_while_some_refusals_have_no_name(desk: Desk) -> None:
    """Organisations may be written to without having agreed: one of those that refused may be among them."""
    to_schools = CAMPAIGN.replace("clients", "organisations") + (
        "  consent_basis: published_address\n  relevant_to_role: true\n"
    )
    desk.screen(listed(NOBODY), desk.export([]), to_schools)
    assert desk.allowed == [NOBODY]
    done = desk.screen(listed(NOBODY), desk.export([("", REFUSED)]), to_schools, force=True)
    assert desk.allowed == []
    assert "cannot name" in desk.refused[NOBODY]
    assert any("cannot name: 1" in line for line in done.lines)
    assert any("organisations" in line for line in done.lines)


def test_without_an_export_nobody_agreed_and_it_is_said(desk: Desk) -> None:
    done = desk.screen(listed(ROSE), None)
    assert desk.allowed == []
    assert any("nobody is taken to have agreed" in line for line in done.lines)


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda text: text.rsplit("\r\n", 2)[0] + "\r\n", "not whole"),
        (lambda text: "\r\n".join(text.split("\r\n")[:-3]) + "\r\n", "not whole"),
        (lambda text: text.replace('"refused"', '"refussed"'), "cannot be read"),
        (lambda text: '"2026-11-21"'.join(text.rsplit('"2026-11-22"', 1)), "another export"),
        (lambda text: text.replace('"address"', '"adresse"'), "no export of consents"),
        (lambda text: text.replace('"email"', '"phone"'), "is about"),
        (lambda text: text.replace('"workshops"', '"visits"'), "is about"),
        (lambda _: "", "no export of consents"),
    ],
)
def test_half_an_export_or_another_one_is_refused(desk: Desk, spoil: object, said: str) -> None:
    known = desk.export([(ROSE, GIVEN), (ULLA, REFUSED)])
    assert callable(spoil)
    known.write_bytes(spoil(known.read_bytes().decode("utf-8-sig")).encode())
    done = desk.screen(listed(ROSE), known)
    assert (done.code, said in " ".join(done.lines)) == (2, True), done.lines
    assert not (desk.folder / "out").exists()


def test_a_campaign_file_tells_all_its_faults_with_line_and_column(desk: Desk) -> None:
    faulty = (
        "act: invite\npurpose: workshops\nchannel: pigeon\naudiance: clients\n"
        "facts:\n  consent: given\n  commercial: maybe\n  colour: red\n"
    )
    done = desk.screen(listed(ROSE), None, faulty)
    assert done.code == 2
    file = desk.folder / "campaign.yaml"
    places = [line.removeprefix(f"{file}:").split(": ")[0] for line in done.lines]
    assert places == ["1:1", "1:6", "3:10", "4:1", "6:3", "7:15", "8:3"]
    assert "Only people themselves consent" in done.lines[4]


def test_the_day_of_the_export_is_the_day_that_counts(desk: Desk) -> None:
    known = desk.export([(ROSE, GIVEN)])
    assert desk.screen(listed(ROSE), known, CAMPAIGN + "as_of: 2026-11-23\n").code == 2
    done = desk.screen(listed(ROSE), known, today=DAY.replace(day=25), accept_old=True)
    assert desk.figures["as_of"] == "2026-11-22"
    assert any("That day is past" in line for line in done.lines)


@pytest.mark.parametrize(("made", "as_of"), [(21, 21), (21, 22), (22, 23)])
def test_consents_of_another_day_allow_nobody_unless_whoever_asks_says_that_they_know(
    desk: Desk, made: int, as_of: int
) -> None:
    known = desk.export([(ROSE, GIVEN)], as_of=DAY.replace(day=as_of), made=DAY.replace(day=made))
    done = desk.screen(listed(ROSE), known)
    assert (done.code, "--accept-old-consents" in done.lines[0]) == (2, True)
    assert not (desk.folder / "out").exists()
    assert desk.screen(listed(ROSE), known, accept_old=True).code == 0
    assert desk.figures["consents_made"] == f"2026-11-{made}"


def test_without_an_export_no_person_is_allowed_whatever_a_rule_says(desk: Desk) -> None:
    answer = CAMPAIGN.replace("invite_to_session", "answer_request").replace("clients", "outside_list")
    desk.screen(listed(NOBODY), desk.export([]), answer)
    assert desk.allowed == [NOBODY]
    desk.screen(listed(NOBODY), None, answer, force=True)
    assert desk.allowed == []


@pytest.mark.parametrize(
    ("audience", "fact"),
    [
        ("clients", "consent_basis: purchase"),
        ("outside_list", "consent_basis: purchase"),
        ("organisations", "since_basis: 2026-03-01"),
        ("clients", "under_14: false"),
    ],
)
def test_what_is_true_of_one_person_is_not_said_of_a_whole_list(desk: Desk, audience: str, fact: str) -> None:
    faulty = CAMPAIGN.replace("audience: clients", f"audience: {audience}") + f"  {fact}\n"
    done = desk.screen(listed(ROSE), desk.export([]), faulty)
    assert (done.code, "one person" in done.lines[0]) == (2, True), done.lines


def test_what_is_there_is_not_written_over_and_only_what_is_ours_is_replaced(desk: Desk) -> None:
    known = desk.export([(ROSE, GIVEN)])
    desk.screen(listed(ROSE, ROSE, "x@@y"), known)
    assert desk.screen(listed(ULLA), known).code == 2
    assert desk.allowed == [ROSE]
    (desk.folder / "out" / "notes.txt").write_text("mine", encoding="utf-8")
    assert desk.screen(listed(ULLA), known, force=True).code == 0
    assert {each.name for each in (desk.folder / "out").iterdir()} == {
        "allowed.csv", "refused.csv", "summary.md", "summary.json", "notes.txt",
    }  # fmt: skip


def test_what_fails_leaves_nothing_behind(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    known = desk.export([(ROSE, GIVEN)])

    def full(*_: object) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr("balise.outreach.offline.commands.write_file", full)
    before = set(desk.folder.iterdir())
    done = desk.screen(listed(ROSE), known)
    assert (done.code, "Cannot write" in done.lines[0]) == (2, True)
    assert {each.name for each in set(desk.folder.iterdir()) - before} == {"list.csv", "campaign.yaml"}


def test_no_cell_is_run_as_a_formula(desk: Desk) -> None:
    desk.screen('Nom,Courriel\n"=HYPERLINK(""http://x"")",rose@example.org\n', desk.export([(ROSE, GIVEN)]))
    assert desk.table("allowed.csv")[0]["Full name"].startswith("'=")


def test_a_list_of_2000_rows_with_every_kind_of_fault_is_screened_in_french(desk: Desk) -> None:
    made = excel_list()
    done = desk.screen(made.content, desk.export([]), lang="fr")
    assert done.code == 1
    figures = desk.figures
    assert figures["rows"] == len(made.rows)
    assert figures["addressees"] + figures["doubles"] + figures["to_correct"] == figures["rows"]
    assert (desk.folder / "out" / outputs.TO_CORRECT[Kind.WORKBOOK]).exists()
    assert "Liste filtrée" in (desk.folder / "out" / "summary.md").read_text(encoding="utf-8")


def test_several_processes_leave_the_same_answers(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    known = desk.export([(f"membre{at}@example.org", GIVEN) for at in range(1_000)])
    left = []
    for processes in (1, 2):
        monkeypatch.setattr(commands, "WORTH_SHARING", 0)
        monkeypatch.setattr(commands, "processors", lambda count=processes: count)
        assert desk.screen(excel_list().content, known, force=True, begin=rooms_alone).code == 1
        files = [each for each in (desk.folder / "out").iterdir() if each.suffix != ".xlsx"]
        left.append({each.name: each.read_bytes() for each in files})
    assert left[0] == left[1]
    assert len(left[0]) > 3


def test_the_command_needs_no_server_no_database_and_makes_no_folder_but_its_own(
    desk: Desk, tmp_path: Path
) -> None:
    today = date.today()  # noqa: DTZ011  as the command asks for it
    known = desk.export([(ROSE, GIVEN)], as_of=today, made=today)
    desk.write("list.csv", listed(ROSE))
    desk.write("campaign.yaml", CAMPAIGN)
    command = [sys.executable, "-m", "balise.cli", "screen", "list.csv", "-c", "campaign.yaml"]
    done = subprocess.run(
        [*command, "--consents", known.name, "-o", "out", "--lang", "en"],
        cwd=tmp_path, env=neutral(), capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert desk.allowed == [ROSE]
    assert {each.name for each in tmp_path.iterdir()} == {"list.csv", "campaign.yaml", "consents.csv", "out"}
