"""Text with separators (CSV): which encoding and which separator is found out, never asked."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING, TextIO

from balise.journal.spreadsheet import as_meant, harmless
from balise.people.imports.faults import FileRefusedError
from balise.people.imports.limits import FILE_BYTES
from balise.people.imports.shapes import Format

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

SEPARATORS = (";", ",", "\t")
LOOKED_AT = 20
"""Rows that tell which separator it is."""
BEGINNING = 200_000
AT_ONCE = 1_000_000
"""Letters."""

_BYTE_ORDER_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_SAID = re.compile(r"sep=(.)\r?\n")


def read(content: bytes) -> tuple[Format, Iterator[tuple[int, tuple[str, ...]]]]:
    """The format, and each row with its number. Raise `FileRefusedError`, also while the rows are read."""
    encoding = encoding_of(content)
    try:
        if any("\0" in piece for piece in pieces(content, encoding)):
            raise FileRefusedError("unknown_encoding")
    except UnicodeDecodeError:
        raise FileRefusedError("unknown_encoding") from None
    separator, said = separator_of(beginning(content, encoding))
    shape = Format(workbook=False, encoding=encoding, separator=separator)
    return shape, _rows(opened(content, encoding), separator, said)


def write(shape: Format, rows: Iterable[tuple[str, ...]]) -> bytes:
    """The text, every cell in quotes, so that no separator inside one begins a new cell."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=shape.separator, quoting=csv.QUOTE_ALL)
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    try:
        return out.getvalue().encode(shape.encoding)
    except UnicodeEncodeError:  # a message may need letters that the file's own encoding lacks
        return out.getvalue().encode("utf-8-sig")


def encoding_of(content: bytes) -> str:
    """How the letters are written; a guess, where the bytes are no UTF."""
    for mark, encoding in _BYTE_ORDER_MARKS:
        if content.startswith(mark):
            return encoding
    start = content[:1_000]
    # Text in UTF-16 without a mark: every other byte of Latin letters is zero.
    for zeros, encoding in ((start[1::2], "utf-16-le"), (start[::2], "utf-16-be")):
        if zeros.count(0) > len(start) // 4:
            return encoding
    try:
        for _ in pieces(content, "utf-8"):
            pass
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def opened(content: bytes, encoding: str) -> TextIO:
    """The text, decoded as it is read: the whole of it never stands in memory."""
    return io.TextIOWrapper(io.BytesIO(content), encoding=encoding, newline="")


def pieces(content: bytes, encoding: str) -> Iterator[str]:
    """The text, piece by piece. Raise `UnicodeDecodeError` where it is not written in this encoding."""
    text = opened(content, encoding)
    while piece := text.read(AT_ONCE):
        yield piece


def beginning(content: bytes, encoding: str) -> str:
    """Enough of the text to tell what it is. Raise `UnicodeDecodeError`."""
    return opened(content, encoding).read(BEGINNING)


def separator_of(start: str) -> tuple[str, bool]:
    """The separator, and whether a first line of its own names it (`sep=;`)."""
    if said := _SAID.match(start):
        return said[1], True
    return _separator(start), False


def _separator(start: str) -> str:
    """The one that cuts most of the first rows as it cuts the first, into the most cells."""

    def agreement(separator: str) -> tuple[int, int]:
        reader = csv.reader(io.StringIO(start, newline=""), delimiter=separator)
        try:
            widths = [len(row) for row, _ in zip(reader, range(LOOKED_AT), strict=False) if row]
        except csv.Error:
            return (0, 0)
        if not widths or widths[0] == 1:
            return (0, 0)
        return (sum(width == widths[0] for width in widths), widths[0])

    best = max(SEPARATORS, key=agreement)
    return best if agreement(best) > (0, 0) else ","


def _rows(text: TextIO, separator: str, said: bool) -> Iterator[tuple[int, tuple[str, ...]]]:  # noqa: FBT001  one caller
    csv.field_size_limit(FILE_BYTES)
    number = 0
    if said:
        next(text)
        number = 1
    reader = csv.reader(text, delimiter=separator, strict=True)
    try:
        for cells in reader:
            number += 1
            bare = map(str.strip, cells)
            # Looked at before it is asked for: a file may have millions of cells.
            yield number, tuple([as_meant(cell).strip() if cell[:1] == "'" else cell for cell in bare])
    except csv.Error:
        raise FileRefusedError("broken_row", row=number + 1) from None
