"""Everybody calls everything that the table has, by every method: thousands of calls, made once."""

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

ASKED = ("GET", "POST")
UNKNOWN = ("PUT", "PATCH", "DELETE", "TRACE")
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


def sweep(cast: Cast) -> Sweep:
    done, patterns = Sweep(), addresses()
    clients = dict(Client.objects.values_list("pk", "full_name"))
    words = {*clients.values(), HEALTH}
    now = timezone.now()
    for name, persona in cast.personas.items():
        known: set[str] = set()
        if persona.staff is not None:
            known = set(visible_clients(persona.staff, now).values_list("full_name", flat=True))
            if visible_clients(persona.staff, now, Act.READ_HEALTH).filter(pk=cast.world.rose.pk).exists():
                known.add(HEALTH)
        done.names[name] = known
    for row in table().rows:
        if row.address not in patterns:
            continue  # another test says so
        for persona, person in cast.personas.items():
            address = filled(patterns[row.address], cast.arguments(row.about, persona))
            for method in ASKED:
                if method in row.methods:
                    done.calls.append(Call(row, persona, method, call(person, method, address, words)))
                elif persona in {INSIDE, "visitor"}:
                    done.unknown.append(Call(row, persona, method, call(person, method, address)))
            if persona == INSIDE:
                done.unknown += [
                    Call(row, persona, method, call(person, method, address)) for method in UNKNOWN
                ]
    return done
