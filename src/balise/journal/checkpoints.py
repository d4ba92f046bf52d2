"""Signed statements of how long the chain is and what it ends with: what no later change can agree with.

One is kept in the table at intervals; the last state of all is kept as `anchor.json` in the journal's folder,
out of the database's reach, after each pass; and `balise journal seal` writes one to keep elsewhere.
"""

from __future__ import annotations

import json
import os
import secrets
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings

from balise.journal.chain import GENESIS, Frontier
from balise.journal.content import canonical
from balise.journal.keys import keyring, signed_by
from balise.journal.models import Checkpoint, Link

ANCHOR = "anchor.json"


class FaultyCheckpointError(Exception):
    """A text is no checkpoint, or its signature is not by the key that it names."""


@dataclass(frozen=True)
class Statement:
    """What is signed."""

    count: int
    """How many links the chain had,"""
    head: str
    """the hash of the last one,"""
    root: str
    """the root of the Merkle tree of its entries,"""
    at: str | None
    """and when; nothing for those that the sealer makes by itself, where no clock is to be trusted."""

    def signed(self) -> str:
        """This statement as a document, with the signature and the public key."""
        key = keyring().current
        statement = {"v": 1, **asdict(self)}
        signature = key.sign(canonical(statement))
        return canonical({"checkpoint": statement, "public_key": key.public, "signature": signature})


@dataclass(frozen=True)
class Signed:
    """A statement whose signature holds, by whoever has this key."""

    statement: Statement
    public_key: str


def read(document: str) -> Signed:
    """Raise `FaultyCheckpointError`. Whether the key is one of ours is for the reader to ask."""
    try:
        parsed = json.loads(document)
        told = parsed["checkpoint"]
        statement = Statement(told["count"], told["head"], told["root"], told["at"])
        public, signature = parsed["public_key"], parsed["signature"]
        whole = signed_by(public, canonical(told), signature)
    except (ValueError, TypeError, KeyError):
        raise FaultyCheckpointError("this is no checkpoint of a journal") from None
    if not whole:
        raise FaultyCheckpointError("the signature does not belong to this checkpoint")
    return Signed(statement, public)


def state(at: str | None = None) -> tuple[Statement, Frontier]:
    """The chain as it stands, carried on from the last checkpoint in the table."""
    last = Checkpoint.objects.order_by("-count").values_list("count", "frontier").first()
    count, peaks = (last[0], json.loads(last[1])) if last else (0, [])
    frontier, head = Frontier(count, [bytes.fromhex(peak) for peak in peaks]), GENESIS
    later = Link.objects.filter(position__gte=count).order_by("position")
    for position, entry_hash, link_hash in later.values_list("position", "entry_hash", "hash"):
        if position > count:
            frontier.add(bytes.fromhex(entry_hash))
        head = link_hash
    return Statement(frontier.count, head, frontier.root().hex(), at), frontier


def keep(statement: Statement, frontier: Frontier) -> str:
    """Sign this state into the table, and return the document. The chain must be locked, or just read."""
    document = statement.signed()
    peaks = canonical([peak.hex() for peak in frontier.peaks])
    Checkpoint.objects.bulk_create(
        [Checkpoint(count=statement.count, document=document, frontier=peaks)],
        ignore_conflicts=True,  # a chain that has not grown since already has its checkpoint
    )
    return document


def anchor_file() -> Path:
    return Path(settings.BALISE_JOURNAL_FOLDER) / ANCHOR


def anchor() -> str | None:
    """The document of the last state that this machine saw, if it saw any."""
    try:
        return anchor_file().read_text(encoding="utf-8")
    except FileNotFoundError:
        return None


def move_anchor(statement: Statement) -> bool:
    """Put the anchor at this state, unless the chain is not the one it was dropped in: it is then
    evidence.
    """
    kept = anchor()
    if kept is not None and not _continues(kept):
        return False
    path = anchor_file()
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    try:
        with draft.open("x", encoding="utf-8") as file:
            file.write(statement.signed())
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        with suppress(FileNotFoundError):
            draft.unlink()
    return True


def _continues(kept: str) -> bool:
    try:
        before = read(kept).statement
    except FaultyCheckpointError:
        return False
    # Another process may already be further: then the chain goes on from its state too, and ours may stand.
    return before.count == 0 or Link.objects.filter(position=before.count, hash=before.head).exists()
