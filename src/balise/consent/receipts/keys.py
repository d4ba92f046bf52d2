"""The keys that sign receipts: kept beside the data, their public part published, old ones for good.

A file of their own, so that the journal's key can change without a receipt losing its proof. One secret a
line, the oldest first: the last one signs, all of them are published. A line is only ever added.
"""

from __future__ import annotations

import base64
import binascii
from functools import cache
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from joserfc.jwk import OKPKey

from balise.journal.secret_file import SECRET, kept


class FaultyReceiptKeyError(Exception):
    """The keys of the receipts cannot be used."""


def signing_key() -> OKPKey:
    """The key that signs now, made if there is none. Raise `FaultyReceiptKeyError`."""
    return _keys(Path(settings.BALISE_RECEIPT_KEYS_FILE))[-1]


def published_keys() -> dict[str, list[dict[str, Any]]]:
    """The public part of every key that ever signed, as a JWK set (RFC 7517)."""
    return {
        "keys": [
            {**key.as_dict(private=False), "alg": "Ed25519", "use": "sig"}
            for key in _keys(Path(settings.BALISE_RECEIPT_KEYS_FILE))
        ]
    }


@cache
def _keys(path: Path) -> tuple[OKPKey, ...]:
    try:
        found = [base64.b64decode(line, validate=True) for line in kept(path).split()]
    except (binascii.Error, UnicodeDecodeError):
        found = []
    if not found or any(len(secret) != SECRET for secret in found):
        raise FaultyReceiptKeyError(f"the keys of receipts in `{path}` are not {SECRET} bytes each in base64")
    return tuple(_key(secret) for secret in found)


def _key(secret: bytes) -> OKPKey:
    key = OKPKey.import_key(Ed25519PrivateKey.from_private_bytes(secret))
    key.ensure_kid()  # its thumbprint (RFC 7638), which anyone can work out from the public part
    return key
