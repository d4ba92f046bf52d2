"""The forms of people. Their words, under `fields` in `texts.yaml`, are looked up by the name of each
field, and their checks are those of the operations: what a form lets through is not refused a second later
for its spelling.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar, cast
from uuid import UUID, uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from balise.people.errors import PeopleError
from balise.people.models import Staff, Unit
from balise.people.wording import PAGE, email_address, needed, optional, phone_number
from balise.people.words import GRANTABLE, Language, LineKind, LinkKind, Role, Status, UnitKind, Word
from balise.theme.language import current_language
from balise.theme.texts import catalogue, t

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from django.http import QueryDict

    from balise.people.models import RoleGrant
    from balise.policy.text import Lang

MISSING = frozenset({"required", "empty", "invalid_choice"})
WORD_START = re.compile(r"(?<=.)(?=[A-Z])")


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several: `thing` is what choosing it means."""

    value: str
    label: str
    thing: object
    hint: str = ""


# Fields


class Typed(forms.Field):
    """A field that one of the theme's partials draws."""

    partial: ClassVar[str] = "balise/input.html"
    tells_optional: ClassVar[bool] = True
    """Whether its label says that it may be left out."""

    def __init__(self, *, required: bool = True, **look: object) -> None:
        super().__init__(required=required)
        self.look = look

    def drawn(self, value: Any) -> dict[str, Any]:  # noqa: ANN401  each kind of field has its own
        """What the partial needs beside name, label, hint and error."""
        return {"value": "" if value is None else value, **self.look}

    def focus(self, name: str) -> str:
        """The id of what the error summary leads to."""
        return name

    @property
    def title(self) -> str:
        """What the partial calls the label."""
        return "label"


def fault(error: PeopleError) -> ValidationError:
    """Keep what an operation would say of a text, for the page to write in its language."""
    return ValidationError(error.code, code=error.code, params={"message": error.message})


class Words(Typed):
    """One line of text."""

    def __init__(
        self, *, check: Callable[[str], str] | None = None, required: bool = True, **look: object
    ) -> None:
        super().__init__(required=required, **look)
        self.check = check or (needed if required else optional)

    def clean(self, value: object) -> Any:  # noqa: ANN401  Django's own signature
        words = str(value or "")
        try:
            return self.check(words) if self.required or words.strip() else ""
        except PeopleError as error:
            raise fault(error) from None


class Paragraphs(Words):
    """Several lines of text."""

    partial = "balise/textarea.html"

    def __init__(self, *, required: bool = True, at_most: int = PAGE, rows: int = 4) -> None:
        def check(words: str) -> str:
            return needed(words, at_most=at_most) if required else optional(words, at_most=at_most)

        super().__init__(check=check, required=required, rows=rows)


class Lines(Words):
    """Several of one kind, one a line."""

    partial = "balise/textarea.html"

    def __init__(self, check: Callable[[str], str]) -> None:
        super().__init__(check=check, required=False, rows=2)

    def clean(self, value: object) -> Any:  # noqa: ANN401  Django's own signature
        return [super(Lines, self).clean(line) for line in str(value or "").splitlines() if line.strip()]


class _ThreeInputs(forms.Widget):
    def value_from_datadict(self, data: Mapping[str, Any], _files: object, name: str) -> tuple[str, str, str]:
        year, month, day = (str(data.get(f"{name}-{part}", "")).strip() for part in ("year", "month", "day"))
        return year, month, day


class Day(Typed):
    """A date, in three inputs."""

    partial = "balise/date_input.html"
    widget = _ThreeInputs

    def clean(self, value: Any) -> date | None:  # noqa: ANN401  Django's own signature
        if not any(value):
            if self.required:
                raise ValidationError("empty", code="empty")
            return None
        try:
            return date(*(int(part) for part in value))
        except (ValueError, OverflowError):
            raise ValidationError("bad_day", code="bad_day") from None

    def drawn(self, value: Any) -> dict[str, Any]:  # noqa: ANN401  each kind of field has its own
        if isinstance(value, date):
            value = (value.year, value.month, value.day)
        year, month, day = map(str, value or ("", "", ""))
        return {"year": year, "month": month, "day": day}

    def focus(self, name: str) -> str:
        return f"{name}-year"

    @property
    def title(self) -> str:
        return "legend"


class OneOf(Typed):
    """One of some choices: shown one by one, or folded in a list where they can be many."""

    def __init__(self, *, required: bool = True, folded: bool = False) -> None:
        super().__init__(required=required)
        self.choices: Sequence[Choice] = ()
        self.folded = folded

    @property
    def partial_now(self) -> str:
        return "people/select.html" if self.folded else "balise/radios.html"

    def clean(self, value: object) -> Any:  # noqa: ANN401  Django's own signature
        for choice in self.choices:
            if choice.value == value:
                return choice.thing
        if self.required or value:
            raise ValidationError("invalid_choice", code="invalid_choice")
        return None

    def drawn(self, value: Any) -> dict[str, Any]:  # noqa: ANN401  each kind of field has its own
        items = [{"value": each.value, "label": each.label, "hint": each.hint} for each in self.choices]
        drawn = {"items": items, "value": "" if value is None else str(value)}
        if self.folded and self.required:
            drawn["empty"] = t("people.fields.choose", current_language())
        return drawn

    @property
    def title(self) -> str:
        return "label" if self.folded else "legend"


class Yes(Typed):
    """A box to tick."""

    partial = "balise/checkboxes.html"
    tells_optional = False
    widget = forms.CheckboxInput

    def clean(self, value: object) -> bool:
        if self.required and not value:
            raise ValidationError("required", code="required")
        return bool(value)

    def drawn(self, value: Any) -> dict[str, Any]:  # noqa: ANN401  each kind of field has its own
        return {"value": ["yes"] if value else []}

    @property
    def title(self) -> str:
        return "legend"


class Key(forms.UUIDField):
    """The name of what will be made, drawn when the form is opened: sent twice, it is made once."""

    widget = forms.HiddenInput


# Forms


class PageForm(forms.Form):
    """A form on a page of its own."""

    texts: ClassVar[str] = "people"
    """The room whose texts say what a field is called in this form only."""

    tells_optional: ClassVar[bool] = True
    """Whether labels say what may be left out: in a search, everything may."""

    BLAMED: ClassVar[dict[str, str]] = {
        "email_taken": "email",
        "account_of_another": "email",
        "in_the_past": "from_date",
        "ends_before_it_begins": "to_date",
        "born_in_the_future": "birth_date",
        "one_language_only": "job_scope_fr",
        "no_such_file": "file_number",
    }
    """Which field a refusal of the operation is about."""

    def __init__(self, data: QueryDict | None = None, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        self.refusal: PeopleError | None = None

    def offer(self, name: str, choices: Iterable[Choice]) -> None:
        """Say what can be chosen."""
        self.one_of(name).choices = list(choices)

    def one_of(self, name: str) -> OneOf:
        return cast("OneOf", self.fields[name])

    def blame(self, problem: PeopleError) -> None:
        """Show what the operation refused: at its field if there is one, else above the form."""
        self.refusal = problem

    def problems(self) -> list[dict[str, str]]:
        """What is wrong, for the error summary."""
        found = []
        for name, text in self._faults().items():
            shown = self.fields.get(name)
            found.append({"text": text, "field": shown.focus(name) if isinstance(shown, Typed) else ""})
        return found

    def rendered(self) -> SafeString:
        """The fields, drawn by the theme."""
        faults = self._faults()
        drawn = [self._draw(name, each, faults.get(name, "")) for name, each in self.fields.items()]
        return mark_safe("".join(drawn))  # noqa: S308  each comes out of a template

    def _draw(self, name: str, shown: forms.Field, error: str) -> str:
        if not isinstance(shown, Typed):
            return str(self[name])
        lang = current_language()
        label, hint = self._text(name, "label", lang), self._text(name, "hint", lang)
        if self.tells_optional and shown.tells_optional and not shown.required:
            label = t("people.fields.optional", lang, label=label)
        context: dict[str, Any] = {"name": name, shown.title: label, "hint": hint, "error": error}
        context |= shown.drawn(self[name].value())
        if isinstance(shown, Yes):
            context["items"] = [{"value": "yes", "label": self._text(name, "yes", lang)}]
        partial = shown.partial_now if isinstance(shown, OneOf) else shown.partial
        return render_to_string(partial, context)

    def _faults(self) -> dict[str, str]:
        lang = current_language()
        if not self.is_bound:
            return {}
        found = {name: self._fault(name, errors[0], lang) for name, errors in self.errors.as_data().items()}
        if self.refusal is not None:
            found[self.BLAMED.get(self.refusal.code, "")] = self.refusal.message[lang]
        return found

    def _fault(self, name: str, error: ValidationError, lang: Lang) -> str:
        if error.code in MISSING:
            return self._text(name, "missing", lang)
        if error.params:
            return str(error.params["message"][lang])
        return t(f"people.fields.{error.code}", lang)

    def _text(self, name: str, part: str, lang: Lang) -> str:
        """The form's own words for a field, else those that all forms share; a hint may be missing."""
        own = f"{self.texts}.{WORD_START.sub('_', type(self).__name__).lower()}.{name}_{part}"
        key = own if own in catalogue() else f"people.fields.{name}.{part}"
        return t(key, lang) if key in catalogue() else ""


class _Client(PageForm):
    full_name = Words(autocomplete="off", spellcheck="false")
    preferred_name = Words(required=False, autocomplete="off", spellcheck="false")
    language = OneOf()
    birth_date = Day(required=False)
    vulnerable = OneOf()
    phones = Lines(phone_number)
    emails = Lines(email_address)
    addresses = Lines(lambda words: needed(words, at_most=500))

    def __init__(self, data: QueryDict | None = None, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        self.offer("language", of(Language))
        lang = current_language()
        self.offer(
            "vulnerable",
            [
                Choice(value, t(f"people.vulnerable.{value}", lang), meaning)
                for value, meaning in (("yes", True), ("no", False), ("unknown", None))
            ],
        )


class AddClient(_Client):
    key = Key()
    unit = OneOf(folded=True)

    def __init__(self, data: QueryDict | None, units: Iterable[Unit]) -> None:
        super().__init__(data, initial={"key": uuid4(), "vulnerable": "unknown"})
        self.order_fields(["key", "full_name", "preferred_name", "unit"])
        self.offer("unit", of_units(units))


class ChangeClient(_Client):
    closed_date = Day(required=False)


class Health(PageForm):
    conditions = Paragraphs(required=False)
    treatments = Paragraphs(required=False)
    needs = Paragraphs(required=False)


class LinkParty(PageForm):
    full_name = Words(autocomplete="off", spellcheck="false")
    kind = OneOf()
    staff = OneOf(required=False, folded=True)

    def __init__(self, data: QueryDict | None, staff: Iterable[Staff]) -> None:
        super().__init__(data)
        self.offer("kind", of(LinkKind))
        self.offer("staff", of_staff(staff))


class Confirm(PageForm):
    """Nothing to fill: the button confirms."""


class Assign(PageForm):
    staff = OneOf(folded=True)
    service = Words()
    reason = Paragraphs()
    from_date = Day(required=False)
    to_date = Day(required=False)

    def __init__(self, data: QueryDict | None, staff: Iterable[Staff]) -> None:
        super().__init__(data)
        self.offer("staff", of_staff(staff))


class Reason(PageForm):
    reason = Paragraphs()


class Withdraw(Reason):
    pass


class Disable(Reason):
    pass


class Enable(Reason):
    pass


class Revoke(Reason):
    pass


class Emergency(PageForm):
    file_number = Words(autocomplete="off", spellcheck="false")
    reason = Paragraphs()
    understood = Yes()

    # What is no number at all opens nothing either.
    def clean_file_number(self) -> UUID:
        try:
            return UUID(self.cleaned_data["file_number"])
        except ValueError:
            raise fault(PeopleError("no_such_file")) from None


class Hire(PageForm):
    full_name = Words(autocomplete="off", spellcheck="false")
    email = Words(check=email_address, type="email", autocomplete="off", spellcheck="false")
    status = OneOf()
    unit = OneOf(folded=True)
    language = OneOf()
    job_scope_fr = Paragraphs(required=False, rows=3)
    job_scope_en = Paragraphs(required=False, rows=3)
    regular_client_contact = Yes(required=False)
    invited = Yes(required=False)

    def __init__(self, data: QueryDict | None, units: Iterable[Unit], *, by_mail: bool) -> None:
        super().__init__(data, initial={"invited": True})
        if not by_mail:
            # Nothing can be sent: the person's page offers the link instead.
            del self.fields["invited"]
        self.offer("status", of(Status))
        self.offer("language", of(Language))
        self.offer("unit", of_units(units))


class Grant(PageForm):
    role = OneOf()
    unit = OneOf(folded=True)
    from_date = Day(required=False)
    to_date = Day(required=False)
    reason = Paragraphs()

    def __init__(self, data: QueryDict | None, units: Iterable[Unit]) -> None:
        super().__init__(data)
        self.offer("role", [each for each in of(Role) if each.thing in GRANTABLE])
        self.offer("unit", of_units(units))


class Line(PageForm):
    kind = OneOf()
    supervisor = OneOf(folded=True)
    from_date = Day(required=False)

    def __init__(self, data: QueryDict | None, staff: Iterable[Staff]) -> None:
        super().__init__(data)
        self.offer("kind", of(LineKind))
        self.offer("supervisor", of_staff(staff))


class Delegate(PageForm):
    grant = OneOf()
    receiver = OneOf(folded=True)
    alternate = OneOf(required=False, folded=True)
    from_date = Day(required=False)
    to_date = Day()
    reason = Paragraphs()

    def __init__(self, data: QueryDict | None, grants: Iterable[RoleGrant], staff: Sequence[Staff]) -> None:
        lang = current_language()
        lent = [
            Choice(str(each.uuid), capitalised(Role(each.role).label[lang]), each, hint=each.unit.name[lang])
            for each in grants
        ]
        super().__init__(data, initial={"grant": lent[0].value} if len(lent) == 1 else None)
        self.offer("grant", lent)
        self.offer("receiver", of_staff(staff))
        self.offer("alternate", of_staff(staff))


# Choices


def of(words: type[Word]) -> list[Choice]:
    """The words of one kind, as the reader's language says them."""
    lang = current_language()
    return [Choice(word.value, capitalised(word.label[lang]), word) for word in words]


def of_staff(people: Iterable[Staff]) -> list[Choice]:
    """People by name; where two have the same, their unit tells them apart, so it always stands there."""
    lang = current_language()
    return [Choice(str(one.uuid), f"{one.full_name} ({one.unit.name[lang]})", one) for one in people]


def of_units(units: Iterable[Unit]) -> list[Choice]:
    """Units by name, each after the one it stands under."""
    lang = current_language()
    known = list(units)
    top = UnitKind.ORGANISATION

    def path(unit: Unit) -> list[str]:
        above = path(unit.parent) if unit.parent is not None and unit.parent.kind != top else []
        return [*above, unit.name[lang]]

    named = sorted(((path(unit), unit) for unit in known), key=lambda each: each[0])
    return [Choice(str(unit.uuid), " – ".join(names), unit) for names, unit in named]


def capitalised(words: str) -> str:
    return words[:1].upper() + words[1:]
