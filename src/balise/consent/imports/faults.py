"""What is wrong with a file of consents: for all of it `ConsentFileError`, for one cell a `Problem`."""

from __future__ import annotations

from balise.people.imports.faults import FaultError, FileRefusedError
from balise.policy.text import LANGS, Text
from balise.theme.texts import t


def said(key: str, **values: Text | str | int) -> Text:
    """A text of this part, with its places filled in each language."""
    fr, en = (
        t(f"imports.{key}", lang, **{n: v[lang] if isinstance(v, Text) else v for n, v in values.items()})
        for lang in LANGS
    )
    return Text(fr, en)


class ConsentFaultError(FaultError):
    """A cell does not hold what it should; the text stands in `texts.yaml` under `faults`."""

    @property
    def message(self) -> Text:
        return said(f"faults.{self.code}", **self.values)


class ConsentFileError(FileRefusedError):
    """Nothing can be done with this file, or with its columns as they are mapped: `refused`."""

    @property
    def message(self) -> Text:
        return said(f"refused.{self.code}", **self.values)
