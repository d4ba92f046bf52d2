"""The mathematics of the journal: hashes of entries, links, and the Merkle tree (RFC 6962). Pure functions.

A link commits to all entries before it; the root of the tree does too, and lets one entry be shown to belong
without showing the others. `docs/verify_journal.py` is a second implementation, for those who trust no
program of ours.
"""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

GENESIS = "0" * 64
"""What the first link has in place of the one before."""


def entry_hash(content: str) -> bytes:
    """The hash of an entry, which is a leaf of the tree."""
    return sha256(b"\x00" + content.encode()).digest()


def link_hash(position: int, previous: str, entry: str) -> str:
    """The hash of a link: of `{"entry":…,"position":…,"previous":…}`, which is canonical as it stands."""
    link = f'{{"entry":"{entry}","position":{position},"previous":"{previous}"}}'
    return sha256(link.encode()).hexdigest()


def node(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


class Frontier:
    """A Merkle tree that grows: only the roots of its full branches are kept, largest first."""

    def __init__(self, count: int = 0, peaks: Sequence[bytes] = ()) -> None:
        self.count = count
        self.peaks = list(peaks)

    def add(self, leaf: bytes) -> None:
        self.peaks.append(leaf)
        size = self.count
        while size & 1:
            right = self.peaks.pop()
            self.peaks[-1] = node(self.peaks[-1], right)
            size >>= 1
        self.count += 1

    def root(self) -> bytes:
        if not self.peaks:
            return sha256(b"").digest()
        root = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            root = node(peak, root)
        return root


class Tree:
    """A whole Merkle tree, to show that entries belong to it."""

    def __init__(self, leaves: Sequence[bytes]) -> None:
        self._levels = [list(leaves)]
        while len(level := self._levels[-1]) > 1:
            above = [node(level[i], level[i + 1]) for i in range(0, len(level) - 1, 2)]
            self._levels.append(above + level[len(above) * 2 :])

    def path(self, position: int) -> list[bytes]:
        """What is needed, besides the entry at this position (from 1), to compute the root."""
        index, path = position - 1, []
        for level in self._levels[:-1]:
            if index ^ 1 < len(level):
                path.append(level[index ^ 1])
            index >>= 1
        return path
