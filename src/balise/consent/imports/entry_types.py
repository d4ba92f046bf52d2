"""What the journal is told of an import of consents: one entry, with its counts and the file's hash."""

from __future__ import annotations

from balise.journal.types import EntryType, Plain, register
from balise.people.entry_types import READERS
from balise.theme.texts import catalogue

FIELDS = ("sha256", "given", "implied", "refused", "known", "silent", "left_out")


def register_all() -> None:
    """Make the journal know it."""
    register(
        EntryType(
            kind="consent_imports.imported",
            sentence=catalogue()["imports.entries.imported"],
            seen_by=READERS,
            fields={name: Plain(seen_by=READERS) for name in FIELDS},
        )
    )
