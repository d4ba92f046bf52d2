"""`balise ask` with facts: what a program and a person get."""

import json
from pathlib import Path

from tests.cli.terminal import balise

DAY = ("--as-of", "2026-03-01")


def test_a_program_gets_the_whole_decision_as_json(porch: Path) -> None:
    ran = balise("ask", "--pack", str(porch), "--fact", "weather=rain", *DAY, "--json")
    answer = json.loads(ran.out)
    assert (ran.status, ran.err) == (0, "")
    assert answer["verdict"] == "prohibited"
    assert (
        answer["reasons"][0] | {"text": "The bench is wet.", "provision": ["S1-01"]} == answer["reasons"][0]
    )
    assert answer["as_of"] == "2026-03-01"
    assert answer["policies"] == [
        {"pack": "porch", "version": "3", "layer": "organisation", "title": "The porch"}
    ]


def test_json_keeps_its_accents(porch: Path) -> None:
    ran = balise("ask", "--pack", str(porch), "--fact", "weather=rain", "--lang", "fr", "--json")
    assert "Le banc est mouillé." in ran.out


def test_a_missing_fact_is_an_answer_too(porch: Path) -> None:
    ran = balise("ask", "--pack", str(porch), "--fact", "stay=1 h", "--json")
    answer = json.loads(ran.out)
    assert ran.status == 0
    assert (answer["verdict"], answer["next_question"]["fact"]) == ("undetermined", "weather")


def test_a_person_gets_words_and_no_escape_codes_in_a_pipe(porch: Path) -> None:
    ran = balise("ask", "--pack", str(porch), "--fact", "weather=rain", "--lang", "fr", *DAY)
    assert ran.out.startswith(
        "\n✗ Interdit\nNe le faites pas.\n\nPourquoi\n  • Le banc est mouillé.\n    La maison"
    )
    assert "Temps\u00a0: Soleil (au lieu de\u00a0: Pluie) → Permis" in ran.out
    assert "\x1b" not in ran.out
    assert all(line == line.rstrip(" ") for line in ran.out.splitlines())


def test_without_a_terminal_nobody_is_interviewed(porch: Path) -> None:
    ran = balise("ask", "--pack", str(porch))
    assert ran.status == 0
    assert "--fact weather=…" in ran.out


def test_facts_come_from_a_file_or_from_standard_input(porch: Path, tmp_path: Path) -> None:
    (tmp_path / "facts.json").write_text(
        '{"weather": "sun", "invited": false, "stay": null}', encoding="utf-8"
    )
    from_file = balise("ask", "--pack", str(porch), "--facts-file", str(tmp_path / "facts.json"), "--json")
    piped = balise(
        "ask",
        "--pack",
        str(porch),
        "--facts-file",
        "-",
        "--json",
        typed='{"weather": "sun", "invited": false}',
    )
    assert (
        json.loads(from_file.out)["outlook"]
        == json.loads(piped.out)["outlook"]
        == ["permitted", "discouraged"]
    )


def test_facts_of_the_file_and_of_the_line_are_one_situation(porch: Path) -> None:
    typed = '{"weather": "sun"}'
    ran = balise(
        "ask", "--pack", str(porch), "--facts-file", "-", "--fact", "stay=5 min", "--json", *DAY, typed=typed
    )
    assert json.loads(ran.out)["verdict"] == "permitted"


def test_the_day_of_the_act_chooses_the_rules_in_force(porch: Path) -> None:
    situation = ("--fact", "weather=sun", "--fact", "stay=5 min", "--fact", "invited=no", "--json")
    january, march = (
        json.loads(balise("ask", "--pack", str(porch), *situation, "--as-of", day).out)["verdict"]
        for day in ("2026-01-15", "2026-03-01")
    )
    assert (january, march) == ("discouraged", "permitted")


def test_all_shipped_packs_answer_when_none_is_named() -> None:
    ran = balise("ask", "--fact", "act=accept_gift", "--json")
    packs = {policy["pack"] for policy in json.loads(ran.out)["policies"]}
    assert {"cdo-sollicitation", "relations-clientele", "organisation"} <= packs
