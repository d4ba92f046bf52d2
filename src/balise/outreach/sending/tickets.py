"""What stands in the address behind List-Unsubscribe: enough to obey the no where no row knows the message.

A backup that was restored knows nothing of what was sent after it was made, and a no that comes back to such
a message must still be obeyed. So its address says itself which purpose and which address (by its key, never
readable) it is about, sealed, so that nobody can make one for anybody else.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode
from hmac import compare_digest
from typing import NamedTuple
from uuid import UUID

from balise.people.addresses import seal


class Ticket(NamedTuple):
    """What one says, once its seal is found to be ours."""

    purpose: str
    """A code."""
    address: str
    """The key of an address."""
    uuid: UUID
    """Its own number."""


def written(*, mark: str, purpose: str, address: str) -> str:
    return f"{mark}.{purpose}.{address}.{_shown(_sealed(mark, purpose, address))}"


def mark_of(words: str) -> str:
    """The mark of the message, sealed or not: it cannot be guessed, and is enough where the row is known."""
    return words.partition(".")[0]


def read(words: str) -> Ticket | None:
    """None for a mark alone, and for what we did not seal."""
    parts = words.split(".")
    if len(parts) != 4 or not words.isascii():
        return None
    mark, purpose, address, shown = parts
    sealed = _sealed(mark, purpose, address)
    return Ticket(purpose, address, UUID(bytes=sealed)) if compare_digest(_shown(sealed), shown) else None


def _sealed(*parts: str) -> bytes:
    return seal("\n".join(("stop", *parts)))


def _shown(sealed: bytes) -> str:
    return urlsafe_b64encode(sealed).rstrip(b"=").decode()
