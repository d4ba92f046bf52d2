"""A file as it came, read row by row each time it is asked: a million rows never stand in memory at once."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from pathlib import PurePath
from typing import TYPE_CHECKING

from balise.consent.imports.faults import ConsentFileError
from balise.people.imports import delimited, excel, tables
from balise.people.imports.faults import FileRefusedError
from balise.people.imports.fields import PROBLEM, plain
from balise.people.imports.limits import CELL, COLUMNS
from balise.people.imports.shapes import Format, Row

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

FILE_BYTES = 250_000_000
ROWS = 1_500_000
"""Of text. A workbook is read by a program with bounded memory, and has the limits of all workbooks."""


@dataclass(frozen=True, slots=True)
class Source:
    """One file. `sha256` is that of the file itself, byte for byte."""

    content: bytes
    name: str
    format: Format
    headers: tuple[str, ...]
    sha256: str

    @property
    def without_problems(self) -> tuple[int, ...]:
        """The columns but that which an error file has more."""
        return tuple(at for at, header in enumerate(self.headers) if plain(header) != plain(PROBLEM))

    def rows(self) -> Iterator[Row]:
        """The rows under the headers, made as wide as these. Raise `FileRefusedError`."""
        width = len(self.headers)
        _, lines = _lines(self.content, self.name)
        filled = ((number, cells) for number, cells in lines if any(cells))
        next(filled)
        for count, (number, cells) in enumerate(filled, 1):
            if count > ROWS:
                raise FileRefusedError("too_many_rows", at_most=ROWS)
            if max(map(len, cells)) > CELL:
                raise FileRefusedError("cell_too_long", row=number, at_most=CELL)
            if len(cells) != width:
                if any(cells[width:]):
                    raise FileRefusedError("row_too_long", row=number)
                cells = (*cells[:width], *[""] * (width - len(cells)))  # noqa: PLW2901  the same row, made whole
            yield Row(number, cells)


def read(content: bytes, name: str) -> Source:
    """The file, if it can be one of consents; `name` only helps to say what is wrong.

    Raise `FileRefusedError`.
    """
    if len(content) > FILE_BYTES:
        raise FileRefusedError("too_big", at_most=FILE_BYTES // 1_000_000)
    if not content.strip():
        raise FileRefusedError("empty_file")
    shape, lines = _lines(content, name)
    first = next((cells for _, cells in lines if any(cells)), None)
    if first is None:
        raise FileRefusedError("empty_file")
    headers = first[: max(at for at, cell in enumerate(first, 1) if cell)]
    if len(headers) > COLUMNS:
        raise FileRefusedError("too_many_columns", at_most=COLUMNS)
    for at, header in enumerate(headers, 1):
        if not header:
            raise FileRefusedError("header_missing", number=at)
        if header in headers[: at - 1]:
            raise FileRefusedError("header_twice", header=header)
    source = Source(content, name, shape, headers, sha256(content).hexdigest())
    if next(source.rows(), None) is None:
        raise ConsentFileError("no_rows")
    return source


def write(shape: Format, headers: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> bytes:
    """A file of this format. No program that opens it takes any of its cells for a formula."""
    return (excel.write if shape.workbook else delimited.write)(shape, _chain(headers, rows))


def _chain(headers: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    yield headers
    yield from rows


def _lines(content: bytes, name: str) -> tuple[Format, Iterator[tuple[int, tuple[str, ...]]]]:
    suffix = PurePath(name).suffix.lower()
    if content.startswith(b"PK") and suffix not in tables.OTHER_WORKBOOKS:
        return excel.read(content)
    if suffix in (*tables.OTHER_WORKBOOKS, ".xlsx", ".xlsm"):
        raise FileRefusedError("other_workbook")
    return delimited.read(content)
