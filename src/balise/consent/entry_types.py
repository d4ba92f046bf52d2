"""What the journal can say of consents: each kind of entry, whom it names, and what becomes of its words at
erasure.

Purposes and channels stand in plain; who spoke for the client and why two files are one person go under the
client's key. What obeys a no holds nothing personal, so that it can also be noted of who was erased.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from balise.journal.types import EntryType, Field, Personal, Plain, Removal, register
from balise.people.entry_types import READERS
from balise.theme.texts import catalogue

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class _Shape:
    """What an entry holds beside its actor and object; `about` says for each personal field whose it is."""

    people: tuple[str, ...] = ()
    plain: tuple[str, ...] = ()
    about: Mapping[str, str] | None = None


SHAPES = {
    "purpose_added": _Shape(plain=("code",)),
    "purpose_closed": _Shape(plain=("code",)),
    "notice_written": _Shape(plain=("version",)),
    "evidence_kept": _Shape(plain=("sha256",)),
    "recorded": _Shape(
        plain=("event", "purpose", "channel", "method"),
        about={"grantor": "object", "basis": "object"},
    ),
    "withdrawn": _Shape(plain=("consents", "method")),
    "unsubscribed": _Shape(people=("clients",), plain=("consents", "method")),
    "expired": _Shape(plain=("purpose", "channel")),
    "merged": _Shape(people=("merged",), plain=("consents",), about={"reason": "object"}),
    "found_distinct": _Shape(people=("other",), about={"reason": "object"}),
    "link_made": _Shape(plain=("expires_at",)),
    "link_revoked": _Shape(),
    "consents_read": _Shape(),
}


def register_all() -> None:
    """Make the journal know these types."""
    for event, shape in SHAPES.items():
        fields: dict[str, Field] = {name: Plain(seen_by=READERS) for name in shape.plain}
        for name, whose in (shape.about or {}).items():
            fields[name] = Personal(of=whose, seen_by=READERS, removal=Removal.DESTROY_KEY)
        register(
            EntryType(
                kind=f"consent.{event}",
                sentence=catalogue()[f"consent.entries.{event}"],
                seen_by=READERS,
                people=shape.people,
                fields=fields,
            )
        )
