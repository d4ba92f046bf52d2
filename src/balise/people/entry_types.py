"""What the journal can say of people: each kind of entry, whom it names, and what becomes of its words at
erasure.

The sentences stand in `texts.yaml` under `entries`. What is personal is kept under the key of the person it
is about; names, addresses and the content of files never go in at all.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from balise.journal.types import EntryType, Field, Personal, Plain, Removal, register
from balise.theme.texts import catalogue

if TYPE_CHECKING:
    from collections.abc import Mapping

READERS = frozenset({"auditor", "privacy_officer"})

_DAYS = ("from_date", "to_date")


@dataclass(frozen=True, slots=True)
class _Shape:
    """What an entry holds beside its actor and object; `about` says for each personal field whose it is."""

    people: tuple[str, ...] = ()
    plain: tuple[str, ...] = ()
    about: Mapping[str, str] | None = None


_REASON_OF_OBJECT = {"reason": "object"}

SHAPES = {
    "organisation_founded": _Shape(),
    "unit_added": _Shape(plain=("unit_kind", "parent")),
    "hired": _Shape(plain=("unit",), about={"status": "object"}),
    "staff_disabled": _Shape(about=_REASON_OF_OBJECT),
    "staff_enabled": _Shape(about=_REASON_OF_OBJECT),
    "staff_moved": _Shape(plain=("before", "unit")),
    "supervisor_set": _Shape(people=("supervisor",), plain=("line", "from_date")),
    "role_granted": _Shape(plain=("role", "unit", *_DAYS), about=_REASON_OF_OBJECT),
    "role_revoked": _Shape(plain=("role", "unit"), about=_REASON_OF_OBJECT),
    "role_lent": _Shape(
        people=("receiver", "alternate"), plain=("role", "unit", *_DAYS), about=_REASON_OF_OBJECT
    ),
    "role_returned": _Shape(people=("receiver",), plain=("role", "unit")),
    "client_added": _Shape(plain=("unit",)),
    "client_changed": _Shape(plain=("changed",)),
    "health_changed": _Shape(plain=("changed",)),
    "party_linked": _Shape(people=("staff",), plain=_DAYS, about={"link": "object"}),
    "link_ended": _Shape(people=("staff",), about={"link": "object"}),
    "file_assigned": _Shape(
        people=("assigned",), plain=_DAYS, about={"service": "object", "reason": "object"}
    ),
    "assignment_ended": _Shape(people=("assigned",), about=_REASON_OF_OBJECT),
    "emergency_opened": _Shape(people=("told",), about=_REASON_OF_OBJECT),
    "file_read": _Shape(),
    "health_read": _Shape(),
    "file_refused": _Shape(plain=("act",)),
}


def register_all() -> None:
    """Make the journal know these types."""
    for event, shape in SHAPES.items():
        fields: dict[str, Field] = {name: Plain(seen_by=READERS) for name in shape.plain}
        for name, whose in (shape.about or {}).items():
            fields[name] = Personal(of=whose, seen_by=READERS, removal=Removal.DESTROY_KEY)
        register(
            EntryType(
                kind=f"people.{event}",
                sentence=catalogue()[f"people.entries.{event}"],
                seen_by=READERS,
                people=shape.people,
                fields=fields,
            )
        )
