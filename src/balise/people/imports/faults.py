"""What is wrong with a file, as values: for a whole file `FileRefusedError`, for one cell a `Problem`."""

from __future__ import annotations

from dataclasses import dataclass

from balise.people.errors import PeopleError
from balise.policy.text import LANGS, Text
from balise.theme.texts import t

SHOWN = 80
"""Letters of what was typed that a message repeats."""


class FaultError(PeopleError):
    """A cell does not hold what it should; the text stands in `texts.yaml` under `imports.faults`."""

    group = "faults"

    @property
    def message(self) -> Text:
        fr, en = (
            t(
                f"people.imports.{self.group}.{self.code}",
                lang,
                **{
                    name: value[lang] if isinstance(value, Text) else value
                    for name, value in self.values.items()
                },
            )
            for lang in LANGS
        )
        return Text(fr, en)


class FileRefusedError(FaultError):
    """Nothing can be done with this file, or with its columns as they are mapped."""

    group = "refused"


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
        fr, en = (t(key, lang, column=self.column, words=shown, text=self.text[lang]) for lang in LANGS)
        return Text(fr, en)
