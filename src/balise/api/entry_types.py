"""What the journal is told of keys, and of answers that were held back."""

from __future__ import annotations

from balise.people.entry_types import Shape, register_shapes

SHAPES = {
    "key_made": Shape(plain=("purpose", "scopes")),
    "key_revoked": Shape(),
    "held_back": Shape(plain=("purpose", "channel", "why")),
}


def register_all() -> None:
    """Make the journal know these types."""
    register_shapes("api", SHAPES)
