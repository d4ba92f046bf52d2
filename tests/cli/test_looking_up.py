"""`balise facts`, `explain` and `annex`: what is in a policy, for people and programs."""

import json
from pathlib import Path

from tests.cli.terminal import balise


def test_facts_tell_how_to_fill_a_situation(porch: Path) -> None:
    told = json.loads(balise("facts", "--pack", str(porch), "--json").out)
    assert set(told) == {"acts", "facts", "policies"}
    weather, stay, invited = told["facts"]
    assert weather == {
        "id": "weather",
        "type": "choice",
        "label": "Weather",
        "question": "How is the weather?",
        "why": "Rain changes everything.",
        "unit": None,
        "min": None,
        "max": None,
        "values": [
            {"id": "sun", "label": "Sun", "hint": None},
            {"id": "rain", "label": "Rain", "hint": None},
        ],
        "pack": "porch",
    }
    assert stay["values"] == []
    assert [value["id"] for value in invited["values"]] == [True, False]


def test_facts_are_readable_in_french(porch: Path) -> None:
    said = balise("facts", "--pack", str(porch), "--lang", "fr").out
    assert "Quel temps fait-il?  (un choix)" in said
    assert "rain  Pluie" in said


def test_an_act_narrows_the_questions_to_those_that_matter() -> None:
    every = json.loads(balise("facts", "--json").out)
    some = json.loads(balise("facts", "--act", "accept_gift", "--json").out)
    names = {fact["id"] for fact in some["facts"]}
    assert [act["id"] for act in some["acts"]] == ["accept_gift"]
    assert "gift_kind" in names
    assert names < {fact["id"] for fact in every["facts"]}


def test_an_unknown_act_is_refused_with_a_suggestion() -> None:
    ran = balise("facts", "--act", "acept_gift")
    assert (ran.status, ran.out) == (2, "")
    assert "Did you mean `accept_gift`?" in ran.err


def test_a_rule_is_told_in_words(porch: Path) -> None:
    said = balise("explain", "too-long", "--pack", str(porch), "--as-of", "2026-03-01").out
    assert said.startswith("porch/too-long\n△ Discouraged\n\nStay less.\nThe house, Handbook (2024), 3\n")
    assert "Applies when\n  • Weather: Sun\n\nand one of these holds\n  • Length: more than 2\u00a0h" in said
    assert "Yields to these exceptions\n  • porch/short-and-sweet" in said


def test_a_rule_says_when_it_is_in_force_and_what_it_is_an_exception_to(porch: Path) -> None:
    said = balise(
        "explain", "porch/short-and-sweet", "--pack", str(porch), "--lang", "fr", "--as-of", "2026-01-01"
    ).out
    assert "N’est pas en vigueur le 2026-01-01 (en vigueur à partir du 2026-02-01)." in said
    assert "Est une exception à\n  • porch/too-long" in said


def test_a_parameter_has_its_value_of_the_day(porch: Path) -> None:
    def value(day: str) -> object:
        ran = balise("explain", "too-long", "--pack", str(porch), "--as-of", day, "--json")
        return json.loads(ran.out)["parameters"][0]["value"]

    assert (value("2026-03-01"), value("2025-03-01")) == ("120 min", None)


def test_every_rule_that_comes_with_balise_can_be_told() -> None:
    from balise.policy import load  # noqa: PLC0415  the other tests of this file need no engine

    for rule in list(load(cases=False).rules)[::24]:
        assert json.loads(balise("explain", rule, "--json").out)["when"], rule


def test_an_unknown_rule_is_refused_with_a_suggestion(porch: Path) -> None:
    ran = balise("explain", "too-lng", "--pack", str(porch), "--lang", "fr")
    assert (ran.status, ran.out) == (2, "")
    assert "Vouliez-vous dire `too-long`?" in ran.err


def test_a_name_of_several_rules_is_refused_with_the_choices(porch: Path) -> None:
    other = porch.parent / "garden"
    other.mkdir()
    (other / "rules").mkdir()
    pack = (
        (porch / "pack.yaml")
        .read_text(encoding="utf-8")
        .replace("pack: porch", "pack: garden\nuses: [porch]")
    )
    pack = pack[: pack.index("parameters:")] + pack[pack.index("otherwise:") :]
    (other / "pack.yaml").write_text(pack, encoding="utf-8")
    rules = (porch / "rules" / "rules.yaml").read_text(encoding="utf-8")
    (other / "rules" / "rules.yaml").write_text(rules[: rules.index("- id: wet")], encoding="utf-8")
    ran = balise("explain", "dry", "--pack", str(other))
    assert (ran.status, ran.out) == (2, "")
    assert "`garden/dry`" in ran.err
    assert "`porch/dry`" in ran.err


def test_the_warning_signs_can_be_printed() -> None:
    said = balise("annex", "warning-signs", "--lang", "fr").out
    assert said.startswith("Signes avant-coureurs")
    [annex] = json.loads(balise("annex", "warning-signs", "--json").out)
    assert len(annex["items"]) == 40


def test_an_unknown_annex_is_refused() -> None:
    ran = balise("annex", "warning-sings")
    assert (ran.status, ran.out) == (2, "")
    assert "Did you mean `warning-signs`?" in ran.err
