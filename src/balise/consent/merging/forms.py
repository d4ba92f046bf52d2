"""The form that decides on a pair. Nothing is chosen beforehand: a merge is not undone by a click."""

from __future__ import annotations

from typing import TYPE_CHECKING

from balise.people.forms import Choice, OneOf, PageForm, Paragraphs
from balise.theme.language import current_language
from balise.theme.texts import catalogue, t

if TYPE_CHECKING:
    from django.http import QueryDict

    from balise.people.models import Client
    from balise.policy.text import Lang


class Decide(PageForm):
    decision = OneOf()  # the record that is kept; None: they are two people's
    reason = Paragraphs()

    def __init__(self, data: QueryDict | None, first: Client, second: Client) -> None:
        super().__init__(data)
        lang = current_language()
        keep = [
            Choice(
                word,
                t("merging.keep", lang, name=each.full_name, number=str(each.uuid)[:8]),
                each,
            )
            for word, each in (("first", first), ("second", second))
        ]
        self.offer("decision", [*keep, Choice("distinct", t("merging.distinct", lang), None)])

    def _text(self, name: str, part: str, lang: Lang) -> str:
        key = f"merging.fields.{name}.{part}"
        return t(key, lang) if key in catalogue() else ""
