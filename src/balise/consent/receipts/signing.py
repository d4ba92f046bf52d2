"""A receipt that anyone can verify: a JWS (RFC 7515, Ed25519) over canonical JSON (RFC 8785).

Canonical, and signed by an algorithm without chance: the same event always gives the same receipt.
`docs/verify_receipt.py` checks one without Balise.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import rfc8785
from joserfc import jws

from balise.consent.receipts.keys import signing_key
from balise.consent.receipts.record import signed_content

if TYPE_CHECKING:
    from balise.consent.receipts.content import Receipt

ALGORITHM = "Ed25519"
"""EdDSA by its exact name (RFC 9864)."""
TYPE = "consent-receipt+jws"


def signed(receipt: Receipt) -> str:
    """The receipt in JWS compact form."""
    key = signing_key()
    header = {"alg": ALGORITHM, "typ": TYPE, "kid": key.kid}
    return jws.serialize_compact(header, rfc8785.dumps(signed_content(receipt)), key, algorithms=[ALGORITHM])
