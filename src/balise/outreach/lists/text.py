"""Tables of text (CSV): read as a stream, and on past a row that cannot be read.

The encoding and the separator are found out as for all imports (`people.imports.delimited`). A stray
quotation mark would swallow the rest of the file; here it costs one row.
"""

from __future__ import annotations

import csv
import re
from collections import deque
from typing import TYPE_CHECKING, TextIO

from balise.journal.spreadsheet import as_meant
from balise.outreach.lists.faults import ListFileError, finding
from balise.outreach.lists.limits import FILE_BYTES, LINES_IN_A_ROW
from balise.outreach.lists.lines import Line
from balise.people.imports import delimited

if TYPE_CHECKING:
    from collections.abc import Generator

_OLD = ("cp1252", "mac_roman", "cp850")
"""Encodings of Western letters before UTF-8: Windows, old Macs, DOS. The first wins a draw."""
_FRENCH = re.compile("[éèêëàâçîïôùûüœÉÈÊÀÂÇÎÔÙÛŒ’«»–]")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def encoding_of(content: bytes) -> str:
    """How the letters are written. Raise `ListFileError` for what is no text."""
    encoding = delimited.encoding_of(content)
    if encoding == "cp1252":
        encoding = max(_OLD, key=lambda old: _french_letters(content, old))
    try:
        start = delimited.beginning(content, encoding)
    except UnicodeDecodeError:
        raise ListFileError("not_text") from None
    # A list may hold a few control characters, which are told; a picture or a program holds hundreds.
    if len(_CONTROLS.findall(start)) * 20 > len(start):
        raise ListFileError("not_text")
    return encoding


def rows(content: bytes, encoding: str, separator: str) -> Generator[Line, None, None]:
    """Each row, numbered as a spreadsheet does. Raise `ListFileError` where the text ends halfway."""
    csv.field_size_limit(FILE_BYTES)
    feed = _Feed(delimited.opened(content, encoding))
    reader = csv.reader(feed, delimiter=separator, strict=True)
    number = 0
    while True:
        number += 1
        try:
            cells = next(reader)
            # Few lines have an apostrophe, and only cells that begin with one are looked at again.
            meant = _as_meant if any("'" in line for line in feed.taken) else str.strip
            feed.taken.clear()
            yield Line(number, tuple(map(meant, cells)))
        except StopIteration:
            return
        except UnicodeDecodeError:
            raise ListFileError("not_text") from None
        except csv.Error:
            first = feed.give_back_all_but_first()
            split = tuple(cell.strip(' "\r\n') for cell in first.split(separator))
            yield Line(number, split, finding(number, "", first.strip(), "broken_row"))
            reader = csv.reader(feed, delimiter=separator, strict=True)


def _as_meant(cell: str) -> str:
    return as_meant(cell.strip())


def _french_letters(content: bytes, encoding: str) -> int:
    text = delimited.opened(content, encoding)
    try:
        return len(_FRENCH.findall(text.read(delimited.AT_ONCE)))
    except UnicodeDecodeError:
        return -1


class _Feed:
    """The lines of a text, for a reader of CSV: those of a row that turns out broken can be read again."""

    def __init__(self, text: TextIO) -> None:
        self._text = text
        self._again: deque[str] = deque()
        self.taken: list[str] = []

    def __iter__(self) -> _Feed:
        return self

    def __next__(self) -> str:
        if len(self.taken) == LINES_IN_A_ROW:
            raise StopIteration
        line = self._again.popleft() if self._again else next(self._text)
        self.taken.append(line)
        return line

    def give_back_all_but_first(self) -> str:
        first, *others = self.taken
        self._again.extendleft(reversed(others))
        self.taken.clear()
        return first
