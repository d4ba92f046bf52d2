"""The form of a key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from balise.people.forms import Choice, OneOf, PageForm, Words, Yes
from balise.theme.language import current_language
from balise.theme.texts import catalogue, t

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import QueryDict

    from balise.consent.models import Purpose
    from balise.policy.text import Lang


class Key(PageForm):
    name = Words(autocomplete="off")
    purpose = OneOf()
    may_grant = Yes(required=False)

    def __init__(self, data: QueryDict | None, purposes: Iterable[Purpose]) -> None:
        super().__init__(data)
        lang = current_language()
        self.offer("purpose", [Choice(each.code, each.name[lang], each) for each in purposes])

    def _text(self, name: str, part: str, lang: Lang) -> str:
        key = f"api.keys.{name}_{part}"
        return t(key, lang) if key in catalogue() else ""
