"""What is wrong with a file, as values: for a whole file `FileRefusedError`, for one cell a `Problem`."""

from __future__ import annotations

from dataclasses import dataclass

from balise.people.errors import PeopleError
from balise.policy.text import Text
from balise.theme.texts import both

SHOWN = 80
"""Letters of what was typed that a message repeats."""


class FaultError(PeopleError):
    """A cell does not hold what it should."""

    texts = "people.imports.faults"


class FileRefusedError(FaultError):
    """Nothing can be done with this file, or with its columns as they are mapped."""

    texts = "people.imports.refused"


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one cell, or with the row when there is no column."""

    row: int
    column: str
    words: str
    text: Text

    @property
    def sentence(self) -> Text:
        """The column, what was typed there, what is wrong, and what to do."""
        if not self.column:
            return self.text
        shown = self.words if len(self.words) <= SHOWN else f"{self.words[:SHOWN]}…"
        key = "people.imports.page.in_cell" if shown else "people.imports.page.in_column"
        return both(key, column=self.column, words=shown, text=self.text)
