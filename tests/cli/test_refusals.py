"""Bad input: exit 2, every problem at once in the language asked, nothing on standard output."""

from pathlib import Path

import pytest

from tests.cli.terminal import Ran, balise, balise_alone


def refused(*arguments: str, lang: str = "en", typed: str = "", cwd: Path | None = None) -> list[str]:
    ran = balise(*arguments, "--lang", lang, typed=typed, cwd=cwd)
    assert_refused(ran)
    return ran.err.splitlines()


def assert_refused(ran: Ran) -> None:
    assert (ran.status, ran.out) == (2, "")
    assert "Traceback" not in ran.err
    assert all(line.startswith("balise: ") for line in ran.err.splitlines())


@pytest.mark.parametrize(
    ("arguments", "english", "french"),
    [
        (["--fact", "weather"], "The fact `weather` has no answer.", "Le fait `weather` n’a pas de réponse."),
        (["--fact", "wether=sun"], "Did you mean `weather`?", "Vouliez-vous dire `weather`?"),
        (
            ["--fact", "weather=snow"],
            "`snow` is not an answer to `weather`.",
            "n’est pas une réponse à `weather`.",
        ),
        (
            ["--fact", "weather=sun", "--fact", "weather=rain"],
            "`weather` is given more than once.",
            "`weather` est donné plus d’une fois.",
        ),
        (
            ["--fact", "weather=rain", "--fact", "invited=true"],
            "Nobody invites in the rain.",
            "Personne n’invite sous la pluie.",
        ),
        (["--as-of", "1 March"], "`1 March` is not a day.", "`1 March` n’est pas un jour."),
        (["--as-of", "2026-02-30"], "`2026-02-30` is not a day.", "`2026-02-30` n’est pas un jour."),
        (["--as-of", "20260301"], "`20260301` is not a day.", "`20260301` n’est pas un jour."),
        (
            ["--pack", "nowhere"],
            "There is no pack called `nowhere`.",
            "Aucune politique ne s’appelle `nowhere`.",
        ),
        (["--facts-file", "none.json"], "`none.json` cannot be read", "`none.json` ne peut pas être lu"),
    ],
)
def test_bad_input_is_told_in_the_language_asked(
    porch: Path, arguments: list[str], english: str, french: str
) -> None:
    [said] = refused("ask", "--pack", str(porch), *arguments)
    assert english in said
    [dit] = refused("ask", "--pack", str(porch), *arguments, lang="fr")
    assert french in dit


@pytest.mark.parametrize(
    "content",
    ["", "not json", "[]", '[["weather", "sun"]]', '"weather"', "[" * 100_000, '{"weather": "sun"', "\udcff"],
)
def test_a_facts_file_that_is_no_json_object_is_refused(porch: Path, tmp_path: Path, content: str) -> None:
    (tmp_path / "facts.json").write_text(content, encoding="utf-8", errors="surrogateescape")
    [said] = refused("ask", "--pack", str(porch), "--facts-file", "facts.json", cwd=tmp_path)
    assert "`facts.json` is not JSON" in said


def test_a_name_written_twice_in_a_facts_file_is_refused(porch: Path) -> None:
    typed = '{"weather": "sun", "weather": "rain"}'
    [said] = refused("ask", "--pack", str(porch), "--facts-file", "-", typed=typed)
    assert "more than once" in said


def test_a_huge_facts_file_is_refused(porch: Path) -> None:
    [said] = refused("ask", "--pack", str(porch), "--facts-file", "-", typed=" " * 1_000_001)
    assert "larger than 1000 kB" in said


def test_a_nested_answer_is_refused(porch: Path) -> None:
    [said] = refused("ask", "--pack", str(porch), "--facts-file", "-", typed='{"weather": {"is": "sun"}}')
    assert "not an answer to `weather`" in said


def test_a_number_beyond_all_numbers_is_refused(porch: Path) -> None:
    [said] = refused(
        "ask", "--pack", str(porch), "--facts-file", "-", typed='{"weather": 1e9999999999999999999}'
    )
    assert "not an answer to `weather`" in said


def test_capital_letters_are_seen_through(porch: Path) -> None:
    [said] = refused("ask", "--pack", str(porch), "--fact", "weather=RAIN")
    assert said.endswith("Did you mean `rain`?")


def test_all_problems_are_told_at_once(porch: Path) -> None:
    wrong = ("--fact", "weather", "--fact", "stay=long", "--fact", "wether=sun", "--as-of", "soon")
    assert len(refused("ask", "--pack", str(porch), *wrong)) == 4


def test_a_faulty_pack_is_refused_with_all_its_problems(porch: Path) -> None:
    rules = porch / "rules" / "rules.yaml"
    rules.write_text(
        rules.read_text(encoding="utf-8").replace("weather: sun", "weather: snow"), encoding="utf-8"
    )
    said = refused("ask", "--pack", str(porch), "--fact", "invited=true")
    assert len(said) >= 2
    assert all("porch/rules/rules.yaml:" in line for line in said)


@pytest.mark.parametrize(
    ("arguments", "english", "french"),
    [
        (["ask", "--nope"], "There is no option `--nope`.", "L’option `--nope` n’existe pas."),
        (["ask", "--fact"], "The option `--fact` needs a value.", "L’option `--fact` attend une valeur."),
        (["explain"], "`RULE` is missing.", "Il manque `RULE`."),
    ],
)
def test_a_command_line_that_does_not_parse_is_refused_in_one_line(
    arguments: list[str], english: str, french: str
) -> None:
    for lang, expected in (("en", english), ("fr", french)):
        ran = balise(*arguments, env={"BALISE_LANG": lang})
        assert_refused(ran)
        assert ran.err.startswith(f"balise: {expected} {'See' if lang == 'en' else 'Voyez'} `balise ")
        assert ran.err.count("\n") == 1


def test_an_unknown_language_is_refused() -> None:
    ran = balise("ask", "--lang", "de")
    assert_refused(ran)
    assert "`--lang`" in ran.err


def test_an_unknown_command_is_refused() -> None:
    ran = balise("aks")
    assert_refused(ran)
    assert "'ask'" in ran.err


def test_bytes_that_are_no_text_are_refused_without_a_traceback(porch: Path) -> None:
    assert_refused(balise_alone("ask", "--pack", str(porch), "--fact", "weather=\udcff"))


def test_a_terminal_of_few_letters_gets_question_marks_and_no_traceback(porch: Path) -> None:
    ascii_only = {"PYTHONIOENCODING": "ascii"}
    ran = balise_alone("ask", "--pack", str(porch), "--fact", "weather=rain", env=ascii_only)
    assert ran.status == 0
    assert "? Prohibited" in ran.out
