"""Everybody calls everything that the table has, by every method: thousands of calls, each made once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils import timezone

from balise.people.access import Act, visible_clients
from balise.people.models import Client
from tests.matrix.addresses import addresses, filled
from tests.matrix.calling import Answer, call
from tests.matrix.table import Row, table

if TYPE_CHECKING:
    from tests.matrix.cast import Cast

PARTS = 4
"""Into how many the addresses are shared out: as many files, `test_part_*.py`."""
UNKNOWN = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE"})
"""But for those of its row, no address has these."""
INSIDE = "administrator"
"""Who tries the methods that no address has: what is refused so is refused before anything is looked at."""
HEALTH = "diabetes"
"""What stands in the health of Rose's file, and nowhere else."""


@dataclass(frozen=True)
class Call:
    row: Row
    persona: str
    method: str
    answer: Answer

    def __str__(self) -> str:
        return f"{self.method} {self.row} as {self.persona}"


@dataclass
class Sweep:
    calls: list[Call] = field(default_factory=list)
    unknown: list[Call] = field(default_factory=list)
    names: dict[str, set[str]] = field(default_factory=dict)
    """Names of clients and words of health that each persona may know."""


def rows_of(part: int) -> list[Row]:
    """The rows of every fourth address: all of an address together, since they are compared."""
    mine = frozenset(sorted(table().addresses)[part::PARTS])
    return [row for row in table().rows if row.address in mine]


def sweep(cast: Cast, part: int) -> Sweep:
    done, patterns = Sweep(names=_names(cast)), addresses()
    words = frozenset(Client.objects.values_list("full_name", flat=True)) | {HEALTH}
    tried: set[str] = set()
    for row in rows_of(part):
        if row.address not in patterns:
            continue  # another test says so
        pattern = patterns[row.address]
        for persona in table().personas:
            address = filled(pattern, cast.arguments(row.about, persona))
            done.calls += [
                Call(row, persona, method, call(cast.personas[persona], method, address, words))
                for method in sorted(row.methods)
            ]
        if row.address not in tried:
            tried.add(row.address)
            address = filled(pattern, cast.arguments(row.about, INSIDE))
            done.unknown += [
                Call(row, INSIDE, method, call(cast.personas[INSIDE], method, address))
                for method in sorted(UNKNOWN - row.methods)
            ]
    return done


def _names(cast: Cast) -> dict[str, set[str]]:
    now = timezone.now()
    found: dict[str, set[str]] = {}
    for name, persona in cast.personas.items():
        if persona.staff is None:
            found[name] = set()
            continue
        found[name] = set(visible_clients(persona.staff, now).values_list("full_name", flat=True))
        cared_for = visible_clients(persona.staff, now, Act.READ_HEALTH)
        if cared_for.filter(pk=cast.world.rose.pk).exists():
            found[name].add(HEALTH)
    return found
