"""What is wrong with a file of consents: for all of it `ConsentFileError`, for one cell a `Problem`."""

from __future__ import annotations

from balise.people.imports.faults import FaultError, FileRefusedError
from balise.policy.text import Text
from balise.theme.texts import both


def said(key: str, **values: Text | str | int) -> Text:
    """A text of this part, with its places filled in each language."""
    return both(f"imports.{key}", **values)


class ConsentFaultError(FaultError):
    """A cell does not hold what it should."""

    texts = "imports.faults"


class ConsentFileError(FileRefusedError):
    """Nothing can be done with this file, or with its columns as they are mapped."""

    texts = "imports.refused"
