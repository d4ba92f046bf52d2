"""The forms of a purpose and of its wording, both languages side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from balise.consent.operations import Asker, NoticeWords
from balise.consent.operations.notices import mailing_address, web_address
from balise.people.forms import Choice, Confirm, OneOf, PageForm, Paragraphs, Words, Yes
from balise.people.wording import email_address, phone_number
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

PARTS = ("purpose_said", "use_said", "kept_said", "shared_said", "withdrawal_said")
WAYS = ("email", "phone", "web")
"""How who asks is reached: the same in both languages."""

__all__ = ["AddPurpose", "Confirm", "Wording"]


class _NoticesForm(PageForm):
    BLAMED: ClassVar[dict[str, str]] = {
        "bad_code": "code",
        "purpose_exists": "code",
        "asker_unreachable": "asker_phone",
    }

    def _text(self, name: str, part: str, lang: Lang) -> str:
        base, _, language = name.rpartition("_")
        key = f"notices.fields.{name}.{part}"
        if key in catalogue():
            return t(key, lang)
        shared = f"notices.fields.{base}.{part}"
        if part not in _SAID or shared not in catalogue() or language not in LANGS:
            return ""
        return t(f"notices.{_SAID[part]}in_{_LONG[language]}", lang, label=t(shared, lang))


_SAID = {"label": "", "missing": "missing_"}
"""What a field of one language says for itself."""

_LONG = {"fr": "french", "en": "english"}


class AddPurpose(_NoticesForm):
    name_fr = Words()
    name_en = Words()
    explained_fr = Paragraphs(rows=3)
    explained_en = Paragraphs(rows=3)
    code = Words(spellcheck="false", autocomplete="off")
    dpv = OneOf()
    health = Yes(required=False)

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
            "health": typed["health"],
        }


class Wording(_NoticesForm):
    """Starts from the version in force, so that only what changes has to be typed."""

    purpose_said_fr = Paragraphs(rows=3)
    purpose_said_en = Paragraphs(rows=3)
    use_said_fr = Paragraphs(rows=3)
    use_said_en = Paragraphs(rows=3)
    kept_said_fr = Paragraphs(rows=2)
    kept_said_en = Paragraphs(rows=2)
    shared_said_fr = Paragraphs(rows=2, required=False)
    shared_said_en = Paragraphs(rows=2, required=False)
    asker_name_fr = Words()
    asker_name_en = Words()
    asker_address_fr = Words(check=mailing_address)
    asker_address_en = Words(check=mailing_address)
    asker_phone = Words(check=phone_number, required=False)
    asker_email = Words(check=email_address, required=False)
    asker_web = Words(check=web_address, required=False)
    withdrawal_said_fr = Paragraphs(rows=3)
    withdrawal_said_en = Paragraphs(rows=3)

    def __init__(self, data: QueryDict | None, before: dict[str, NoticeWords]) -> None:
        initial: dict[str, str] = {}
        for lang, words in before.items():
            initial |= {f"{part}_{lang}": getattr(words, part) for part in PARTS}
            initial |= {f"asker_{way}": getattr(words.asked_by, way) for way in WAYS}
            initial |= {f"asker_{part}_{lang}": getattr(words.asked_by, part) for part in ("name", "address")}
        super().__init__(data, initial=initial)

    @property
    def words(self) -> dict[Lang, NoticeWords]:
        """What `write_notice` takes."""
        typed = self.cleaned_data
        ways = {way: typed[f"asker_{way}"] for way in WAYS}
        return {
            lang: NoticeWords(
                **{part: typed[f"{part}_{lang}"] for part in PARTS},
                asked_by=Asker(typed[f"asker_name_{lang}"], typed[f"asker_address_{lang}"], **ways),
            )
            for lang in LANGS
        }
