"""The signing key of an installation that was not given one: made once, readable by its owner only."""

from __future__ import annotations

import secrets
from pathlib import Path

BYTES = 48


def secret_key(folder: Path) -> str:
    """The key kept in this folder, made when there is none. Processes that start together agree on one."""
    path = folder / "secret-key"
    if not path.exists():
        draft = folder / f".secret-key.{secrets.token_hex(8)}"
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(BYTES), encoding="ascii")
        try:
            path.hardlink_to(draft)  # fails when another process was first, whose key then stands
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text(encoding="ascii")
