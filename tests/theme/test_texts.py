"""Interface texts: what `t` and `both` give and refuse, and that each one is whole in both languages."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from django.template import Context, Template
from django.utils.html import format_html
from django.utils.translation import override

from balise.policy.text import LANGS, Lang, Text
from balise.theme import texts
from tests.theme.typography import problems

CALL = re.compile(r"""\{%\s*t\s+["']([\w.]+)["']|\b(?:t|both)\(\s*["']([a-z_]+\.[\w.]+)["']""")


def written(source: str, **values: object) -> str:
    return Template("{% load balise %}" + source).render(Context(values))


@pytest.fixture
def room(tmp_path: Path) -> Path:
    """A room called `desk`, whose texts each test writes."""
    folder = tmp_path / "desk"
    folder.mkdir()
    return folder / "texts.yaml"


def faults(room: Path, source: str) -> list[str]:
    room.write_text(source, encoding="utf-8")
    with pytest.raises(texts.FaultyTextsError) as caught:
        texts.load([room])
    return [problem.removeprefix(f"{room}:") for problem in caught.value.problems]


# Every text of every room


def test_every_text_loads_in_both_languages() -> None:
    assert texts.catalogue()


@pytest.mark.parametrize("key", texts.catalogue())
def test_french_follows_the_typography_of_canada(key: str) -> None:
    assert problems(texts.catalogue()[key].fr) == []


@pytest.mark.parametrize("lang", LANGS)
def test_no_text_holds_markup(lang: Lang) -> None:
    assert {key for key, text in texts.catalogue().items() if re.search("[<>&]", text[lang])} == set()


def asked_for() -> Iterator[tuple[str, str]]:
    for pattern in ("*/templates/**/*.html", "*/**/*.py"):
        for file in sorted(texts.HOUSE.glob(pattern)):
            for found in CALL.finditer(file.read_text(encoding="utf-8")):
                yield str(file.relative_to(texts.HOUSE)), found[1] or found[2]


def test_every_text_that_is_asked_for_exists() -> None:
    assert [use for use in asked_for() if use[1] not in texts.catalogue()] == []


# Loading


def test_the_folder_and_the_groups_make_the_key(room: Path) -> None:
    room.write_text("ask:\n  title: {fr: Que faire?, en: What to do?}\n", encoding="utf-8")
    assert texts.load([room]) == {"desk.ask.title": Text("Que faire?", "What to do?")}


def test_no_is_a_word(room: Path) -> None:
    room.write_text("no: {fr: non, en: no}\n", encoding="utf-8")
    assert texts.load([room]) == {"desk.no": Text("non", "no")}


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        ("a: {fr: Oui}", "1: `desk.a` has no text in `en`"),
        ("a: {fr: Oui, en: ' '}", "1: `desk.a` has no text in `en`"),
        ("a: {fr: Oui, en: Yes, de: Ja}", "1: `desk.a` has `de` beside its languages"),
        ("a: Oui", "1: `desk.a` is neither a group of texts nor a text with `fr` and `en`"),
        ("a: {fr: Oui, en: Yes}\na: {fr: Non, en: No}", "2: `desk.a` is written twice"),
        ("a: {fr: 'Oui {x}', en: 'Yes {y}'}", "1: `desk.a` has a place for `x`, `y` in one language only"),
        (
            "a: {fr: 'Oui {0}', en: 'Yes {0}'}",
            "1: `desk.a` has a brace that is no {name}: `{0}` is not a plain name",
        ),
    ],
)
def test_a_faulty_text_is_refused_with_its_place(room: Path, source: str, fault: str) -> None:
    assert faults(room, source) == [fault]


def test_all_faults_are_told_at_once(room: Path) -> None:
    assert len(faults(room, "a: {fr: Oui}\nb: {en: Yes}\nc: 1\n")) == 3


def test_text_that_is_not_yaml_is_refused_with_its_place(room: Path) -> None:
    [fault] = faults(room, "a: {fr: Oui\n")
    assert "line 2" in fault


# Asking from Python


@pytest.fixture
def gift(monkeypatch: pytest.MonkeyPatch) -> None:
    text = Text("Le cadeau vaut {amount}.", "The gift is worth {amount}.")
    monkeypatch.setattr(texts, "catalogue", lambda: {"desk.gift": text})


@pytest.mark.usefixtures("gift")
def test_it_gives_the_language_asked() -> None:
    assert texts.t("desk.gift", "en", amount="$5") == "The gift is worth $5."


@pytest.mark.usefixtures("gift")
def test_it_names_the_unknown_text_and_where_to_add_it() -> None:
    with pytest.raises(
        texts.UnknownTextError, match=r"no text `desk.gfit`: add it, in both languages, to desk/texts"
    ):
        texts.t("desk.gfit", "fr")


@pytest.mark.usefixtures("gift")
def test_it_names_the_missing_value() -> None:
    with pytest.raises(texts.MissingValueError, match=r"text `desk.gift` needs a value for `amount`"):
        texts.t("desk.gift", "fr")


def test_it_gives_both_languages_with_each_value_in_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    found = {"desk.given": Text("{who} a donné {what}.", "{who} gave {what}.")}
    monkeypatch.setattr(texts, "catalogue", lambda: found)
    told = texts.both("desk.given", who="Marie", what=Text("un gâteau", "a cake"))
    assert told == Text("Marie a donné un gâteau.", "Marie gave a cake.")


@pytest.mark.usefixtures("gift")
def test_both_languages_are_refused_like_one() -> None:
    with pytest.raises(texts.UnknownTextError, match=r"no text `desk\.gfit`"):
        texts.both("desk.gfit")
    with pytest.raises(texts.MissingValueError, match=r"text `desk.gift` needs a value for `amount`"):
        texts.both("desk.gift")


# Asking from a template


@pytest.mark.usefixtures("gift")
@pytest.mark.parametrize(
    ("locale", "text"), [("fr-ca", "Le cadeau vaut x."), ("en-ca", "The gift is worth x.")]
)
def test_the_tag_follows_the_language_of_the_page(locale: str, text: str) -> None:
    with override(locale):
        assert written('{% t "desk.gift" amount="x" %}') == text


@pytest.mark.usefixtures("gift")
def test_the_tag_is_french_when_no_language_is_active() -> None:
    with override(None):
        assert written('{% t "desk.gift" amount="x" %}') == "Le cadeau vaut x."


@pytest.mark.usefixtures("gift")
@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("<b>5</b>", "&lt;b&gt;5&lt;/b&gt;"),
        (format_html("<b>{}</b>", "<"), "<b>&lt;</b>"),
        ("{amount}", "{amount}"),
        (12345.5, "12\N{NO-BREAK SPACE}345,5"),
        (date(2026, 11, 22), "22 novembre 2026"),
        (Text("peu", "little"), "peu"),
    ],
)
def test_the_tag_writes_each_value_safely_and_as_the_language_does(value: object, shown: str) -> None:
    with override("fr-ca"):
        assert written('{% t "desk.gift" amount=value %}', value=value) == f"Le cadeau vaut {shown}."
