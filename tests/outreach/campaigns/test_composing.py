"""A message: plain text and HTML say the same, who sends it and how to stop it; and no value, whatever stands
in it, becomes more than words.
"""

from __future__ import annotations

from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balise.consent.models import Purpose
from balise.outreach.campaigns import markdown
from balise.outreach.campaigns.composing import (
    FIELDS,
    Composed,
    check_words,
    compose,
    content_for,
    on_paper,
)
from balise.outreach.errors import OutreachError
from balise.outreach.models import Content, Sender
from balise.policy.text import LANGS

if TYPE_CHECKING:
    from balise.policy.text import Lang

SENDER = Sender(
    name="Heron & Cove",
    postal_address="1 Quay Street, Moncton NB  E1C 4Z6",
    email="news@example.org",
    phone="506 555-0100",
    web="https://example.org/cove",
)
PURPOSE = Purpose(name_fr="Nouvelles des ateliers", name_en="Workshop news")
LINK = "https://cove.example.org/preferences/secret/?a=1&b=2"
BODY = "# Workshops\n\nHello {first_name},\n\nCome **free** to [the hall](https://example.org/hall?a=1&b=2)."


def message(
    body: str = BODY, lang: Lang = "en", link: str = LINK, subject: str = "Hello {first_name}", **fields: str
) -> Composed:
    content = Content(language=lang, subject=subject, body=body)
    return compose(
        content=content, fields=fields, sender=SENDER, purpose=PURPOSE, lang=lang, preference_link=link
    )


class Shape(HTMLParser):
    """The tags of a page, with where its links lead, and its words."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, str]] = []
        self.attributes: list[str] = []
        self.words = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs).get("href") or ""))
        self.attributes += [name for name, _ in attrs]

    def handle_data(self, data: str) -> None:
        self.words += data


# Any text that a list, or someone, could bring; and what is most likely to break out of a place.
values = st.one_of(
    st.text(max_size=40),
    st.sampled_from(
        [
            "<script>alert(1)</script>",
            '"><img src=x>',
            "&amp;",
            "\r\nBcc: all@example.org",
            "{last_name}",
            "[a](b)",
        ]
    ),
)


@given(values)
def test_whatever_someone_is_called_the_message_keeps_its_shape(name: str) -> None:
    usual, this = message(first_name="Rose"), message(first_name=name)
    assert Shape(this.html).tags == Shape(usual.html).tags
    assert "\n" not in this.subject
    assert "\r" not in this.subject + this.text
    assert len(this.text.split("\n")) == len(usual.text.split("\n"))


@given(st.text(max_size=300))
def test_whatever_is_written_only_plain_tags_and_safe_links_come_out(body: str) -> None:
    shape = Shape(markdown.as_html(body))
    assert {tag for tag, _ in shape.tags} <= markdown.TAGS
    assert set(shape.attributes) <= {"href", "start"}
    assert all(
        href.partition(":")[0] in markdown.SCHEMES for _, href in shape.tags if ":" in href.partition("/")[0]
    )


@pytest.mark.parametrize(
    "body",
    ["<b onclick='x()'>a</b>", "[a](javascript:alert(1))", "![a](https://example.org/a.png)", "<style>"],
)
def test_html_pictures_and_programs_never_leave(body: str) -> None:
    tags = {tag for tag, _ in Shape(markdown.as_html(body)).tags}
    assert tags <= {"p", "a"}
    assert "javascript" not in "".join(href for _, href in Shape(markdown.as_html(body)).tags)


@pytest.mark.parametrize("lang", LANGS)
def test_both_parts_say_who_sends_why_and_how_to_stop(lang: Lang) -> None:
    sent = message(lang=lang, first_name="Rose")
    shape = Shape(sent.html)
    for said in (sent.text, shape.words):
        for part in (SENDER.name, SENDER.postal_address, SENDER.phone, SENDER.email, PURPOSE.name[lang]):
            assert part in said
    assert LINK in sent.text
    assert LINK in {href for _, href in shape.tags}
    assert f'lang="{lang}-CA"' in sent.html


def test_who_has_no_page_of_their_own_is_told_to_write_back() -> None:
    sent = message(link="")
    assert "write to news@example.org" in sent.text
    assert "write to news@example.org" in Shape(sent.html).words


def test_nothing_is_fetched_from_elsewhere_and_styles_stand_in_the_tags() -> None:
    sent = message()
    assert not {tag for tag, _ in Shape(sent.html).tags} & {"img", "link", "script", "iframe", "table"}
    assert "url(" not in sent.html
    assert '<p style="' in sent.html
    assert "prefers-color-scheme: dark" in sent.html


@pytest.mark.parametrize("name", FIELDS)
def test_a_name_that_is_missing_leaves_nothing_behind(name: str) -> None:
    body = f"Hello {{{name}}}, come."
    assert "Hello, come." in message(body).text
    assert "Hello, come." in Shape(message(body).html).words
    assert "Hello Zoé, come." in message(body, **{name: " Zoé\n"}).text  # type: ignore[arg-type]  # none of the names is `lang`


@pytest.mark.parametrize("body", ["Hello {firstname}", "Hello {}", "{first_name} {secret}"])
def test_a_field_that_there_is_not_is_refused_by_name(body: str) -> None:
    with pytest.raises(OutreachError) as refused:
        check_words("News", body)
    assert refused.value.code == "unknown_field"
    assert "{first_name}" in refused.value.message.fr


@pytest.mark.parametrize(
    "body",
    [
        "[a](https://example.org/?who={name})",
        "<https://example.org/{name}>",
        "See https://example.org/?n={first_name}",
        "[a][b]\n\n[b]: https://example.org/{last_name}",
        "www.example.org/{name}",
    ],
)
def test_no_address_says_who_follows_it(body: str) -> None:
    with pytest.raises(OutreachError) as refused:
        check_words("News", body)
    assert refused.value.code == "field_in_link"


@pytest.mark.parametrize("subject", ["{first_name}", "News for { name }", "Hello {organisation}!"])
def test_no_subject_says_who_gets_the_message(subject: str) -> None:
    with pytest.raises(OutreachError) as refused:
        check_words(subject, BODY)
    assert refused.value.code == "field_in_subject"


@pytest.mark.parametrize("body", ["Hello { first_name }.", "A set { of words } stays.", BODY])
def test_what_is_well_written_is_taken(body: str) -> None:
    check_words("Hello", body)


@given(st.text(max_size=300))
def test_plain_text_can_be_made_of_anything(body: str) -> None:
    assert "\ue000" not in message(body.replace("{", "")).text


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("1. one\n2. two\n\n   more\n\nend", "1. one\n\n2. two\n\n   more\n\nend"),
        ("- a\n- b\n  - c", "- a\n- b\n  - c"),
        ("> said\n> so", "> said\n> so"),
        ("a\nb", "a\nb"),
        ("*a* `b` **c**", "a b c"),
        ("<https://example.org/>", "https://example.org/"),
        ("[write](mailto:a@example.org)", "write (a@example.org)"),
        ("a\n\n---\n\nb", "a\n\n* * *\n\nb"),
        ("```\nx = 1\n```", "x = 1"),
        ("3. c\n4. d", "3. c\n4. d"),
    ],
)
def test_plain_text_keeps_what_the_signs_meant(written: str, plain: str) -> None:
    assert markdown.as_text(written) == plain


def test_who_reads_the_other_language_gets_the_one_that_there_is() -> None:
    fr, en = (Content(language=lang, subject=lang, body=lang) for lang in ("fr", "en"))
    assert content_for([fr, en], "en") is en
    assert content_for([fr], "en") is fr
    assert content_for([en], "fr") is en
    assert content_for([en, fr], "") is fr


def test_a_letter_on_paper_has_the_same_words() -> None:
    content: Any = Content(language="en", subject="Hello {name}", body="Dear **{name}**")
    subject, body = on_paper(content=content, fields={"name": "Zoé & Luc"})
    assert subject == "Hello Zoé & Luc"
    assert body == "<p>Dear <strong>Zoé &amp; Luc</strong></p>\n"
