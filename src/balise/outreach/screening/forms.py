"""The form of something to do for those who are not reached."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from balise.outreach.screening.operations import NOTE
from balise.outreach.words import TaskState
from balise.people.forms import OneOf, PageForm, Paragraphs, of

if TYPE_CHECKING:
    from django.http import QueryDict

    from balise.outreach.models import Task


class Settle(PageForm):
    texts: ClassVar[str] = "screening"

    state = OneOf()
    note = Paragraphs(required=False, at_most=NOTE, rows=2)

    def __init__(self, data: QueryDict | None, task: Task) -> None:
        super().__init__(data, initial={"state": task.state, "note": task.note})
        self.offer("state", of(TaskState))
