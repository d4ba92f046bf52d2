"""What is wrong with a list, as values: for all of it `ListFileError`, for one cell or row a `Finding`."""

from __future__ import annotations

from typing import NamedTuple

from balise.people.imports.faults import FileRefusedError, Problem
from balise.policy.text import Text
from balise.theme.texts import both

SHOWN = 200
"""Letters of a cell that a finding keeps: a cell may hold millions."""


def said(key: str, **values: Text | str | int) -> Text:
    """A text of this part, with its places filled in each language."""
    return both(f"lists.{key}", **values)


class ListFileError(FileRefusedError):
    """Nothing can be done with this file, or with its columns as they are mapped: `refused`."""

    @property
    def message(self) -> Text:
        return said(f"refused.{self.code}", **self.values)


class CellError(Exception):
    """A cell does not hold what it should; `code` is one of `finding` in `texts.yaml`."""

    def __init__(self, code: str, detail: str = "") -> None:
        self.code = code
        self.detail = detail
        super().__init__(code)


class Finding(NamedTuple):
    """What was found in one cell, or in the row when there is no column. A million of them fit in memory:
    the words are only made when someone reads them.
    """

    row: int
    column: str
    words: str
    code: str
    detail: str = ""

    @property
    def text(self) -> Text:
        """What is wrong and how to mend it, or what was done."""
        return said(f"finding.{self.code}", detail=self.detail)

    @property
    def sentence(self) -> Text:
        """The same with the column and what was read there."""
        return Problem(self.row, self.column, self.words, self.text).sentence


def finding(row: int, column: str, words: str, code: str, detail: str = "") -> Finding:
    """A finding that keeps no more of the cell than people can look at."""
    return Finding(row, column, words if len(words) <= SHOWN else f"{words[:SHOWN]}…", code, detail[:SHOWN])
