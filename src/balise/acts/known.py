"""What the rooms below already know of an act about one client: it is shown as known, and not asked.

Each reading is that room's own: permission is asked, and it is noted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

from balise.consent.facts import consent_facts
from balise.people.facts import client_facts, staff_facts
from balise.policy import SituationError
from balise.policy.situation import check_facts

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID

    from balise.acts.interview import Answer
    from balise.consent.models import Purpose
    from balise.consent.words import Channel
    from balise.people.models import Staff
    from balise.policy import Policy

Known = dict[str, "Answer"]


def known_about(
    *,
    policy: Policy,
    act: str,
    staff: Staff,
    client: UUID,
    wish: tuple[Purpose, Channel] | None,
    at: datetime,
    day: date,
) -> Known:
    """Return the facts that this policy asks about and the act does not settle itself.

    `wish` is what one would reach the client for, and how. Raise as `people.queries.read_client` does.
    """
    told: Known = {
        **organisation_facts(),
        **staff_facts(staff=staff, at=at),
        **client_facts(viewer=staff, uuid=client, at=at),
    }
    if wish is not None:
        told |= consent_facts(viewer=staff, uuid=client, purpose=wish[0], channel=wish[1], at=at)
    settled = policy.acts[act].sets
    return {
        name: value
        for name, value in told.items()
        if name not in settled and _taken(policy, name, value, day)
    }


def organisation_facts() -> Known:
    """What is known of the organisation itself: what the law takes it for, where its settings say so."""
    kind = settings.BALISE_ORGANISATION
    return {"sender": kind} if kind else {}


def _taken(policy: Policy, name: str, value: Answer, day: date) -> bool:
    """Whether this policy asks that question, and takes that answer."""
    try:
        check_facts(policy.facts, {name: value}, day)
    except SituationError:
        return False
    return True
