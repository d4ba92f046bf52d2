"""What there is so far in the demo organisation, under the names that the chapters use for it."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from balise.consent.models import Notice, Purpose
from balise.people.models import Assignment, Client, Staff, Unit

ORGANISATION = "organisation"


@dataclass
class Open:
    """A client whose file was opened: for what, and who has it now."""

    client: Client
    programme: str
    service: str
    assignments: dict[str, Assignment] = field(default_factory=dict)


@dataclass
class SoFar:
    """Filled while the year goes by: chapters read it when something happens, not when they plan it."""

    units: dict[str, Unit] = field(default_factory=dict)
    staff: dict[str, Staff] = field(default_factory=dict)
    working: dict[str, str] = field(default_factory=dict)
    """Who is there and can act, and in which programme."""
    serving: set[str] = field(default_factory=set)
    """Those whose work is with clients."""
    assigning: dict[str, str] = field(default_factory=dict)
    """Who gives out the files of each programme: its supervisor, or who stands in."""
    files: dict[UUID, Open] = field(default_factory=dict)
    """In the order in which they were opened."""
    purposes: dict[str, Purpose] = field(default_factory=dict)
    notices: dict[tuple[str, str], Notice] = field(default_factory=dict)
    """The wording in force, by purpose and language."""

    def team(self, programme: str) -> list[str]:
        """Who can be given files of this programme; nobody gives one to themself."""
        return [
            name
            for name, where in self.working.items()
            if where == programme and name in self.serving and name != self.assigning[programme]
        ]

    def files_of(self, person: str) -> list[Open]:
        return [one for one in self.files.values() if person in one.assignments]

    def holder(self, one: Open) -> Staff | None:
        """Who has the file and is there."""
        return next((self.staff[name] for name in one.assignments if name in self.working), None)
