"""What the journal was told of outreach, for tests to look at."""

from __future__ import annotations

import json
from typing import Any

from balise.journal.models import Entry


def told(event: str) -> list[dict[str, Any]]:
    """The content of the entries of one kind, in order."""
    found = Entry.objects.filter(kind=f"outreach.{event}").order_by("id")
    return [json.loads(entry.content) for entry in found]
