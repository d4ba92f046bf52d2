"""What the journal is told of keys, and of answers that were held back."""

from __future__ import annotations

from balise.journal.types import EntryType, Plain, register
from balise.people.entry_types import READERS
from balise.theme.texts import catalogue

SHAPES = {
    "key_made": ("purpose", "scopes"),
    "key_revoked": (),
    "held_back": ("purpose", "channel", "why"),
}


def register_all() -> None:
    """Make the journal know these types."""
    for event, fields in SHAPES.items():
        register(
            EntryType(
                kind=f"api.{event}",
                sentence=catalogue()[f"api.entries.{event}"],
                seen_by=READERS,
                fields={name: Plain(seen_by=READERS) for name in fields},
            )
        )
