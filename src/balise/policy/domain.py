"""The answers to a fact that matter: finitely many, since rules compare a fact with constants only.

The constants of all rules cut the values of a fact into *regions* that no rule can tell apart; everything
exact about a policy (missing facts, what would change, analysis) follows from there being few of them.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from balise.policy.facts import Cut, Fact, FactType, Value
from balise.policy.measures import Period
from balise.policy.text import Lang, Text

NO_TIME = Period(0, 0)


@dataclass(frozen=True, slots=True)
class Domain:
    """The regions of one fact under one version of the rules.

    For a boolean or a choice each answer is a region. For an ordered fact with cuts c0 < c1 < …, region 2i
    is what lies below ci (and above the cut before), region 2i+1 is ci itself, and the last region is what
    lies above all cuts. `regions` are those in which a value can lie.
    """

    fact: Fact
    cuts: tuple[Cut, ...]
    regions: tuple[int, ...]

    @classmethod
    def of(cls, fact: Fact, cuts: Iterable[Cut]) -> Domain:
        """The domain cut at these constants."""
        if not fact.type.ordered:
            count = 2 if fact.type is FactType.BOOLEAN else len(fact.answers)
            return cls(fact, (), tuple(range(count)))
        ordered = tuple(sorted(set(cuts), key=_size))
        every = cls(fact, ordered, tuple(range(2 * len(ordered) + 1)))
        return cls(fact, ordered, tuple(region for region in every.regions if every._holds_a_value(region)))

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

    def example(self, region: int) -> Value:
        """A value that lies in the region: what an interview offers and what a witness shows."""
        if self.fact.type is FactType.BOOLEAN:
            return region == 0
        if self.fact.type is FactType.CHOICE:
            return self.fact.answers[region].id
        low, high = self._limits(region)
        if low == high:
            assert low is not None  # INVARIANT: both are the cut itself
            return low
        if isinstance(low, Period):
            # A region that begins at no time holds no time; any other begins a day after its limit.
            return low if region == 0 else Period(low.months, low.days + 1)
        assert not isinstance(high, Period)  # INVARIANT: the cuts of a fact are of one kind
        if low is None:
            return Decimal(0) if high is None else high - 1
        if high is None:
            return low if region == 0 else low + 1
        return low if region == 0 else (low + high) / 2

    def described(self, regions: Sequence[int], lang: Lang) -> str:
        """Several regions in words: `By post, by e-mail or on a website`, `at most $25`."""
        if self.fact.type.ordered:
            return _alternatives([self._span(first, last, lang) for first, last in _runs(regions)], lang)
        return _alternatives([self.fact.shown(self.example(region), lang) for region in regions], lang)

    def _limits(self, region: int) -> tuple[Cut | None, Cut | None]:
        """The limits between which a region lies, both the same for a cut; None where there is no limit."""
        index, exact = divmod(region, 2)
        if exact:
            return self.cuts[index], self.cuts[index]
        low = self.cuts[index - 1] if index else self._least
        return low, self.cuts[index] if index < len(self.cuts) else self.fact.maximum

    @property
    def _least(self) -> Cut | None:
        """The least value there is: nothing is shorter than no time at all."""
        match self.fact.type:
            case FactType.DATE_DIFFERENCE:
                return NO_TIME
            case FactType.DURATION:
                return Decimal(0)
            case _:
                return self.fact.minimum

    def _holds_a_value(self, region: int) -> bool:
        """Whether anything lies in a region, within the bounds of the fact."""
        index, exact = divmod(region, 2)
        least, most = self._least, self.fact.maximum
        if exact:
            size = _size(self.cuts[index])
            return (least is None or size >= _size(least)) and (most is None or size <= most)
        if index < len(self.cuts) and least is not None and _size(self.cuts[index]) <= _size(least):
            return False
        if index and most is not None and _size(self.cuts[index - 1]) >= most:
            return False
        low, high = self._limits(region)
        if index and isinstance(low, Period) and isinstance(high, Period):
            # Days are whole: nothing lies between 30 days and 31 days.
            return low.months != high.months or high.days - low.days > 1
        return True

    def _elapsed(self, value: date | Period, as_of: date) -> int:
        """By the calendar: below a period while the day it ends on has not come."""
        for index, cut in enumerate(self.cuts):
            assert isinstance(cut, Period)  # INVARIANT: a date difference is cut at periods
            if isinstance(value, Period):
                passed, limit = (0, 0) if value == cut else (value.about_days, cut.about_days)
            else:
                passed, limit = as_of.toordinal(), cut.after(value).toordinal()
            if passed < limit:
                return 2 * index
            if passed == limit:
                return 2 * index + 1
        return 2 * len(self.cuts)

    def _span(self, first: int, last: int, lang: Lang) -> str:
        """A run of regions in words, without the side on which there is no limit."""
        if first == last and first % 2:
            return self.fact.shown(self.cuts[first // 2], lang)
        parts = []
        if first != self.regions[0]:
            limit = self.fact.shown(self.cuts[(first - 1) // 2 if first % 2 == 0 else first // 2], lang)
            words = Text("au moins", "at least") if first % 2 else Text("plus de", "more than")
            parts.append(f"{words[lang]} {limit}")
        if last != self.regions[-1]:
            words = Text("au plus", "at most") if last % 2 else Text("moins de", "less than")
            parts.append(f"{words[lang]} {self.fact.shown(self.cuts[last // 2], lang)}")
        return Text(" et ", " and ")[lang].join(parts) or Text("n’importe quelle valeur", "any value")[lang]


def _alternatives(words: list[str], lang: Lang) -> str:
    """`A, b or c`: only the first keeps its capital."""
    *others, last = words[:1] + [word[:1].lower() + word[1:] for word in words[1:]]
    return f"{', '.join(others)} {Text('ou', 'or')[lang]} {last}" if others else last


def _runs(regions: Iterable[int]) -> list[tuple[int, int]]:
    """Neighbouring regions put together, each run by its first and last."""
    runs: list[tuple[int, int]] = []
    for region in sorted(regions):
        if runs and runs[-1][1] == region - 1:
            runs[-1] = (runs[-1][0], region)
        else:
            runs.append((region, region))
    return runs


def _size(cut: Cut) -> Decimal:
    return cut.about_days if isinstance(cut, Period) else cut
