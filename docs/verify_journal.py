"""Check a bundle exported from a Balise journal, without Balise: python verify_journal.py BUNDLE [PUBLIC_KEY]

Needs Python 3.11 and the package `cryptography`. PUBLIC_KEY is the journal's, as you were given it, in
base64; without it, this says which key signed, and whether that is the right one is for you to know.
"""

import base64
import json
import sys
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


def root_above(entry: str, position: int, count: int, path: list[str]) -> str:
    """The Merkle root (RFC 6962) of a tree of `count` entries in which this one is at `position`."""
    found, steps, index = sha256(b"\x00" + entry.encode()).digest(), map(bytes.fromhex, path), position - 1
    while count > 1:
        if index % 2:
            found = sha256(b"\x01" + next(steps) + found).digest()
        elif index + 1 < count:
            found = sha256(b"\x01" + found + next(steps)).digest()
        index, count = index // 2, (count + 1) // 2
    return found.hex()


def check(lines: list[str], public_key: str | None) -> str:
    """Return what the bundle proves. Raise `ValueError` with what is wrong."""
    signed, *entries = map(json.loads, lines)
    told, key = signed["checkpoint"], signed["public_key"]
    if public_key not in {None, key}:
        raise ValueError(f"signed with another key: {key}")
    canonical = json.dumps(told, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
    Ed25519PublicKey.from_public_bytes(base64.b64decode(key)).verify(
        base64.b64decode(signed["signature"]), canonical
    )
    seen = set()
    for one in entries:
        position, count = one["position"], told["count"]
        inside = 1 <= position <= count and position not in seen
        if not inside or root_above(one["entry"], position, count, one["path"]) != told["root"]:
            raise ValueError(f"the entry at position {position} is not the one that was sealed")
        seen.add(position)
    extent = "all" if len(seen) == told["count"] else f"{len(seen)} of"
    return f"{extent} {told['count']} entries sealed at {told['at']} are as written; signed with {key}"


if __name__ == "__main__":
    try:
        bundle = Path(sys.argv[1]).read_text(encoding="utf-8")
        print(check(bundle.splitlines(), sys.argv[2] if sys.argv[2:] else None))
    except (ValueError, KeyError, TypeError, StopIteration, InvalidSignature) as problem:
        sys.exit(f"NOT VERIFIED: {str(problem) or 'the signature is wrong'}")
