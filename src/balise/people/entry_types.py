"""What the journal can say of people: each kind of entry, whom it names, and what becomes of its words at
erasure. Rooms above describe theirs as a `Shape`, too.

The sentences stand in `texts.yaml` under `entries`. What is personal is kept under the key of the person it
is about; names, addresses and the content of files never go in at all.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from balise.journal.types import EntryType, Field, Personal, Plain, Removal, register
from balise.theme.texts import catalogue

if TYPE_CHECKING:
    from collections.abc import Mapping

READERS = frozenset({"auditor", "privacy_officer"})
"""Who may know that something happened, in any room."""

_DAYS = ("from_date", "to_date")


@dataclass(frozen=True, slots=True)
class Shape:
    """What an entry holds beside its actor and object; `about` says for each personal field whose it is."""

    people: tuple[str, ...] = ()
    plain: tuple[str, ...] = ()
    about: Mapping[str, str] = field(default_factory=dict)


_REASON_OF_OBJECT = {"reason": "object"}

SHAPES = {
    "organisation_founded": Shape(),
    "unit_added": Shape(plain=("unit_kind", "parent")),
    "hired": Shape(plain=("unit",), about={"status": "object"}),
    "staff_disabled": Shape(about=_REASON_OF_OBJECT),
    "staff_enabled": Shape(about=_REASON_OF_OBJECT),
    "staff_moved": Shape(plain=("before", "unit")),
    "supervisor_set": Shape(people=("supervisor",), plain=("line", "from_date")),
    "role_granted": Shape(plain=("role", "unit", *_DAYS), about=_REASON_OF_OBJECT),
    "role_revoked": Shape(plain=("role", "unit"), about=_REASON_OF_OBJECT),
    "role_lent": Shape(
        people=("receiver", "alternate"), plain=("role", "unit", *_DAYS), about=_REASON_OF_OBJECT
    ),
    "role_returned": Shape(people=("receiver",), plain=("role", "unit")),
    "client_added": Shape(plain=("unit",)),
    "client_changed": Shape(plain=("changed",)),
    "health_changed": Shape(plain=("changed",)),
    "party_linked": Shape(people=("staff",), plain=_DAYS, about={"link": "object"}),
    "link_ended": Shape(people=("staff",), about={"link": "object"}),
    "file_assigned": Shape(
        people=("assigned",), plain=_DAYS, about={"service": "object", "reason": "object"}
    ),
    "assignment_ended": Shape(people=("assigned",), about=_REASON_OF_OBJECT),
    "emergency_opened": Shape(people=("told",), about=_REASON_OF_OBJECT),
    "file_read": Shape(),
    "health_read": Shape(),
    "file_refused": Shape(plain=("act",)),
}


def register_shapes(room: str, shapes: Mapping[str, Shape], *, texts: str = "") -> None:
    """Make the journal know what happens in a room: entries `room.event`, each with its sentence under
    `<texts>.entries`. `texts` is said where a room's texts do not begin with its name.
    """
    for event, shape in shapes.items():
        fields: dict[str, Field] = {name: Plain(seen_by=READERS) for name in shape.plain}
        for name, whose in shape.about.items():
            fields[name] = Personal(of=whose, seen_by=READERS, removal=Removal.DESTROY_KEY)
        register(
            EntryType(
                kind=f"{room}.{event}",
                sentence=catalogue()[f"{texts or room}.entries.{event}"],
                seen_by=READERS,
                people=shape.people,
                fields=fields,
            )
        )


def register_all() -> None:
    """Make the journal know these types."""
    register_shapes("people", SHAPES)
