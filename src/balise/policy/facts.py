"""Facts: the typed questions of a policy, and for each the finite set of answers that matter.

Rules compare a fact with constants only. The constants of all rules cut the values of a fact into *regions*
that no rule can tell apart; everything exact about a policy (missing facts, what would change, analysis)
follows from there being few of them.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
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


@dataclass(frozen=True, slots=True)
class Domain:
    """The regions of one fact under one version of the rules.

    For a boolean or a choice each answer is a region. For an ordered fact with cuts c0 < c1 < …, region 2i
    is what lies below ci (and above the cut before), region 2i+1 is ci itself, and the last region is what
    lies above all cuts.
    """

    fact: Fact
    cuts: tuple[Cut, ...] = ()
    regions: tuple[int, ...] = field(default=())

    @classmethod
    def of(cls, fact: Fact, cuts: Iterable[Cut]) -> Domain:
        """The domain cut at these constants; regions outside the fact's own bounds do not exist."""
        if fact.type is FactType.BOOLEAN:
            return cls(fact, (), (0, 1))
        if fact.type is FactType.CHOICE:
            return cls(fact, (), tuple(range(len(fact.answers))))
        ordered = tuple(sorted(set(cuts), key=_size))
        regions = tuple(k for k in range(2 * len(ordered) + 1) if _exists(fact, ordered, k))
        return cls(fact, ordered, regions)

    def region(self, value: Value, as_of: date) -> int:
        """The region where a checked value lies on the day of the act."""
        match value:
            case bool():
                return 0 if value else 1
            case str():
                return next(k for k, answer in enumerate(self.fact.answers) if answer.id == value)
            case Decimal():
                index = bisect_left(self.cuts, value, key=_size)
                return 2 * index + (index < len(self.cuts) and self.cuts[index] == value)
            case _:
                return self._elapsed(value, as_of)

    def _elapsed(self, value: date | Period, as_of: date) -> int:
        """By the calendar: below a period while the day it ends on has not come."""
        for index, cut in enumerate(self.cuts):
            assert isinstance(cut, Period)
            if isinstance(value, Period):
                here, limit = (value.about_days, cut.about_days) if value != cut else (Decimal(0), Decimal(0))
            else:
                here, limit = Decimal(as_of.toordinal()), Decimal(cut.after(value).toordinal())
            if here < limit:
                return 2 * index
            if here == limit:
                return 2 * index + 1
        return 2 * len(self.cuts)

    def example(self, region: int) -> Value:
        """A value that lies in the region: what an interview offers and what a witness shows."""
        if self.fact.type is FactType.BOOLEAN:
            return region == 0
        if self.fact.type is FactType.CHOICE:
            return self.fact.answers[region].id
        index, exact = divmod(region, 2)
        if exact:
            return self.cuts[index]
        if not self.cuts:
            return (
                self.fact.minimum or Decimal(0)
                if self.fact.type is not FactType.DATE_DIFFERENCE
                else Period(0, 0)
            )
        if self.fact.type is FactType.DATE_DIFFERENCE:
            below = self.cuts[index - 1] if index else Period(0, 0)
            assert isinstance(below, Period)
            return Period(below.months, below.days + 1) if index else Period(0, 0)
        low = self.cuts[index - 1] if index else self.fact.minimum
        high = self.cuts[index] if index < len(self.cuts) else self.fact.maximum
        assert not isinstance(low, Period)
        assert not isinstance(high, Period)
        if low is None:
            return (high or Decimal(0)) - 1
        if high is None:
            return low + 1
        return low if index == 0 else (low + high) / 2

    def described(self, regions: Sequence[int], lang: Lang) -> str:
        """Several regions in words: `By post, by e-mail or on a website`, `25 $ or less`."""
        if not self.fact.type.ordered:
            words = [self.fact.shown(self.example(region), lang) for region in regions]
            return _alternatives(words, lang)
        return _alternatives([self._span(low, high, lang) for low, high in _runs(sorted(regions))], lang)

    def _span(self, low: int, high: int, lang: Lang) -> str:
        def cut(index: int) -> str:
            value = self.cuts[index]
            return self.fact.shown(value, lang)

        first, last = self.regions[0], self.regions[-1]
        if low == high and low % 2:
            return cut(low // 2)
        lowest = None if low == first else cut((low - 1) // 2) if low % 2 == 0 else cut(low // 2)
        highest = None if high == last else cut(high // 2)
        above = Text("plus de", "more than") if low % 2 == 0 else Text("au moins", "at least")
        below = Text("moins de", "less than") if high % 2 == 0 else Text("au plus", "at most")
        parts = [f"{above[lang]} {lowest}"] if lowest else []
        if highest:
            parts.append(f"{below[lang]} {highest}")
        return Text(" et ", " and ")[lang].join(parts) or Text("n’importe quelle valeur", "any value")[lang]


def _alternatives(words: list[str], lang: Lang) -> str:
    shown = words[:1] + [word[:1].lower() + word[1:] for word in words[1:]]
    if len(shown) == 1:
        return shown[0]
    return f"{', '.join(shown[:-1])} {Text('ou', 'or')[lang]} {shown[-1]}"


def _runs(regions: list[int]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for region in regions:
        if runs and runs[-1][1] == region - 1:
            runs[-1] = (runs[-1][0], region)
        else:
            runs.append((region, region))
    return runs


def _size(cut: Cut) -> Decimal:
    return cut.about_days if isinstance(cut, Period) else cut


def _exists(fact: Fact, cuts: tuple[Cut, ...], region: int) -> bool:
    index, exact = divmod(region, 2)
    if fact.type is FactType.DATE_DIFFERENCE or fact.type is FactType.DURATION:
        # Nothing is shorter than no time at all.
        return not (region == 0 and cuts and _size(cuts[0]) == 0)
    low = cuts[index] if exact else cuts[index - 1] if index else None
    high = cuts[index] if index < len(cuts) else None
    assert not isinstance(low, Period)
    assert not isinstance(high, Period)
    if exact:
        assert low is not None
        return (fact.minimum is None or low >= fact.minimum) and (fact.maximum is None or low <= fact.maximum)
    return (fact.minimum is None or high is None or high > fact.minimum) and (
        fact.maximum is None or low is None or low < fact.maximum
    )
