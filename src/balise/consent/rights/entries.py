"""What this part writes in the journal, one entry an operation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from balise.journal.operations import record
from balise.people.entries import reference

if TYPE_CHECKING:
    from datetime import datetime

    from balise.people.models import Client, Staff


def note(event: str, *, at: datetime, by: Staff | None, client: Client, **fields: object) -> None:
    """Note one of `entry_types.SHAPES`. Without `by`, the client acted."""
    record(
        kind=f"consent_rights.{event}",
        at=at,
        actor=reference(by or client),
        object=reference(client),
        fields=fields,
    )
