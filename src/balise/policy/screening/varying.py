"""A fact whose answers are in a column: its zones by number, an example of each, and the texts that were
read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from balise.policy.domain import Domain
from balise.policy.facts import Fact, FactType, Value, as_word
from balise.policy.problems import Place, Problem, SituationError, quoted
from balise.policy.screening.cells import first_days
from balise.policy.screening.columns import Column, Kind
from balise.policy.screening.zones import Zone
from balise.policy.situation import check_facts


@dataclass(frozen=True, slots=True, eq=False)
class Varying:
    """A fact whose answers are in a column. The number after the last zone is that of a fault."""

    fact: Fact
    domain: Domain
    column: Column
    zones: tuple[Zone, ...]
    examples: tuple[Value | None, ...]
    words: Mapping[str, int] = field(default_factory=dict)
    """The texts that were read, with the number of their zone."""

    @property
    def fault(self) -> int:
        """The number of a value that is no answer."""
        return len(self.zones)

    @property
    def width(self) -> int:
        """How many numbers there are."""
        return len(self.zones) + 1

    @property
    def missing(self) -> int:
        """The number of not knowing."""
        return next(number for number, zone in enumerate(self.zones) if zone.missing)

    def zone_of(self, region: int) -> int:
        """The number of the zone of a region."""
        return next(number for number, zone in enumerate(self.zones) if region in zone.regions)

    def read(self, word: str, as_of: date) -> int | None:
        """The number of the zone of a text, read as `decide` reads it; None when it is no answer."""
        try:
            value = check_facts({self.fact.id: self.fact}, {self.fact.id: word}, as_of)[self.fact.id]
        except SituationError:
            return None
        return self.missing if value is None else self.zone_of(self.domain.region(value, as_of))

    def value(self, cell: object) -> object:
        """A cell as `decide` takes it."""
        minutes = self.fact.type is FactType.DURATION and self.column.kind is Kind.NUMBER and cell is not None
        return Decimal(str(cell)) if minutes else cell

    def problem(self, cell: object, as_of: date) -> Problem:
        """What is wrong with a cell at fault."""
        checked = self.fact.check(self.value(cell), as_of)
        if isinstance(checked, Problem):
            return replace(checked, place=Place("facts"))
        return Problem("number-too-fine", Place("facts"), {"fact": self.fact.id, "value": quoted(cell)})


def varying_of(domain: Domain, column: Column, zones: tuple[Zone, ...], day: date) -> Varying:
    """The fact of a column, with an example of each zone, and the answers that the pack writes as words."""
    fact = domain.fact
    days = dict(first_days(domain, day)) if fact.type is FactType.DATE_DIFFERENCE else {}

    def example(zone: Zone) -> Value | None:
        """Not knowing where that is in it, and a day where one lies in it."""
        if zone.missing:
            return None
        region = next((region for region in zone.regions if region in days), zone.regions[0])
        return days.get(region) or domain.example(region)

    found = Varying(fact, domain, column, zones, tuple(map(example, zones)))
    if fact.type.ordered or column.kind is not Kind.TEXT:
        return found
    words = {as_word(domain.example(region)): found.zone_of(region) for region in domain.regions}
    return replace(found, words=words)
