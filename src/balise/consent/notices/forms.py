"""The forms of a purpose and of its wording, both languages side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from balise.consent.operations import NoticeWords
from balise.people.forms import Choice, Confirm, OneOf, PageForm, Paragraphs, Words
from balise.policy.text import LANGS, Lang, Text
from balise.theme.language import current_language
from balise.theme.texts import catalogue, t

if TYPE_CHECKING:
    from django.http import QueryDict


TERMS = (
    "DirectMarketing",
    "Marketing",
    "CommunicationForCustomerCare",
    "ServiceProvision",
    "CustomerRelationshipManagement",
    "ResearchAndDevelopment",
)
"""Purposes of the Data Privacy Vocabulary that organisations such as ours have."""

PARTS = ("purpose_said", "use_said", "asked_by", "withdrawal_said")

__all__ = ["AddPurpose", "Confirm", "Wording"]


class _NoticesForm(PageForm):
    BLAMED: ClassVar[dict[str, str]] = {"bad_code": "code", "purpose_exists": "code"}

    def _text(self, name: str, part: str, lang: Lang) -> str:
        base, _, language = name.rpartition("_")
        key = f"notices.fields.{name}.{part}"
        if key in catalogue():
            return t(key, lang)
        shared = f"notices.fields.{base}.{part}"
        if shared not in catalogue() or language not in LANGS:
            return ""
        words = t(shared, lang)
        return words if part != "label" else t(f"notices.in_{_LONG[language]}", lang, label=words)


_LONG = {"fr": "french", "en": "english"}


class AddPurpose(_NoticesForm):
    name_fr = Words()
    name_en = Words()
    explained_fr = Paragraphs(rows=3)
    explained_en = Paragraphs(rows=3)
    code = Words(spellcheck="false", autocomplete="off")
    dpv = OneOf()

    def __init__(self, data: QueryDict | None) -> None:
        super().__init__(data)
        lang = current_language()
        self.offer("dpv", [Choice(each, t(f"notices.term.{each}", lang), each) for each in TERMS])

    @property
    def purpose(self) -> dict[str, Any]:
        """What `add_purpose` takes."""
        typed = self.cleaned_data
        return {
            "code": typed["code"],
            "name": Text(typed["name_fr"], typed["name_en"]),
            "explained": Text(typed["explained_fr"], typed["explained_en"]),
            "dpv": typed["dpv"],
        }


class Wording(_NoticesForm):
    """Starts from the version in force, so that only what changes has to be typed."""

    purpose_said_fr = Paragraphs(rows=3)
    purpose_said_en = Paragraphs(rows=3)
    use_said_fr = Paragraphs(rows=3)
    use_said_en = Paragraphs(rows=3)
    asked_by_fr = Paragraphs(rows=3)
    asked_by_en = Paragraphs(rows=3)
    withdrawal_said_fr = Paragraphs(rows=3)
    withdrawal_said_en = Paragraphs(rows=3)

    def __init__(self, data: QueryDict | None, before: dict[str, NoticeWords]) -> None:
        initial = {f"{part}_{lang}": getattr(words, part) for lang, words in before.items() for part in PARTS}
        super().__init__(data, initial=initial)

    @property
    def words(self) -> dict[Lang, NoticeWords]:
        """What `write_notice` takes."""
        return {lang: NoticeWords(*(self.cleaned_data[f"{part}_{lang}"] for part in PARTS)) for lang in LANGS}
