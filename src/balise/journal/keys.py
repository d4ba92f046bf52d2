"""The journal's own keys: one secret, from which come the key that signs and that of the entries' codes.

It is kept outside the database, so that whoever bends the database cannot also sign. It comes from the
setting BALISE_JOURNAL_KEY, or from the file `key` in the journal's folder, made once, readable by its owner
only. Both may hold several, one a line (or separated by commas): the last one signs, all of them are
recognised.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from functools import cache, cached_property
from hashlib import blake2b, sha256
from pathlib import Path
from secrets import compare_digest

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings

from balise.journal.secret_file import SECRET, kept

KEY_ID = 16
"""Letters of a key's id: the beginning of the hash of its public part."""


class FaultyKeyError(Exception):
    """The journal's key cannot be used."""


@dataclass(frozen=True)
class Key:
    """One secret and what follows from it."""

    secret: bytes

    @cached_property
    def signing(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.secret)

    @cached_property
    def public(self) -> str:
        return base64.b64encode(self.signing.public_key().public_bytes_raw()).decode()

    @cached_property
    def id(self) -> str:
        return key_id(self.public)

    @cached_property
    def _codes(self) -> bytes:
        return blake2b(b"entry codes", key=self.secret, person=b"balise journal").digest()

    def code(self, content: str) -> str:
        """The code of an entry: its key's id, then a keyed BLAKE2 that only a holder of the key can make."""
        return self.id + blake2b(content.encode(), key=self._codes, digest_size=32).hexdigest()

    def sign(self, text: str) -> str:
        return base64.b64encode(self.signing.sign(text.encode())).decode()


class Keyring:
    """The journal's keys, oldest first."""

    def __init__(self, secrets_: list[bytes]) -> None:
        self.keys = {key.id: key for key in map(Key, secrets_)}
        self.current = Key(secrets_[-1])

    def accepts(self, content: str, mac: str) -> bool:
        """Whether the journal itself made this code for this content."""
        key = self.keys.get(mac[:KEY_ID])
        return key is not None and compare_digest(key.code(content), mac)


def key_id(public: str) -> str:
    return sha256(base64.b64decode(public)).hexdigest()[:KEY_ID]


def signed_by(public: str, text: str, signature: str) -> bool:
    """Whether the holder of the secret behind a public key signed this text."""
    try:
        key = Ed25519PublicKey.from_public_bytes(base64.b64decode(public, validate=True))
        key.verify(base64.b64decode(signature, validate=True), text.encode())
    except (InvalidSignature, ValueError):
        return False
    return True


def keyring() -> Keyring:
    """The keys of this installation, made if there are none. Raise `FaultyKeyError`."""
    return _keyring(settings.BALISE_JOURNAL_KEY, Path(settings.BALISE_JOURNAL_FOLDER))


@cache
def _keyring(given: str, folder: Path) -> Keyring:
    lines = (given.replace(",", "\n") if given else kept(folder / "key")).split()
    try:
        found = [base64.b64decode(line, validate=True) for line in lines]
    except binascii.Error:
        found = []
    if not found or any(len(secret) != SECRET for secret in found):
        where = "BALISE_JOURNAL_KEY" if given else f"`{folder / 'key'}`"
        raise FaultyKeyError(f"the journal's key in {where} is not {SECRET} bytes in base64")
    return Keyring(found)
