"""Purposes: what someone may agree to, added and closed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from balise.consent import entries
from balise.consent.errors import ConsentError
from balise.consent.models import Purpose
from balise.people.access import Act
from balise.people.doors import demand, operation
from balise.people.models import Unit
from balise.people.operations.common import held
from balise.people.wording import PAGE, needed
from balise.people.words import UnitKind

if TYPE_CHECKING:
    from datetime import datetime

    from balise.people.models import Staff
    from balise.policy.text import Text

CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def demand_keeping(by: Staff, now: datetime) -> None:
    """Let through whoever keeps the purposes and the wordings, for the whole organisation."""
    demand(viewer=by, act=Act.KEEP_CONSENTS, thing=Unit.objects.get(kind=UnitKind.ORGANISATION), at=now)


@operation
def add_purpose(
    *, by: Staff, code: str, name: Text, explained: Text, dpv: str, now: datetime, health: bool = False
) -> Purpose:
    """Add a purpose. The code tells two apart, also in addresses and files; `dpv` is its term there.

    `health`: that someone is sent this says something of their health.
    """
    demand_keeping(by, now)
    if not CODE.fullmatch(code) or len(code) > 60:
        raise ConsentError("bad_code")
    purpose = Purpose(
        code=code,
        name_fr=needed(name.fr),
        name_en=needed(name.en),
        explained_fr=needed(explained.fr, at_most=PAGE),
        explained_en=needed(explained.en, at_most=PAGE),
        dpv=needed(dpv, at_most=60),
        health=health,
    )
    held(Unit.objects.get(kind=UnitKind.ORGANISATION))  # two who add the same purpose at once: one waits
    if known := Purpose.objects.filter(code=code).first():
        if _told(known) == _told(purpose):
            return known
        raise ConsentError("purpose_exists", purpose_code=code)
    purpose.save()
    entries.purpose_added(at=now, by=by, purpose=purpose)
    return purpose


def _told(purpose: Purpose) -> tuple[object, ...]:
    return purpose.name, purpose.explained, purpose.dpv, purpose.health


@operation
def close_purpose(*, by: Staff, purpose: Purpose, now: datetime) -> None:
    """Close a purpose: nobody can agree to it any more, and nothing is sent for it. What was said stays."""
    demand_keeping(by, now)
    current = held(purpose)
    if current.closed_at is None:
        current.closed_at = now
        current.save(update_fields=["closed_at"])
        entries.purpose_closed(at=now, by=by, purpose=current)
