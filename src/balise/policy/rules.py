"""Rules and the texts they point to, as frozen values. A rule is a row of a decision table: there is no
expression language.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from balise.policy.facts import Cut, FactType, with_unit
from balise.policy.measures import Period, format_duration
from balise.policy.problems import Place
from balise.policy.text import Lang, Text
from balise.policy.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Source:
    """Where a rule comes from: document and section, and the provisions it carries out."""

    document: str
    section: str
    provisions: tuple[str, ...] = ()


class Comparison(StrEnum):
    """How an ordered fact is compared with a constant."""

    BELOW = "below"
    AT_MOST = "at_most"
    ABOVE = "above"
    AT_LEAST = "at_least"


@dataclass(frozen=True, slots=True)
class Bound:
    """One side of a range: a constant, or the id of a dated parameter."""

    comparison: Comparison
    limit: Cut | str


@dataclass(frozen=True, slots=True)
class Test:
    """What one fact must be. `values` for the answers named (none of them when `negated`), `bounds` for
    ranges.
    """

    fact: str
    values: tuple[str | bool | Decimal | Period, ...] = ()
    negated: bool = False
    bounds: tuple[Bound, ...] = ()


Row = tuple[Test, ...]
"""All tests must hold."""


@dataclass(frozen=True, slots=True)
class Validity:
    """The days on which something is in force, both ends included; None means no end."""

    start: date | None = None
    end: date | None = None

    def holds(self, day: date) -> bool:
        """Whether it is in force on this day."""
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)


ALWAYS = Validity()


@dataclass(frozen=True, slots=True)
class Rule:
    """When `rows` (any of them) hold, this verdict, because, source. References are full ids, `pack/name`."""

    id: str
    pack: str
    rows: tuple[Row, ...]
    verdict: Verdict
    because: Text
    source: Source
    place: Place
    principles: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    duties: tuple[str, ...] = ()
    approval: tuple[str, ...] = ()
    instead: tuple[str, ...] = ()
    script: str | None = None
    exceptions: tuple[str, ...] = ()
    """Rules that set this one aside when they apply: its own `yields_to` and others' `exception_to`."""
    floor: bool = False
    valid: Validity = ALWAYS

    @property
    def key(self) -> str:
        """The full id, unique among all packs."""
        return f"{self.pack}/{self.id}"


class GuidanceKind(StrEnum):
    """The kinds of text that rules point to."""

    PRINCIPLE = "principles"
    DEFINITION = "definitions"
    CONDITION = "conditions"
    DUTY = "duties"
    ALTERNATIVE = "alternatives"
    SCRIPT = "scripts"
    ROLE = "roles"


@dataclass(frozen=True, slots=True)
class Guidance:
    """A text that rules share. `term` names a definition; `rows` tell when a definition describes the
    situation.
    """

    id: str
    pack: str
    kind: GuidanceKind
    text: Text
    place: Place
    term: Text | None = None
    source: Source | None = None
    rows: tuple[Row, ...] = ()

    @property
    def key(self) -> str:
        """The full id, unique among texts of its kind."""
        return f"{self.pack}/{self.id}"


@dataclass(frozen=True, slots=True)
class Impossible:
    """A combination of facts that cannot be, so that nobody is asked nonsense."""

    rows: tuple[Row, ...]
    because: Text
    pack: str
    place: Place


@dataclass(frozen=True, slots=True)
class DatedValue:
    """The value of a parameter from a day on."""

    start: date
    value: Cut


@dataclass(frozen=True, slots=True)
class Parameter:
    """A value that the organisation sets, with the days from which each value holds."""

    id: str
    label: Text
    type: FactType
    unit: str
    values: tuple[DatedValue, ...]
    pack: str
    place: Place

    def on(self, day: date) -> Cut | None:
        """The value in force on this day; None before the first."""
        held = [dated.value for dated in self.values if dated.start <= day]
        return held[-1] if held else None

    def shown_on(self, day: date, lang: Lang) -> str:
        """The value in force on this day, in words; a dash before the first."""
        match self.on(day):
            case None:
                return "—"
            case Period() as period:
                return period.words(lang)
            case Decimal() as number if self.type is FactType.DURATION:
                return format_duration(number, lang)
            case number:
                return with_unit(number, self.unit, lang)
