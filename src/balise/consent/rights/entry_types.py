"""What the journal is told of rights. What people wrote goes under the client's key, and goes with it."""

from __future__ import annotations

from balise.journal.types import EntryType, Field, Personal, Plain, Removal, register
from balise.people.entry_types import READERS
from balise.theme.texts import catalogue

SHAPES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    # The name of what happened: plain fields, and those that are about the client.
    "held": ((), ("reason",)),
    "hold_ended": ((), ("reason",)),
    "erased": ((), ()),
    "copied": (("sha256", "format"), ()),
    "complained": (("complaint",), ()),
    "complaint_answered": (("complaint",), ()),
    "complaint_read": (("complaint",), ()),
}


def register_all() -> None:
    """Make the journal know these types."""
    for event, (plain, about_client) in SHAPES.items():
        fields: dict[str, Field] = {name: Plain(seen_by=READERS) for name in plain}
        for name in about_client:
            fields[name] = Personal(of="object", seen_by=READERS, removal=Removal.DESTROY_KEY)
        register(
            EntryType(
                kind=f"consent_rights.{event}",
                sentence=catalogue()[f"rights.entries.{event}"],
                seen_by=READERS,
                fields=fields,
            )
        )
