"""An encrypted file, written and read in one pass: scrypt makes a key of the passphrase, AES-256-GCM seals
pieces.

Each piece is sealed with its number, and with whether it is the last one; so pieces cannot be changed,
dropped, repeated or put in another order, and a file that was cut short is found out. The first line, which
says how the key is made, is sealed along with every piece. A code in that line tells a wrong passphrase from
a damaged file.
"""

from __future__ import annotations

import base64
import hmac
import json
import secrets
from typing import IO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

MAGIC = b"balise-backup 1 "
PIECE = 1_000_000
TAG = 16
KEY = 32
COUNTER = 11
"""Bytes of a nonce that number the piece; the twelfth tells the last one."""

N, R, P = 2**17, 8, 1
"""What scrypt costs: 128 MB and less than a second."""
LONGEST_HEADER = 1_000


class NotABackupError(Exception):
    """The file was not written by `Sealer`."""


class WrongPassphraseError(Exception):
    """The file was sealed with another passphrase."""


class DamagedError(Exception):
    """The file was changed or cut short after it was sealed."""


class Sealer:
    """Something to write to: what it is given goes into the file, sealed. Not whole before `finish`."""

    def __init__(self, file: IO[bytes], passphrase: str) -> None:
        salt = secrets.token_bytes(16)
        key, code = _keys(passphrase, salt)
        self._head = MAGIC + json.dumps({"salt": _text(salt), "code": _text(code)}).encode() + b"\n"
        self._seal = AESGCM(key)
        self._file = file
        self._waiting = bytearray()
        self._count = 0
        file.write(self._head)

    def write(self, data: bytes) -> int:
        self._waiting += data
        while len(self._waiting) > PIECE:
            self._put(bytes(self._waiting[:PIECE]), last=False)
            del self._waiting[:PIECE]
        return len(data)

    def finish(self) -> None:
        """Write the last piece."""
        self._put(bytes(self._waiting), last=True)

    def _put(self, piece: bytes, *, last: bool) -> None:
        self._file.write(self._seal.encrypt(_nonce(self._count, last=last), piece, self._head))
        self._count += 1


class Opener:
    """Something to read from: what was given to `Sealer`.

    Raise `NotABackupError` or `WrongPassphraseError` when made, `DamagedError` when read.
    """

    def __init__(self, file: IO[bytes], passphrase: str) -> None:
        self._file = file
        self._head = file.readline(LONGEST_HEADER)
        if not self._head.startswith(MAGIC):
            raise NotABackupError
        try:
            told = json.loads(self._head.removeprefix(MAGIC))
            salt, code = (base64.b64decode(told[name], validate=True) for name in ("salt", "code"))
        except (ValueError, TypeError, KeyError):
            raise NotABackupError from None
        key, expected = _keys(passphrase, salt)
        if not hmac.compare_digest(code, expected):
            raise WrongPassphraseError
        self._seal = AESGCM(key)
        self._count = 0
        self._ready = b""
        self._next = file.read(PIECE + TAG)
        self._done = False

    def read(self, size: int) -> bytes:
        while len(self._ready) < size and not self._done:
            self._ready += self._piece()
        part, self._ready = self._ready[:size], self._ready[size:]
        return part

    def _piece(self) -> bytes:
        sealed, self._next = self._next, self._file.read(PIECE + TAG)
        self._done = not self._next
        try:
            piece = self._seal.decrypt(_nonce(self._count, last=self._done), sealed, self._head)
        except (InvalidTag, ValueError):  # `ValueError`: shorter than a tag
            raise DamagedError from None
        self._count += 1
        return piece


def _keys(passphrase: str, salt: bytes) -> tuple[bytes, bytes]:
    """The key that seals, and a code that shows who knows the passphrase and says nothing about the key."""
    made = Scrypt(salt=salt, length=2 * KEY, n=N, r=R, p=P).derive(passphrase.encode())
    return made[:KEY], made[KEY:]


def _nonce(count: int, *, last: bool) -> bytes:
    return count.to_bytes(COUNTER, "big") + bytes([last])


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()
