"""A file that holds a secret: made once, readable by its owner only, the same for every process.

It stands here because this is the lowest room that keeps secrets, of its own and of rooms above it.
"""

from __future__ import annotations

import base64
import os
import secrets
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SECRET = 32
"""Bytes of a secret that a key is made from."""


def new_secret() -> str:
    """A line with a secret in base64."""
    return base64.b64encode(secrets.token_bytes(SECRET)).decode() + "\n"


def kept(path: Path, make: Callable[[], str] = new_secret) -> str:
    """The text of the file; made when there is none. Processes that start together agree on one."""
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
        draft.touch(mode=0o600)
        draft.write_text(make(), encoding="ascii")
        try:
            path.hardlink_to(draft)  # fails when another was first, whose secret then stands
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text(encoding="ascii")
