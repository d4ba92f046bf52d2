"""What the journal is told of imports and exports, beside what it is told of each person."""

from __future__ import annotations

from balise.journal.types import EntryType, Plain, register
from balise.people.entry_types import READERS
from balise.theme.texts import catalogue

SHAPES = {
    "imported": ("what", "sha256", "added", "changed", "unchanged", "left_out"),
    "exported": ("what", "sha256", "people"),
    "staff_changed": ("changed",),
}


def register_all() -> None:
    """Make the journal know these types."""
    for event, fields in SHAPES.items():
        register(
            EntryType(
                kind=f"people_imports.{event}",
                sentence=catalogue()[f"people.imports.entries.{event}"],
                seen_by=READERS,
                fields={name: Plain(seen_by=READERS) for name in fields},
            )
        )
