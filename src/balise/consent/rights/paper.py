"""A copy of what is held about someone: as JSON for programs, and as a PDF that anyone can read."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import typst
from django.core.serializers.json import DjangoJSONEncoder

from balise.consent.rights import elsewhere
from balise.theme.texts import catalogue, t

if TYPE_CHECKING:
    from balise.policy.text import Lang

# What people wrote comes in as data and is shown as text: none of it is ever read as Typst.
PAGE = """
#let data = json(bytes(sys.inputs.data))
#set document(title: data.title)
#set page(paper: "us-letter", margin: 2cm, numbering: "1 / 1")
#set text(size: 10pt, lang: sys.inputs.lang)
#let value(it) = if type(it) == array {
  if it.len() == 0 { [–] } else { list(..it.map(value)) }
} else if type(it) == dictionary {
  for (key, each) in it.pairs() [*#key* : #value(each) #linebreak()]
} else if it == none or it == "" { [–] } else { str(it) }
= #data.title
#data.lead
#for part in data.parts [
  == #part.title
  #value(part.content)
]
"""


def as_json(held: dict[str, Any], _lang: Lang) -> bytes:
    """Canonical enough to be compared: keys in order, dates as ISO 8601."""
    return json.dumps(held, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2).encode()


def as_pdf(held: dict[str, Any], lang: Lang) -> bytes:
    """The same, with a title a part."""
    parts = [
        {"title": _word(name, lang), "content": _in_words(content, lang)} for name, content in held.items()
    ]
    data = {"title": t("rights.copy.title", lang), "lead": t("rights.copy.lead", lang), "parts": parts}
    content = json.dumps(data, cls=DjangoJSONEncoder)
    made: bytes = typst.compile(PAGE.encode(), sys_inputs={"data": content, "lang": lang})
    return made


def _in_words(content: object, lang: Lang) -> object:
    """With keys as people say them, and yes and no in words."""
    if isinstance(content, dict):
        return {_word(key, lang): _in_words(value, lang) for key, value in content.items()}
    if isinstance(content, list):
        return [_in_words(each, lang) for each in content]
    if isinstance(content, bool):
        return t(f"rights.copy.{'yes' if content else 'no'}", lang)
    return content


def _word(key: str, lang: Lang) -> str:
    """A key as people say it: one of ours, or of a room above that brought its part."""
    rooms = ("rights.copy", *(part.texts for part in elsewhere.parts()))
    return t(
        next((f"{room}.{key}" for room in rooms if f"{room}.{key}" in catalogue()), f"rights.copy.{key}"),
        lang,
    )
