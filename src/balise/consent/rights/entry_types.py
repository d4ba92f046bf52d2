"""What the journal is told of rights. What people wrote goes under the client's key, and goes with it."""

from __future__ import annotations

from balise.people.entry_types import Shape, register_shapes

SHAPES = {
    "held": Shape(about={"reason": "object"}),
    "hold_ended": Shape(about={"reason": "object"}),
    "erased": Shape(),
    "copied": Shape(plain=("sha256", "format")),
    "complained": Shape(plain=("complaint", "wish")),
    "complaint_answered": Shape(plain=("complaint",)),
    "complaint_read": Shape(plain=("complaint",)),
}


def register_all() -> None:
    """Make the journal know these types."""
    register_shapes("consent_rights", SHAPES, texts="rights")
