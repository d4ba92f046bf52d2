"""The mails of a mailbox: an mbox file, a Maildir folder, one message in a file, or standard input."""

from __future__ import annotations

import mailbox
import sys
from contextlib import closing
from email import message_from_bytes
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import Message as Mail

STANDARD_INPUT = "-"
_SEPARATOR = b"From "
"""What an mbox begins with."""


class NoMailboxError(Exception):
    """There is nothing here that holds mail."""


def mails(where: str) -> Iterator[Mail]:
    """Read them one by one; nothing is moved or removed. Raise `NoMailboxError`."""
    if where == STANDARD_INPUT:
        yield from _given(sys.stdin.buffer.read())
        return
    place = Path(where)
    if (place / "cur").is_dir() and (place / "new").is_dir():
        yield from mailbox.Maildir(place, create=False)
        return
    try:
        with place.open("rb") as file:
            begins = file.read(len(_SEPARATOR))
        if begins == _SEPARATOR:
            yield from _mbox(place)
        else:
            yield from _given(place.read_bytes())
    except OSError as error:
        raise NoMailboxError from error


def _given(content: bytes) -> Iterator[Mail]:
    if not content.startswith(_SEPARATOR):
        if content.strip():
            yield message_from_bytes(content)
        return
    with TemporaryDirectory() as folder:
        file = Path(folder, "mbox")
        file.write_bytes(content)
        yield from _mbox(file)


def _mbox(file: Path) -> Iterator[Mail]:
    with closing(mailbox.mbox(file, create=False)) as opened:
        yield from opened
