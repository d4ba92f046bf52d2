"""What entries say about people, encrypted under a key a person, so that destroying the key erases it.

The chain is made of the encrypted text, so it stays whole. AES-256-GCM; the kind, the field and the person
are authenticated with it, so that a text moved elsewhere is not read.
"""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import connection

from balise.journal.content import canonical
from balise.journal.models import PersonKey
from balise.journal.pieces import pieces

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

KEY_BITS = 256
NONCE = 12
STORED = "SELECT person, key FROM journal_personkey WHERE person IN ({places})"


class ErasedPersonError(Exception):
    """Something personal was to be recorded about someone who was erased."""

    def __init__(self, person: str) -> None:
        super().__init__(f"`{person}` was erased: nothing more can be recorded about them")


class UnreadableError(Exception):
    """A personal field cannot be decrypted: its key is another, or it was altered."""


def keys_for(people: Collection[str]) -> dict[str, AESGCM]:
    """The key of each of these people, made for those who have none. Raise `ErasedPersonError`.

    Never kept between two transactions: a key that was destroyed elsewhere must not live on here.
    """
    found = _stored(people)
    if missing := set(people) - set(found):
        PersonKey.objects.bulk_create(
            (PersonKey(person=person, key=AESGCM.generate_key(KEY_BITS)) for person in sorted(missing)),
            ignore_conflicts=True,  # another writer may be making the same key: the one that is kept is read
        )
        found |= _stored(missing)
    return {person: AESGCM(_alive(person, key)) for person, key in found.items()}


def known_keys(people: Collection[str]) -> dict[str, AESGCM | None]:
    """The key of each of these people that ever had one; None for the erased."""
    return {person: AESGCM(key) if key else None for person, key in _stored(people).items()}


def encrypt(
    key: AESGCM, value: object, *, nonce: bytes, kind: str, field: str, person: str
) -> dict[str, str]:
    """The value of a field as it is kept. A nonce serves once: `NONCE` random bytes."""
    sealed = key.encrypt(nonce, canonical(value).encode(), _context(kind, field, person))
    return {"of": person, "sealed": base64.b64encode(nonce + sealed).decode()}


def decrypt(key: AESGCM, sealed: Mapping[str, str], *, kind: str, field: str) -> str:
    """The canonical JSON of a personal field. Raise `UnreadableError`."""
    try:
        raw = base64.b64decode(sealed["sealed"])
        return key.decrypt(raw[:NONCE], raw[NONCE:], _context(kind, field, sealed["of"])).decode()
    except (InvalidTag, ValueError):
        raise UnreadableError from None


def is_sealed(value: Any) -> bool:  # noqa: ANN401  whatever JSON held
    """Whether the value of a field is an encrypted one: no other field can hold this shape."""
    return isinstance(value, dict) and value.keys() == {"of", "sealed"}


def _stored(people: Collection[str]) -> dict[str, bytes | None]:
    """In plain SQL: every entry about a person asks this, and a model would take longer than the query."""
    found: dict[str, bytes | None] = {}
    with connection.cursor() as cursor:
        for some in pieces(sorted(people)):
            cursor.execute(STORED.format(places=", ".join(["%s"] * len(some))), some)
            found |= {person: None if key is None else bytes(key) for person, key in cursor.fetchall()}
    return found


def _alive(person: str, key: bytes | None) -> bytes:
    if key is None:
        raise ErasedPersonError(person)
    return key


def _context(kind: str, field: str, person: str) -> bytes:
    return f"{kind}/{field}/{person}".encode()
