"""What the journal is told of imports and exports, beside what it is told of each person."""

from __future__ import annotations

from balise.people.entry_types import Shape, register_shapes

SHAPES = {
    "imported": Shape(plain=("what", "sha256", "added", "changed", "unchanged", "left_out")),
    "exported": Shape(plain=("what", "sha256", "people")),
    "staff_changed": Shape(plain=("changed",)),
}


def register_all() -> None:
    """Make the journal know these types."""
    register_shapes("people_imports", SHAPES, texts="people.imports")
