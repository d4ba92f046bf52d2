"""What the preference page notes in the journal, beside what the operations of the ledger note."""

from __future__ import annotations

from typing import TYPE_CHECKING

from balise.journal.operations import record
from balise.journal.types import EntryType, Plain, register
from balise.people.entries import reference
from balise.people.entry_types import READERS
from balise.theme.texts import catalogue

if TYPE_CHECKING:
    from datetime import datetime

    from balise.people.models import Client

LANGUAGE_CHOSEN = "consent_preferences.language_chosen"


def register_all() -> None:
    """Make the journal know these types."""
    register(
        EntryType(
            kind=LANGUAGE_CHOSEN,
            sentence=catalogue()["preferences.entries.language_chosen"],
            seen_by=READERS,
            fields={"language": Plain(seen_by=READERS)},
        )
    )


def language_chosen(*, at: datetime, client: Client) -> None:
    record(
        kind=LANGUAGE_CHOSEN,
        at=at,
        actor=reference(client),
        object=reference(client),
        fields={"language": client.language},
    )
