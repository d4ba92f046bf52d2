"""What the desk itself writes in the journal: that it was verified, and that part of it was taken out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from balise.journal.operations import record
from balise.people.entry_types import Shape, register_shapes

if TYPE_CHECKING:
    from datetime import datetime

VERIFIED = "desk.journal_verified"
JOURNAL = "journal"

SHAPES = {
    "journal_verified": Shape(plain=("entries", "problems")),
    "journal_exported": Shape(plain=("form",)),
}


def register_all() -> None:
    """Make the journal know these types."""
    register_shapes("desk", SHAPES)


def verified(*, at: datetime, by: str, entries: int, problems: int) -> None:
    fields = {"entries": entries, "problems": problems}
    record(kind=VERIFIED, at=at, actor=by, object=JOURNAL, fields=fields)


def exported(*, at: datetime, by: str, form: str) -> None:
    record(kind="desk.journal_exported", at=at, actor=by, object=JOURNAL, fields={"form": form})
