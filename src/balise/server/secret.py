"""The signing key of an installation that was not given one: made once, readable by its owner only."""

from __future__ import annotations

import secrets
from pathlib import Path

from balise.journal.secret_file import kept

BYTES = 48


def secret_key(folder: Path) -> str:
    """The key kept in this folder, made when there is none."""
    return kept(folder / "secret-key", lambda: secrets.token_urlsafe(BYTES))
