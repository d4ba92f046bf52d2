"""What the journal is told of an import of consents: one entry, with its counts and the file's hash."""

from __future__ import annotations

from balise.people.entry_types import Shape, register_shapes

SHAPES = {
    "imported": Shape(plain=("sha256", "given", "implied", "refused", "known", "silent", "left_out")),
}


def register_all() -> None:
    """Make the journal know it."""
    register_shapes("consent_imports", SHAPES, texts="imports")
