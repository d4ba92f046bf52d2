"""What the journal was told, for tests to look at."""

from __future__ import annotations

import json
from typing import Any

from balise.journal.models import Entry


def noted(kind: str | None = None) -> list[dict[str, Any]]:
    """The content of the entries, in order; of one kind, if asked."""
    entries = Entry.objects.order_by("id")
    if kind is not None:
        entries = entries.filter(kind=f"people.{kind}")
    return [json.loads(entry.content) for entry in entries]


def count() -> int:
    """How many entries there are."""
    return Entry.objects.count()
