"""Check a consent receipt of Balise, without Balise: python verify_receipt.py RECEIPT KEYS

Needs Python 3.11 and the package `cryptography`. RECEIPT is the signed receipt; KEYS are the organisation's
published keys, saved from https://…/.well-known/balise-consent-keys.json on its own site.
"""

import base64
import json
import sys
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


def decoded(text: str) -> bytes:
    """Base64 for addresses, without padding. Only what it would itself be written as is taken."""
    content = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if base64.urlsafe_b64encode(content).rstrip(b"=").decode() != text:
        raise ValueError("it is not written as a receipt is")
    return content


def check(receipt: str, keys: dict[str, Any]) -> dict[str, Any]:
    """Return what the receipt says. Raise `ValueError` or `InvalidSignature` when that is not certain."""
    header_text, content, signature = receipt.strip().split(".")
    header = json.loads(decoded(header_text))
    # The algorithm is ours to choose, never the receipt's.
    if header.get("alg") != "Ed25519" or "crit" in header:
        raise ValueError("it is not signed in the way that is expected")
    key = next((each for each in keys["keys"] if each["kid"] == header.get("kid")), None)
    if key is None or (key["kty"], key["crv"]) != ("OKP", "Ed25519"):
        raise ValueError("it is signed with none of these keys")
    public = Ed25519PublicKey.from_public_bytes(decoded(key["x"]))
    public.verify(decoded(signature), f"{header_text}.{content}".encode())
    told: dict[str, Any] = json.loads(decoded(content))
    return told


if __name__ == "__main__":
    try:
        receipt, keys = Path(sys.argv[1]).read_text("utf-8"), json.loads(Path(sys.argv[2]).read_text("utf-8"))
        told = check(receipt, keys)
        [purpose], [event] = told["record"]["processing"]["purposes"], told["record"]["events"]
        print(f"VERIFIED: receipt {told['receipt_id']}")
        print(f"{purpose['purpose']}, {purpose['service']}: {event['event_state']} at {event['event_time']}")
    except (ValueError, KeyError, TypeError, InvalidSignature) as problem:
        sys.exit(f"NOT VERIFIED: {str(problem) or 'the signature is wrong'}")
