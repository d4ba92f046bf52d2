"""A message, as it leaves: plain text and HTML, in one language, with who sends it and how to stop it.

What does not depend on who gets it is made once (`_letter`); for each message only the fields are filled.
Every value is escaped where it lands, and none can reach a header or an address of a link.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from html import escape
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

import css_inline

from balise.outreach.campaigns import markdown
from balise.outreach.errors import OutreachError
from balise.theme.texts import t

if TYPE_CHECKING:
    from collections.abc import Iterable

    from balise.consent.models import Purpose
    from balise.outreach.models import Content, Sender
    from balise.policy.text import Lang

FIELDS = ("first_name", "last_name", "name", "organisation")
"""What a text may say of who gets it, between braces."""

LINK = "preference_link"
"""The way to the recipient’s own page, where one stops or chooses."""

# Marks of letters for private use, which are taken out of everything else: Markdown, the sanitiser and the
# inliner leave them where they are.
_OPEN, _CLOSE = "\ue000", "\ue001"
_FIELD = re.compile(r"\{\s*([^{}\s]*)\s*\}")
_MARK = re.compile(f"( ?){_OPEN}([a-z_]+){_CLOSE}")
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_FIELD_IN_ADDRESS = re.compile(r"(?:https?://|www\.|mailto:)[^\s{]*\{", re.IGNORECASE)

_PAGE = Template(Path(__file__).with_name("mail.html").read_text(encoding="utf-8"))
_INLINER = css_inline.CSSInliner(
    keep_style_tags=False, keep_at_rules=True, load_remote_stylesheets=False, apply_width_attributes=False
)


class Composed(NamedTuple):
    """One message, ready but for its headers."""

    subject: str
    text: str
    html: str


class _Letter(NamedTuple):
    """The same, cut where the fields of each recipient go: words, a space or none, a field, words, …"""

    subject: tuple[str, ...]
    text: tuple[str, ...]
    html: tuple[str, ...]


class _Said(NamedTuple):
    """What is said to everyone alike, in one language."""

    subject: str
    body: str
    purpose: str
    lang: Lang
    has_link: bool


class _From(NamedTuple):
    """Who sends, as far as the message says it."""

    name: str
    postal_address: str
    email: str
    phone: str
    web: str


def compose(
    *,
    content: Content,
    fields: Mapping[str, str],
    sender: Sender,
    purpose: Purpose,
    lang: Lang,
    preference_link: str,
) -> Composed:
    """One message to one recipient. `fields` are those of `FIELDS` that are known; one that is not, or is
    empty, leaves nothing behind, not even the space before it.

    `lang` is that of `content`. Without a `preference_link`, who gets the message is told to write back.
    """
    letter = _letter(
        _Said(content.subject, content.body, purpose.name[lang], lang, bool(preference_link)),
        _From(sender.name, sender.postal_address, sender.reply_to or sender.email, sender.phone, sender.web),
    )
    values = {**_values(fields), LINK: preference_link}
    escaped = {name: escape(value) for name, value in values.items()}
    return Composed(
        " ".join(_filled(letter.subject, values).split()),
        _filled(letter.text, values),
        _filled(letter.html, escaped),
    )


def on_paper(*, content: Content, fields: Mapping[str, str]) -> tuple[str, str]:
    """The subject, and the body as HTML, for a letter: who sends it and how to stop it stand on its sheet."""
    values = _values(fields)
    escaped = {name: escape(value) for name, value in values.items()}
    subject = tuple(_MARK.split(_marked(content.subject)))
    body = tuple(_MARK.split(markdown.as_html(_marked(content.body))))
    return " ".join(_filled(subject, values).split()), _filled(body, escaped)


def content_for(contents: Iterable[Content], language: str) -> Content:
    """The content in this language; in the other where there is none, French where none is known."""
    found = {each.language: each for each in contents}
    return found.get(language) or found.get("fr") or found["en"]


def check_words(subject: str, body: str) -> None:
    """Refuse a text that names a field that there is not, or puts one into an address, and a field in a
    subject: it shows on a locked phone, and mail servers keep it. Raise `OutreachError`.
    """
    for found in _FIELD.finditer(subject + "\n" + body):
        if found[1] not in FIELDS:
            raise OutreachError("unknown_field", field=found[0][:60], known=known_fields())
    if _FIELD.search(subject):
        raise OutreachError("field_in_subject")
    in_link = any(quote(_OPEN) in link for link in markdown.links(_marked(body)))
    if in_link or _FIELD_IN_ADDRESS.search(subject + "\n" + body):
        raise OutreachError("field_in_link")


@lru_cache(maxsize=256)
def _letter(said: _Said, sender: _From) -> _Letter:
    body = _marked(said.body)
    link = f"{_OPEN}{LINK}{_CLOSE}" if said.has_link else ""
    page = _PAGE.substitute(
        lang=f"{said.lang}-CA",
        title=escape(_marked(said.subject)),
        body=markdown.as_html(body),
        foot="\n".join(_foot_html(sender, said.purpose, said.lang, link)),
    )
    text = "\n".join([markdown.as_text(body), "", "-- ", *_foot(sender, said.purpose, said.lang, link)])
    parts = (_marked(said.subject), text, _INLINER.inline(page))
    return _Letter(*(tuple(_MARK.split(part)) for part in parts))


def _foot(sender: _From, purpose: str, lang: Lang, link: str) -> list[str]:
    """Who sends, where they are and how they are reached, why this came, and how to stop it."""
    return [
        sender.name,
        sender.postal_address,
        " · ".join(filter(None, (sender.phone, sender.email, sender.web))),
        "",
        t("campaigns.mail.why", lang, purpose=purpose),
        t("campaigns.mail.stop", lang, link=link)
        if link
        else t("campaigns.mail.stop_by_writing", lang, email=sender.email),
    ]


def _foot_html(sender: _From, purpose: str, lang: Lang, link: str) -> list[str]:
    ways = [escape(sender.phone)] if sender.phone else []
    ways.append(_anchor(f"mailto:{sender.email}", sender.email))
    if sender.web:
        ways.append(_anchor(sender.web, sender.web))
    stop = (
        _anchor(link, t("campaigns.mail.stop_here", lang))
        if link
        else escape(t("campaigns.mail.stop_by_writing", lang, email=sender.email))
    )
    who = [f"<strong>{escape(sender.name)}</strong>", escape(sender.postal_address), " · ".join(ways)]
    return [
        f"<p>{'<br>'.join(who)}</p>",
        f"<p>{escape(t('campaigns.mail.why', lang, purpose=purpose))}</p>",
        f"<p>{stop}</p>",
    ]


def _anchor(href: str, words: str) -> str:
    return f'<a href="{escape(href)}">{escape(words)}</a>'


def _marked(words: str) -> str:
    """The text with marks for its fields, which no rule of Markdown touches."""
    return _FIELD.sub(
        lambda found: f"{_OPEN}{found[1]}{_CLOSE}" if found[1] in FIELDS else found[0],
        _PRIVATE.sub("", words),
    )


def _values(fields: Mapping[str, str]) -> dict[str, str]:
    """What goes in the place of each field, in one line."""
    return {name: " ".join(_PRIVATE.sub("", fields.get(name, "")).split()) for name in FIELDS}


def _filled(letter: tuple[str, ...], values: Mapping[str, str]) -> str:
    filled = [letter[0]]
    for space, name, words in zip(letter[1::3], letter[2::3], letter[3::3], strict=True):
        value = values[name]
        filled.append(f"{space}{value}{words}" if value else words)
    return "".join(filled)


def known_fields() -> str:
    """The fields as they are written."""
    return ", ".join(f"{{{name}}}" for name in FIELDS)
