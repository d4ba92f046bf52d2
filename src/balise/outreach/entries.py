"""What this room writes in the journal. `by` is of the staff, or what runs by itself, such as `WORKER`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from balise.journal.operations import record
from balise.people.entries import reference

if TYPE_CHECKING:
    from datetime import datetime

    from balise.people.models import Record, Staff

WORKER = "system:outreach"
"""Who sends, and reads what comes back."""
GATE = "system:gate"
"""Who answers mail tools."""

RESTORE = "restore"
"""Who pauses what a backup brought back."""


def note(event: str, *, at: datetime, by: Staff | str, about: Record, **fields: object) -> None:
    """Write one entry: `event` is one of `entry_types.SHAPES`, with its fields."""
    actor = by if isinstance(by, str) else reference(by)
    record(kind=f"outreach.{event}", at=at, actor=actor, object=reference(about), fields=fields)
