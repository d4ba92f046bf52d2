"""`balise check` and `balise cases`: what an author of packs sees."""

import json
from pathlib import Path

from tests.cli.terminal import balise


def break_a_case(porch: Path) -> Path:
    cases = porch / "cases" / "cases.yaml"
    cases.write_text(
        cases.read_text(encoding="utf-8").replace("verdict: prohibited", "verdict: discouraged"), "utf-8"
    )
    return cases


def test_a_sound_pack_takes_one_line(porch: Path) -> None:
    assert balise("check", str(porch)).out == "porch 3: 4 rules, 3 facts, 2 cases, no problem\n"
    french = balise("check", str(porch), "--lang", "fr").out
    assert french == "porch 3\u00a0: 4 règles, 3 faits, 2 cas, aucun problème\n"


def test_a_relative_folder_will_do(porch: Path) -> None:
    for name in ("porch", "./porch/", "../porch"):
        assert balise("check", name, cwd=porch if name.startswith("..") else porch.parent).status == 0


def test_every_problem_has_its_place(porch: Path) -> None:
    rules = porch / "rules" / "rules.yaml"
    rules.write_text(
        rules.read_text(encoding="utf-8").replace("weather: sun", "weather: snow"), encoding="utf-8"
    )
    ran = balise("check", str(porch))
    assert ran.status == 2
    assert [line.split(" ")[0] for line in ran.out.splitlines()] == [
        "porch/rules/rules.yaml:2:19:",
        "porch/rules/rules.yaml:12:19:",
    ]


def test_problems_are_json_for_a_program(porch: Path) -> None:
    break_a_case(porch)
    ran = balise("check", str(porch), "--json")
    [problem] = json.loads(ran.out)["problems"]
    assert ran.status == 2
    assert (problem["code"], problem["file"], problem["line"]) == (
        "case-differs",
        "porch/cases/cases.yaml",
        2,
    )


def test_a_case_that_differs_shows_both_answers(porch: Path) -> None:
    break_a_case(porch)
    ran = balise("cases", str(porch))
    assert ran.status == 1
    assert "porch 3: 1 of 2 cases passed" in ran.out
    assert "      - expected: discouraged\n      + found: prohibited\n" in ran.out


def test_recording_changes_the_verdict_and_nothing_else(porch: Path) -> None:
    written = (porch / "cases" / "cases.yaml").read_bytes()
    cases = break_a_case(porch)
    cases.write_bytes(cases.read_bytes().replace(b'"permitted"', b'"conditional"'))
    ran = balise("cases", str(porch), "--record")
    assert ran.status == 0
    assert "in-the-rain: discouraged → prohibited (written to the file)" in ran.out
    assert cases.read_bytes() == written


def test_recording_leaves_other_differences_to_a_person(porch: Path) -> None:
    cases = porch / "cases" / "cases.yaml"
    cases.write_text(
        cases.read_text(encoding="utf-8").replace("rules: [wet]", "rules: [dry]"), encoding="utf-8"
    )
    before = cases.read_bytes()
    assert balise("cases", str(porch), "--record").status == 1
    assert cases.read_bytes() == before


def test_a_faulty_pack_has_no_cases_to_run(porch: Path) -> None:
    (porch / "facts.yaml").write_text("facts: 3", encoding="utf-8")
    ran = balise("cases", str(porch), "--lang", "fr")
    assert (ran.status, ran.out) == (2, "")
    assert "porch/facts.yaml:1:8" in ran.err


def test_the_packs_that_come_with_balise_are_sound() -> None:
    ran = balise("check")
    assert ran.status == 0, ran.out
