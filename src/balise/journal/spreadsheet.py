"""Cells of text files (CSV), made so that no spreadsheet runs one.

Spreadsheets run a cell that begins with `=`, `+`, `-` or `@` as a formula. What we write has an apostrophe
before it, which makes it text; what we read loses that apostrophe, so that an export can be imported. It
stands here because this is the lowest room that writes such files.
"""

from __future__ import annotations

import re

# Some spreadsheets pass over spaces, and take the wide letters of Asian keyboards, too. A cell that begins
# with an apostrophe of its own gets one more: else that one would be lost when it is read.
_FORMULA = re.compile(r"[ \u00a0']*[=+\-@＝＋－＠\t\r\n]")  # noqa: RUF001  the wide ones are meant


def harmless(cell: str) -> str:
    """The cell, made so that no spreadsheet takes it for a formula."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def as_meant(cell: str) -> str:
    """The cell, without the apostrophe that only says it is text."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell, 1) else cell
