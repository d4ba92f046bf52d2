"""A file that only grows, line by line, readable by its owner only: the lists kept beside the database."""

from __future__ import annotations

import os
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


def append(path: Path, lines: Iterable[str], *, wait_for_disk: bool = False) -> None:
    """Write these lines at the end in one piece, so that two processes never mix."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with open(path, "a+b", opener=_private) as file:
        # A crash may have left half a line: it stays alone.
        start = "" if _ends_whole(file) else "\n"
        file.write("".join([start, *(f"{line}\n" for line in lines)]).encode())
        if wait_for_disk:
            file.flush()
            os.fsync(file.fileno())


def _ends_whole(file: IO[bytes]) -> bool:
    if file.seek(0, os.SEEK_END) == 0:
        return True
    file.seek(-1, os.SEEK_END)
    return file.read(1) == b"\n"


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
