"""What the desk itself writes in the journal: that it was verified, and that part of it was taken out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from balise.journal.operations import record
from balise.journal.types import EntryType, Plain, register
from balise.theme.texts import catalogue

if TYPE_CHECKING:
    from datetime import datetime

VERIFIED = "desk.journal_verified"
EXPORTED = "desk.journal_exported"
JOURNAL = "journal"

READERS = frozenset({"auditor", "privacy_officer"})
SHAPES = {VERIFIED: ("entries", "problems"), EXPORTED: ("form",)}


def register_all() -> None:
    """Make the journal know these types."""
    for kind, fields in SHAPES.items():
        register(
            EntryType(
                kind=kind,
                sentence=catalogue()[f"desk.entries.{kind.partition('.')[2]}"],
                seen_by=READERS,
                fields={name: Plain(seen_by=READERS) for name in fields},
            )
        )


def verified(*, at: datetime, by: str, entries: int, problems: int) -> None:
    record(kind=VERIFIED, at=at, actor=by, object=JOURNAL, fields={"entries": entries, "problems": problems})


def exported(*, at: datetime, by: str, form: str) -> None:
    record(kind=EXPORTED, at=at, actor=by, object=JOURNAL, fields={"form": form})
