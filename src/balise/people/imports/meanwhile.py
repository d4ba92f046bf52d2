"""Whether anyone changed people between the check of a file and its writing. The journal knows: no change
goes without an entry.

A check takes a while, and holds nobody up. Only what follows it, in the transaction that writes, is alone.
"""

from __future__ import annotations

from django.db import transaction
from django.db.models import Max

from balise.journal.models import Entry
from balise.people.authority import hold_alone

CHANGES = "people"
"""What the kinds of entries about people begin with, those of imports included."""
READINGS = frozenset(
    {"people.file_read", "people.health_read", "people.file_refused", "people_imports.exported"}
)


def last_change() -> int:
    """A number for how things stand now, with no operation halfway."""
    with transaction.atomic():
        hold_alone()
        return Entry.objects.aggregate(last=Max("id"))["last"] or 0


def changed_since(last: int) -> bool:
    """Whether things stand otherwise than they did. Ask it alone, in the transaction that relies on it."""
    since = Entry.objects.filter(id__gt=last, kind__startswith=CHANGES)
    return since.exclude(kind__in=READINGS).exists()
