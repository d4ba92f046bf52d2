"""The form that attaches a list: a file, or pasted text, and where it comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from balise.outreach.lists.limits import PASTED
from balise.outreach.words import Audience, ListOrigin
from balise.people.forms import OneOf, PageForm, Paragraphs, Words, of
from balise.people.imports.limits import FILE_BYTES
from balise.theme.language import current_language
from balise.theme.texts import t

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile
    from django.http import QueryDict

    from balise.outreach.models import Campaign

PASTED_ROWS = 5
AT_MOST = FILE_BYTES // 1_000_000
"""Megabytes of a file."""


class AttachList(PageForm):
    texts: ClassVar[str] = "audience"
    BLAMED: ClassVar[dict[str, str]] = {
        "provider_needed": "provider",
        "statement_needed": "statement",
        "published_people": "origin",
    }

    origin = OneOf()
    provider = Words(required=False, autocomplete="organization")
    statement = Paragraphs(required=False, rows=4)

    def __init__(self, data: QueryDict | None, campaign: Campaign) -> None:
        super().__init__(data)
        people = campaign.audience != Audience.ORGANISATIONS
        self.offer(
            "origin", [each for each in of(ListOrigin) if not (people and each.thing is ListOrigin.PUBLISHED)]
        )

    def came_from(self) -> dict[str, Any]:
        """What `keep_list` takes of where the list comes from."""
        typed = self.cleaned_data
        return {
            "origin": typed["origin"],
            "provider": typed["provider"],
            "statement": typed["statement"],
        }


def sent_list(file: UploadedFile | None, words: str) -> tuple[bytes, str]:
    """The list that was sent, with its name: a file, else what was pasted. Raise `NoListSentError`."""
    lang = current_language()
    if file is not None:
        # One byte more than is allowed is enough to refuse the rest.
        content: bytes = file.read(FILE_BYTES + 1)
        if len(content) > FILE_BYTES:
            raise NoListSentError(t("audience.attach.too_big", lang, at_most=AT_MOST))
        return content, file.name or ""
    if not words.strip():
        raise NoListSentError(t("audience.attach.nothing", lang))
    if len(words) > PASTED:
        raise NoListSentError(t("audience.attach.too_long", lang))
    # What cannot be written is no letter of anyone's address.
    return words.encode("utf-8", errors="replace"), ""


class NoListSentError(Exception):
    """Nothing to attach; says what to do."""
