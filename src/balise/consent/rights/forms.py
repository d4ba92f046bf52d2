"""The forms of rights."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar
from uuid import uuid4

from balise.people.forms import Key, PageForm, Paragraphs, Yes

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


class Answer(RightsForm):
    answer = Paragraphs()
