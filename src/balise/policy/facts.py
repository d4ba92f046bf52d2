"""Facts: the typed questions of a policy, and how an answer is read, checked and shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from balise.policy.measures import (
    Period,
    format_duration,
    format_number,
    parse_duration,
    parse_number,
    parse_period,
)
from balise.policy.problems import Place, Problem, quoted, suggestion
from balise.policy.text import Lang, Text

Cut = Decimal | Period
"""A constant that rules compare with: a number, minutes for a duration, a period for a date difference."""

Value = str | bool | Decimal | date | Period
"""An answer, once checked."""

YES = Text("Oui", "Yes")
NO = Text("Non", "No")


class FactType(StrEnum):
    """What kind of answer a fact takes."""

    BOOLEAN = "boolean"
    CHOICE = "choice"
    NUMBER = "number"
    DURATION = "duration"
    DATE_DIFFERENCE = "date_difference"

    @property
    def ordered(self) -> bool:
        """Whether answers can be below or above one another."""
        return self not in (FactType.BOOLEAN, FactType.CHOICE)


@dataclass(frozen=True, slots=True)
class Answer:
    """One of the answers of a choice."""

    id: str
    label: Text
    hint: Text | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """One question of the policy, with its type. `minimum` and `maximum` are included bounds of a number."""

    id: str
    type: FactType
    label: Text
    question: Text
    why: Text | None
    pack: str
    place: Place
    answers: tuple[Answer, ...] = ()
    unit: str = ""
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    changeable: bool = True

    def answer(self, value: str) -> Answer:
        """The answer of a choice with this id; raises KeyError."""
        return next(answer for answer in self.answers if answer.id == value)

    def check(self, value: object, as_of: date) -> Value | Problem:
        """The value as the policy compares it, or the problem that tells what this fact accepts instead.

        Accepts what programs pass (bool, int, float, Decimal, date) and what people type (`12,50`, `2
        years`, `oui`).
        """
        checked = _READERS[self.type](self, value)
        if checked is None:
            shown = quoted(value)
            values = {"fact": self.id, "value": shown, "accepts": self._accepts(shown)}
            return Problem("answer-unknown", self.place, values)
        if isinstance(checked, Decimal) and not self._within(checked):
            return Problem(
                "answer-out-of-bounds", self.place, {"fact": self.id, "value": checked, **self._bounds()}
            )
        if isinstance(checked, date) and checked > as_of:
            return Problem(
                "date-after-act",
                self.place,
                {"fact": self.id, "value": checked.isoformat(), "day": as_of.isoformat()},
            )
        return checked

    def shown(self, value: Value | None, lang: Lang) -> str:
        """An answer in words: `By phone`, `25,01 CAD`, `Oui`."""
        match value:
            case None:
                return Text("Je ne sais pas", "I don’t know")[lang]
            case bool():
                return (YES if value else NO)[lang]
            case str():
                return self.answer(value).label[lang]
            case Decimal() if self.type is FactType.DURATION:
                return format_duration(value, lang)
            case Decimal():
                return with_unit(value, self.unit, lang)
            case Period():
                return value.words(lang)
            case _:
                return value.isoformat()

    def _within(self, value: Decimal) -> bool:
        return (self.minimum is None or value >= self.minimum) and (
            self.maximum is None or value <= self.maximum
        )

    def _bounds(self) -> dict[str, object]:
        def shown(bound: Decimal | None) -> str:
            return "…" if bound is None else str(bound)

        return {"minimum": shown(self.minimum), "maximum": shown(self.maximum)}

    def _accepts(self, shown: str) -> Text:
        if self.type is FactType.CHOICE:
            return suggestion(shown, [answer.id for answer in self.answers])
        return _ACCEPTS[self.type]


def with_unit(number: Decimal, unit: str, lang: Lang) -> str:
    """`25 $` in French, `$25` in English for Canadian dollars; the number and its unit otherwise."""
    cents = number != number.to_integral_value()
    shown = format_number(number, lang)
    if unit != "CAD":
        return f"{shown}\u00a0{unit}" if unit else shown
    if cents:
        shown = f"{number:,.2f}"
        shown = shown.replace(",", "\u00a0").replace(".", ",") if lang == "fr" else shown
    return f"{shown}\u00a0$" if lang == "fr" else f"${shown}"


_TRUE_WORDS = frozenset({"true", "yes", "oui", "vrai", "y", "o", "1"})
_FALSE_WORDS = frozenset({"false", "no", "non", "faux", "n", "0"})


def _read_boolean(_fact: Fact, value: object) -> Value | None:
    if isinstance(value, bool):
        return value
    if isinstance(value, str):
        word = value.strip().casefold()
        return True if word in _TRUE_WORDS else False if word in _FALSE_WORDS else None
    return None


def _read_choice(fact: Fact, value: object) -> Value | None:
    if not isinstance(value, str):
        return None
    word = str(value).strip()
    return word if any(answer.id == word for answer in fact.answers) else None


def _read_number(fact: Fact, value: object) -> Value | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, str):
        number = parse_number(value.removesuffix(fact.unit).strip() if fact.unit else value)
    elif isinstance(value, float):
        # repr gives the decimal that was written: 25.1 and not 25.10000000000000142.
        number = Decimal(float.__repr__(value))
    else:
        number = Decimal(value) if isinstance(value, int | Decimal) else None
    return number if number is not None and _is_ordinary(number) else None


def _is_ordinary(number: Decimal) -> bool:
    """Whether it is a number that people mean and that every later step (words, JSON) keeps as it is."""
    exponent = number.as_tuple().exponent
    return isinstance(exponent, int) and exponent >= -20 and abs(number) < 10**15


def _read_duration(_fact: Fact, value: object) -> Value | None:
    if isinstance(value, str):
        return parse_duration(value)
    # Minutes, as a decision keeps them: what it was asked can be asked again.
    return value if isinstance(value, Decimal) and _is_ordinary(value) and value >= 0 else None


def _read_date(_fact: Fact, value: object) -> Value | None:
    if isinstance(value, Period):
        return value if 0 <= value.months <= 10**6 and 0 <= value.days <= 10**6 else None
    if isinstance(value, date):
        return date(value.year, value.month, value.day)  # a datetime is a date, too: only its day counts
    if isinstance(value, str):
        try:
            return date.fromisoformat(value.strip())
        except ValueError:
            return parse_period(value)
    return None


_READERS = {
    FactType.BOOLEAN: _read_boolean,
    FactType.CHOICE: _read_choice,
    FactType.NUMBER: _read_number,
    FactType.DURATION: _read_duration,
    FactType.DATE_DIFFERENCE: _read_date,
}

_ACCEPTS = {
    FactType.BOOLEAN: Text("Répondez `true` ou `false` (oui, non).", "Answer `true` or `false` (yes, no)."),
    FactType.NUMBER: Text("Écrivez un nombre, comme `12,50`.", "Write a number, such as `12.50`."),
    FactType.DURATION: Text(
        "Écrivez une durée, comme `90 min` ou `2 h`.", "Write a duration, such as `90 min` or `2 h`."
    ),
    FactType.DATE_DIFFERENCE: Text(
        "Écrivez une date, comme `2026-03-01`, ou le temps écoulé, comme `11 mois`.",
        "Write a date, such as `2026-03-01`, or the time passed, such as `11 months`.",
    ),
}


def as_word(value: object) -> str:
    """An answer as packs write it, and as a form sends it.

    >>> as_word(True), as_word("given")
    ('true', 'given')
    """
    return str(value).lower() if isinstance(value, bool) else str(value)
