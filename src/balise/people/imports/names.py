"""A name from a file: in one column, or a first and a last name in two."""

from __future__ import annotations

from typing import TYPE_CHECKING

from balise.people.wording import needed

if TYPE_CHECKING:
    from balise.people.imports.outcomes import Reader


def full_name(reader: Reader) -> str | None:
    """The name, None when there is none."""
    if words := reader.words("full_name"):
        return reader.read("full_name", needed) if words else None
    parts = [reader.read(part, needed) for part in ("first_name", "last_name")]
    return " ".join(part for part in parts if part) or None


def name_column(reader: Reader) -> str:
    """The field to point to when something is wrong with the name."""
    return "full_name" if reader.words("full_name") or not reader.words("last_name") else "last_name"
