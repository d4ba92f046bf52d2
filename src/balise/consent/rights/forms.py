"""The forms of rights."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar
from uuid import uuid4

from django.core.exceptions import ValidationError

from balise.consent.rights.words import Wish
from balise.people.forms import Choice, Key, OneOf, PageForm, Paragraphs, Yes
from balise.theme.language import current_language

if TYPE_CHECKING:
    from django.http import QueryDict


class RightsForm(PageForm):
    texts: ClassVar[str] = "rights"


class Hold(RightsForm):
    reason = Paragraphs()


class EndHold(RightsForm):
    reason = Paragraphs()


class Erase(RightsForm):
    understood = Yes()


class Complain(RightsForm):
    key = Key()
    words = Paragraphs()

    def __init__(self, data: QueryDict | None = None) -> None:
        super().__init__(data, initial={"key": uuid4()})


class Ask(RightsForm):
    """What the person themself writes, on their page."""

    key = Key()
    wish = OneOf()
    words = Paragraphs(required=False)
    tells_optional = False  # whether words are needed depends on what is asked

    def __init__(self, data: QueryDict | None = None) -> None:
        super().__init__(data, initial={"key": uuid4()})
        lang = current_language()
        self.offer("wish", [Choice(each.value, each.label[lang], each) for each in Wish])

    def clean_words(self) -> str:
        words: str = self.cleaned_data["words"]
        wish: Wish | None = self.cleaned_data.get("wish")
        if wish and wish.needs_words and not words:
            raise ValidationError("empty", code="empty")
        return words


class Answer(RightsForm):
    answer = Paragraphs()
