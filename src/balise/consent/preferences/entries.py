"""What the preference page notes in the journal, beside what the operations of the ledger note."""

from __future__ import annotations

from typing import TYPE_CHECKING

from balise.journal.operations import record
from balise.people.entries import reference
from balise.people.entry_types import Shape, register_shapes

if TYPE_CHECKING:
    from datetime import datetime

    from balise.people.models import Client

SHAPES = {"language_chosen": Shape(plain=("language",))}


def register_all() -> None:
    """Make the journal know these types."""
    register_shapes("consent_preferences", SHAPES, texts="preferences")


def language_chosen(*, at: datetime, client: Client) -> None:
    record(
        kind="consent_preferences.language_chosen",
        at=at,
        actor=reference(client),
        object=reference(client),
        fields={"language": client.language},
    )
