"""What a client can ask of whoever answers for privacy."""

from __future__ import annotations

from balise.people.words import Word


class Wish(Word):
    """What is asked. To see or to erase everything needs no further word."""

    COMPLAINT = "complaint"
    ACCESS = "access"
    CORRECTION = "correction"
    ERASURE = "erasure"

    @property
    def key(self) -> str:
        return f"rights.wish.{self.value}"

    @property
    def needs_words(self) -> bool:
        return self in {Wish.COMPLAINT, Wish.CORRECTION}
