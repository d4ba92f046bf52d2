"""Base page, partials and error pages: what each one writes, and what no template of any room may hold."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils.translation import override

from balise.policy.verdict import Verdict
from balise.theme import texts

TEMPLATES = sorted([*texts.HOUSE.glob("*/templates/**/*.html"), *texts.HOUSE.glob("*/*/templates/**/*.html")])
COMMENT = re.compile(r"\{#.*?#\}|\{% comment %\}.*?\{% endcomment %\}", re.DOTALL)
# What a Content-Security-Policy without `unsafe-inline` would refuse.
INLINE = re.compile(
    r"\sstyle\s*=|<style\b|<script\b(?![^>]*\bsrc=)|\son[a-z]+\s*=|javascript:", re.IGNORECASE
)


class Page(HTMLParser):
    """The tags of a page with their attributes, and the ids and references between them."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]

    @property
    def ids(self) -> list[str]:
        return [value for _, attributes in self.tags if (value := attributes.get("id"))]

    @property
    def references(self) -> set[str]:
        """The ids that labels, descriptions and links within the page point to."""
        pointers = ("for", "aria-describedby", "aria-labelledby")
        within = {href[1:] for link in self.all("a") if (href := link.get("href") or "").startswith("#")}
        words = (attributes.get(pointer) or "" for _, attributes in self.tags for pointer in pointers)
        return within.union(*(word.split() for word in words))


def partial(name: str, /, **values: object) -> Page:
    return Page(render_to_string(f"balise/{name}.html", values))


# Every template of every room


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda file: str(file.relative_to(texts.HOUSE)))
def test_no_template_needs_inline_style_or_script(template: Path) -> None:
    assert INLINE.findall(COMMENT.sub("", template.read_text(encoding="utf-8"))) == []


# The frame


PAGE = """{% extends "balise/base.html" %}
{% block title %}Demander{% endblock %}{% block main %}<h1>Demander</h1>{% endblock %}"""


def base(**values: object) -> str:
    return Template(PAGE).render(Context({"request": RequestFactory().get("/ask?act=gift"), **values}))


@pytest.mark.parametrize(("locale", "lang"), [("fr-ca", "fr-CA"), ("en-ca", "en-CA")])
def test_the_page_says_its_language(locale: str, lang: str) -> None:
    with override(locale):
        assert Page(base()).all("html")[0]["lang"] == lang


def test_the_title_ends_with_the_name_and_begins_with_an_error_if_any() -> None:
    with override("fr-ca"):
        assert "<title>Demander – Balise</title>" in base()
        assert "<title>Erreur\N{NO-BREAK SPACE}: Demander – Balise</title>" in base(errors=[{"text": "x"}])


def test_the_skip_link_leads_to_the_content() -> None:
    page = Page(base())
    assert page.all("a")[0]["href"] == "#main"
    assert page.all("main")[0]["id"] == "main"


# Form partials

CHOICES = [
    {"value": "yes", "label": "Oui", "hint": "Par écrit"},
    {"value": "unknown", "label": "?", "divider": True},
]
FAULTY = {
    "hint": "Une aide",
    "why": "Une raison",
    "error": "Choisissez",
    "page_heading": True,
    "caption": "Cadeau",
}


@pytest.mark.parametrize("locale", ["fr-ca", "en-ca"])
@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("radios", {"legend": "Question", "items": CHOICES}),
        ("checkboxes", {"legend": "Question", "items": CHOICES}),
        ("date_input", {"legend": "Question"}),
        ("input", {"label": "Question", "suffix": "$", "width": 5}),
        ("textarea", {"label": "Question", "at_most": 2000}),
    ],
)
def test_a_faulty_field_is_tied_to_its_words(locale: str, name: str, values: dict[str, object]) -> None:
    with override(locale):
        page = partial(name, name="fact", **values, **FAULTY)
    assert {"fact-hint", "fact-error"} <= page.references
    assert page.references <= set(page.ids)
    assert len(page.ids) == len(set(page.ids))
    assert "fact" in page.ids  # where the error summary leads
    assert len(page.all("h1")) == 1


def test_a_field_without_hint_or_error_points_nowhere() -> None:
    for name in ("radios", "checkboxes", "date_input", "input", "textarea"):
        page = partial(
            name, name="fact", legend="Question", label="Question", items=[{"value": "a", "label": "A"}]
        )
        assert page.references <= set(page.ids)
        assert not page.all("h1")


def test_radios_keep_the_choice_made() -> None:
    inputs = partial("radios", name="fact", legend="Question", items=CHOICES, value="unknown").all("input")
    assert [field["value"] for field in inputs if "checked" in field] == ["unknown"]


def test_checkboxes_keep_the_choices_made() -> None:
    inputs = partial("checkboxes", name="fact", legend="Question", items=CHOICES, value=["yes"]).all("input")
    assert [field["value"] for field in inputs if "checked" in field] == ["yes"]


def test_what_was_typed_comes_back_escaped() -> None:
    html = render_to_string("balise/input.html", {"name": "fact", "label": "L", "value": '"><script>'})
    assert "<script>" not in html
    assert Page(html).all("input")[0]["value"] == '"><script>'


def test_the_error_summary_leads_to_each_field() -> None:
    page = partial("error_summary", errors=[{"text": "Choisissez", "field": "fact"}, {"text": "Trop tard"}])
    assert [link["href"] for link in page.all("a")] == ["#fact"]


def test_no_error_means_no_error_summary() -> None:
    assert partial("error_summary", errors=[]).tags == []


def test_a_row_is_changed_by_a_link_or_a_button() -> None:
    page = partial(
        "summary_list",
        rows=[{"key": "Q", "value": "A", "href": "/q"}, {"key": "R", "value": "B", "change": "r"}],
    )
    assert [link["href"] for link in page.all("a")] == ["/q"]
    assert [(button["name"], button["value"]) for button in page.all("button")] == [("change", "r")]


def test_a_card_is_a_link_or_a_button() -> None:
    page = partial(
        "cards",
        name="act",
        items=[{"title": "Don", "icon": "gift", "href": "/g"}, {"title": "B", "value": "b", "hint": "h"}],
    )
    assert [link["href"] for link in page.all("a")] == ["/g"]
    assert [(button["name"], button["value"]) for button in page.all("button")] == [("act", "b")]
    assert page.references <= {*page.ids, "/g"}


# The answer


@pytest.mark.parametrize("locale", ["fr-ca", "en-ca"])
@pytest.mark.parametrize("verdict", Verdict)
@pytest.mark.parametrize("name", ["verdict", "verdict_tag"])
def test_a_verdict_is_shown_by_colour_icon_and_words(name: str, verdict: Verdict, locale: str) -> None:
    with override(locale):
        html = render_to_string(f"balise/{name}.html", {"verdict": verdict})
    assert f"balise-verdict--{verdict}" in html
    assert "<svg" in html
    assert verdict.label["fr" if locale == "fr-ca" else "en"] in html


def test_a_verdict_nobody_knows_is_never_shown() -> None:
    with pytest.raises(ValueError, match="maybe"):
        render_to_string("balise/verdict.html", {"verdict": "maybe"})


def test_a_reason_shows_its_text_source_and_principles() -> None:
    reason = {
        "text": "Parce que",
        "verdict": "prohibited",
        "source": "CDO, Q4",
        "href": "/rules/x",
        "why": ["Principe"],
    }
    html = render_to_string("balise/reasons.html", {"reasons": [reason]})
    assert all(
        words in html
        for words in ("Parce que", "CDO, Q4", "/rules/x", "Principe", "balise-verdict--prohibited")
    )


# Error pages


@pytest.mark.parametrize("locale", ["fr-ca", "en-ca"])
@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404"])
def test_an_error_page_speaks_the_language_of_its_reader(name: str, locale: str) -> None:
    with override(locale):
        page = Page(render_to_string(f"{name}.html", {"request": RequestFactory().get("/")}))
    assert page.all("html")[0]["lang"] == ("fr-CA" if locale == "fr-ca" else "en-CA")
    assert len(page.all("h1")) == 1


@pytest.mark.parametrize("name", ["500", "503"])
def test_the_last_error_pages_stand_alone_in_both_languages(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> None:
        raise AssertionError

    monkeypatch.setattr(texts, "catalogue", broken)
    page = Page(render_to_string(f"{name}.html"))
    assert {attributes["lang"] for _, attributes in page.tags if "lang" in attributes} == {"fr-CA", "en-CA"}
