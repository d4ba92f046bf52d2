"""The people everyone knows, and files that bring more."""

from __future__ import annotations

from tests.people.conftest import founded, world

__all__ = ["founded", "world"]
