"""The mail that says a complaint or a request waits. It names nobody, and says nothing of what it asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from balise.people.letters import letter, posted, spoken_by
from balise.people.models import RoleGrant, Staff
from balise.people.periods import in_force
from balise.people.standing import Tree
from balise.people.words import Role

if TYPE_CHECKING:
    from datetime import datetime


def tell_privacy_officers(unit: int, now: datetime) -> None:
    """Write to each who answers for privacy over this unit. A mail that does not leave is logged, no more:
    the complaint stands in their list.
    """
    above = list(Tree().chain(unit))
    grants = RoleGrant.objects.filter(in_force(now), role=Role.PRIVACY_OFFICER, unit__in=above)
    for officer in Staff.objects.filter(pk__in=grants.values("staff")):
        if officer.active(now):
            mail = letter("rights.mail", to=officer.email, first=spoken_by(officer.language))
            posted(mail, "complaint")
