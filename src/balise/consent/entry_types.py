"""What the journal can say of consents: each kind of entry, whom it names, and what becomes of its words at
erasure.

Purposes and channels stand in plain; who spoke for the client and why two files are one person go under the
client's key. What obeys a no holds nothing personal, so that it can also be noted of who was erased.
"""

from __future__ import annotations

from balise.people.entry_types import Shape, register_shapes

SHAPES = {
    "purpose_added": Shape(plain=("code",)),
    "purpose_closed": Shape(plain=("code",)),
    "notice_written": Shape(plain=("version",)),
    "evidence_kept": Shape(plain=("sha256",)),
    "recorded": Shape(
        plain=("event", "purpose", "channel", "method"),
        about={"grantor": "object", "basis": "object"},
    ),
    "withdrawn": Shape(plain=("consents", "method")),
    "unsubscribed": Shape(people=("clients",), plain=("consents", "method")),
    "expired": Shape(plain=("purpose", "channel")),
    "refused_again": Shape(plain=("consents",)),
    "merged": Shape(people=("merged",), plain=("consents",), about={"reason": "object"}),
    "found_distinct": Shape(people=("other",), about={"reason": "object"}),
    "link_made": Shape(plain=("expires_at",)),
    "link_revoked": Shape(),
    "links_revoked": Shape(plain=("count",)),
    "consents_read": Shape(),
}


def register_all() -> None:
    """Make the journal know these types."""
    register_shapes("consent", SHAPES)
