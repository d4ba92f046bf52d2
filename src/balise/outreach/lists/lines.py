"""One row as a list of any kind gave it."""

from __future__ import annotations

from typing import NamedTuple

from balise.outreach.lists.faults import Finding


class Line(NamedTuple):
    """`number` is where people find the row; `broken`: why it cannot be read; `raw`: its own words, where
    the file is not a table.
    """

    number: int
    cells: tuple[str, ...]
    broken: Finding | None = None
    raw: str = ""
