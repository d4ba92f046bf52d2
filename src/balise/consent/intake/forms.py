"""The forms of intake. No answer is ever chosen beforehand, and each purpose and channel has its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar
from uuid import uuid4

from django import forms
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from balise.consent.intake.errors import IntakeError
from balise.consent.intake.scans import Scan, scan
from balise.consent.words import Event, Grantor, Method
from balise.people.errors import PeopleError
from balise.people.forms import Choice, Day, Key, OneOf, PageForm, Typed, capitalised, fault
from balise.theme.language import current_language
from balise.theme.texts import catalogue, t

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from django.core.files.uploadedfile import UploadedFile
    from django.http import QueryDict
    from django.utils.datastructures import MultiValueDict

    from balise.consent.models import Purpose
    from balise.consent.words import Channel
    from balise.people.models import LinkedParty
    from balise.policy.text import Lang

HOW = (Method.IN_PERSON, Method.PHONE, Method.PAPER_FORM)
ANSWERS = {"yes": Event.GIVEN, "no": Event.REFUSED}

MORE = ("day", "until", "evidence")
"""What is rarely needed."""

Spoken = tuple[Grantor, "LinkedParty | None"]
"""Who spoke for the client."""


class ScanField(Typed):
    """The scan of a form, or nothing."""

    widget = forms.FileInput

    def __init__(self) -> None:
        super().__init__(required=False, type="file")

    def clean(self, value: UploadedFile | None) -> Scan | None:
        if value is None:
            return None
        try:
            return scan(value)
        except PeopleError as error:
            raise fault(error) from None

    def drawn(self, _value: Any) -> dict[str, Any]:  # noqa: ANN401  Django's own signature
        return dict(self.look)  # a browser does not let a page fill in a file


class ShortAnswer(OneOf):
    """Yes, no, or not asked, by which a slip of the finger is taken back. Most are left alone."""

    tells_optional: ClassVar[bool] = False

    def __init__(self) -> None:
        super().__init__(required=False)

    def drawn(self, value: Any) -> dict[str, Any]:  # noqa: ANN401  Django's own signature
        return {**super().drawn(value), "short": True}


class IntakeForm(PageForm):
    """How it was said, when, who spoke, and the form on which it stands."""

    BLAMED: ClassVar[dict[str, str]] = {
        "in_the_future": "day",
        "expired_before_given": "until",
        "not_linked": "spoke",
        "parent_needed": "spoke",
        "guardian_of_an_adult": "spoke",
    }

    key = Key()
    how = OneOf()
    spoke = OneOf()
    day = Day(required=False)
    until = Day(required=False)
    evidence = ScanField()

    def __init__(
        self,
        data: QueryDict | None,
        files: MultiValueDict[str, UploadedFile],
        *,
        speakers: Sequence[Choice],
        today: date,
    ) -> None:
        super().__init__(data, initial={"key": uuid4()})
        self.files = files
        self._today = today
        lang = current_language()
        self.offer("how", [Choice(each.value, capitalised(each.label[lang]), each) for each in HOW])
        self.offer("spoke", speakers)
        if len(speakers) == 1:  # nobody else is known who could have spoken
            del self.fields["spoke"]
        self._only: Spoken = speakers[0].thing  # type: ignore[assignment]  # a choice can mean anything

    @property
    def spoken(self) -> Spoken:
        """Who spoke."""
        found: Spoken = self.cleaned_data.get("spoke") or self._only
        return found

    @property
    def main(self) -> SafeString:
        """How it was said, and by whom."""
        return self.drawn(each for each in ("key", "how", "spoke") if each in self.fields)

    @property
    def more(self) -> SafeString:
        """What is rarely needed."""
        return self.drawn(MORE)

    @property
    def more_open(self) -> bool:
        """Whether something stands there that has to be seen."""
        if not self.is_bound:
            return False
        typed = any(any(self[each].value()) for each in ("day", "until"))
        return typed or not set(MORE).isdisjoint(self._faults())

    @property
    def outdated(self) -> bool:
        """Whether a no came since the page was shown."""
        return self.refusal is not None and self.refusal.code == "changed_meanwhile"

    def drawn(self, names: Iterable[str]) -> SafeString:
        """These fields, drawn by the theme."""
        faults = self._faults()
        parts = [self._draw(name, self.fields[name], faults.get(name, "")) for name in names]
        return mark_safe("".join(parts))  # noqa: S308  each comes out of a template

    def _text(self, name: str, part: str, lang: Lang) -> str:
        key = f"intake.fields.{name}.{part}"
        return t(key, lang) if key in catalogue() else ""

    def clean_day(self) -> date | None:
        day: date | None = self.cleaned_data["day"]
        if day is not None and day > self._today:
            raise fault(IntakeError("in_the_future"))
        return None if day == self._today else day


class OneAnswer(IntakeForm):
    """One purpose and channel: the button that sends the form is the answer."""

    answer = forms.ChoiceField(choices=[(each, each) for each in ANSWERS], widget=forms.HiddenInput)

    def clean_answer(self) -> Event:
        return ANSWERS[self.cleaned_data["answer"]]


class SeveralAnswers(IntakeForm):
    """Several purposes and channels on one page, each with its own yes and no, and none chosen."""

    def __init__(
        self,
        data: QueryDict | None,
        files: MultiValueDict[str, UploadedFile],
        *,
        speakers: Sequence[Choice],
        today: date,
        asked: Iterable[tuple[Purpose, Channel]],
    ) -> None:
        super().__init__(data, files, speakers=speakers, today=today)
        lang = current_language()
        self.asked = {
            f"answer-{purpose.code}-{channel.value}": (purpose, channel) for purpose, channel in asked
        }
        self._titles: dict[str, str] = {}
        for name, (purpose, channel) in self.asked.items():
            answer = ShortAnswer()
            answer.choices = [
                Choice(each, t(f"intake.several.{each}", lang), ANSWERS.get(each))
                for each in (*ANSWERS, "unasked")
            ]
            self.fields[name] = answer
            # The purpose stands above; who hears the page one field after the other needs it here.
            self._titles[name] = format_html(
                '{}<span class="govuk-visually-hidden"> – {}</span>',
                capitalised(channel.label[lang]),
                purpose.name[lang],
            )

    def clean(self) -> dict[str, Any]:
        if not self.errors and not self.answers:
            raise fault(IntakeError("no_answer"))
        return self.cleaned_data

    def of(self, purpose: Purpose) -> SafeString:
        """The questions about one purpose."""
        return self.drawn(self._names(purpose))

    def has_answers(self, purpose: Purpose) -> bool:
        """Whether something is chosen there that has to be seen."""
        return any(self[name].value() for name in self._names(purpose))

    def _names(self, purpose: Purpose) -> list[str]:
        return [name for name, (asked, _) in self.asked.items() if asked == purpose]

    @property
    def answers(self) -> list[tuple[Purpose, Channel, Event]]:
        """What was answered; what was not asked is left alone."""
        return [
            (*asked, self.cleaned_data[name])
            for name, asked in self.asked.items()
            if self.cleaned_data.get(name) is not None
        ]

    def _text(self, name: str, part: str, lang: Lang) -> str:
        if part == "label" and name in self._titles:
            return self._titles[name]
        return super()._text(name, part, lang)
