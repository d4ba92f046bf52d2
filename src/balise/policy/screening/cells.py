"""How SQL reads a number, a day, true or false: to the number of its zone, or to that of a fault.

Texts are not read by SQL but looked up among words that the policy has read (`Plan.read`), so that there is
one reading; a text that is not among them is a fault. A value that is no answer is never taken for one.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from itertools import pairwise

from balise.policy.domain import Domain
from balise.policy.facts import FactType
from balise.policy.measures import Period
from balise.policy.screening import sql
from balise.policy.screening.columns import Kind

_ORDINARY = Decimal(10) ** 15
"""`Fact.check` takes no number as large as this."""

_FINE = 0.0001
"""A floating-point number nearer to zero may have more decimals than `Fact.check` takes."""

_Arm = tuple[str, int]
"""A condition and the number it leads to; the conditions before it did not hold."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What reading a cell of one fact leads to, as numbers: of the zone of each region, of not knowing, of a
    fault.
    """

    domain: Domain
    zone: Callable[[int], int]
    missing: int
    fault: int
    as_of: date

    def expression(self, kind: Kind, cell: str) -> str:
        """The SQL for a cell of this kind, which is not text."""
        branches = [(f"{cell} IS NULL", self.missing)]
        match kind:
            case Kind.BOOLEAN:
                arms: Iterable[_Arm] = [(cell, self.zone(0)), ("TRUE", self.zone(1))]
            case Kind.NUMBER | Kind.FLOAT:
                branches += self._beyond(kind, cell)
                arms = self._numbers(kind, cell)
            case _:
                cell = cell if kind is Kind.DATE else f"CAST({cell} AS DATE)"
                branches += [
                    (f"{cell} > {sql.day(self.as_of)}", self.fault),
                    (f"{cell} < {sql.day(date.min)}", self.fault),
                ]
                arms = self._days(cell)
        *others, (_, last) = _merged(arms)
        return sql.case([*branches, *others], last)

    def _beyond(self, kind: Kind, cell: str) -> Iterator[_Arm]:
        """Numbers outside the bounds of the fact, or that are none that people mean. Not-a-number is above
        all numbers in these databases.
        """
        fact = self.domain.fact
        least = Decimal(0) if fact.type is FactType.DURATION else fact.minimum
        yield f"{cell} <= {_constant(kind, -_ORDINARY)}", self.fault
        yield f"{cell} >= {_constant(kind, _ORDINARY)}", self.fault
        if least is not None:
            yield _below(kind, cell, least), self.fault
        if fact.maximum is not None:
            yield f"NOT {_at_most(kind, cell, fact.maximum)}", self.fault
        if kind is Kind.FLOAT:
            fine = sql.floating(_FINE)
            zero = sql.floating(0.0)
            yield f"{cell} > -{fine} AND {cell} < {fine} AND {cell} <> {zero}", self.fault

    def _numbers(self, kind: Kind, cell: str) -> Iterator[_Arm]:
        """Upwards: below the first cut, at it, below the second…"""
        for region in self.domain.regions:
            index, exact = divmod(region, 2)
            condition = "TRUE"
            if index < len(self.domain.cuts):
                cut = self.domain.cuts[index]
                assert isinstance(cut, Decimal)  # INVARIANT: numbers and durations are cut at numbers
                condition = (_at_most if exact else _below)(kind, cell, cut)
            yield condition, self.zone(region)

    def _days(self, cell: str) -> Iterator[_Arm]:
        """Backwards: after the day from which the shortest period ends today, on it, before it…"""
        for region, first in first_days(self.domain, self.as_of):
            yield f"{cell} >= {sql.day(first)}", self.zone(region)


def first_days(domain: Domain, as_of: date) -> Iterator[tuple[int, date]]:
    """The regions in which a day can lie, the latest first, each with its first day."""
    days = range(1, as_of.toordinal() + 1)
    after = as_of.toordinal() + 1
    starts = []
    for index, cut in enumerate(domain.cuts):
        assert isinstance(cut, Period)  # INVARIANT: a date difference is cut at periods
        end = partial(_end, cut)
        at = bisect_left(days, as_of.toordinal(), key=end)
        over = bisect_right(days, as_of.toordinal(), key=end)
        starts += [(2 * index, over + 1), (2 * index + 1, at + 1)]
    for region, first in (*starts, (2 * len(domain.cuts), 1)):
        # Two periods may end on one day, the end of a short month: the shorter has it.
        if first < after:
            yield region, date.fromordinal(first)
            after = first


def _end(period: Period, first: int) -> int:
    """The day on which a period that begins on this one ends; days by number."""
    return period.after(date.fromordinal(first)).toordinal()


def _merged(arms: Iterable[_Arm]) -> list[_Arm]:
    """Without the arms that the next one covers: it leads to the same."""
    listed = list(arms)
    return [arm for arm, following in pairwise(listed) if arm[1] != following[1]] + listed[-1:]


def _constant(kind: Kind, value: Decimal) -> str:
    return sql.floating(float(value)) if kind is Kind.FLOAT else sql.number(value)


def _below(kind: Kind, cell: str, limit: Decimal) -> str:
    # A floating-point number stands for the shortest decimal that leads to it: the one nearest to the limit
    # may stand for less than the limit itself.
    at_most = kind is Kind.FLOAT and Decimal(repr(float(limit))) < limit
    return f"{cell} {'<=' if at_most else '<'} {_constant(kind, limit)}"


def _at_most(kind: Kind, cell: str, limit: Decimal) -> str:
    at_most = kind is not Kind.FLOAT or Decimal(repr(float(limit))) <= limit
    return f"{cell} {'<=' if at_most else '<'} {_constant(kind, limit)}"
