"""A table as a file gave it: headers and rows of words, whatever the format, within limits."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from pathlib import PurePath

from balise.people.imports import delimited, excel
from balise.people.imports.faults import FileRefusedError
from balise.people.imports.fields import PROBLEM, plain
from balise.people.imports.limits import CELL, COLUMNS, FILE_BYTES, ROWS
from balise.people.imports.shapes import Format, Row

OTHER_WORKBOOKS = (".xls", ".xlsb", ".ods", ".numbers")


@dataclass(frozen=True, slots=True)
class Table:
    """What a file holds. `sha256` is that of the file itself, byte for byte."""

    format: Format
    headers: tuple[str, ...]
    rows: tuple[Row, ...]
    sha256: str

    @property
    def without_problems(self) -> tuple[int, ...]:
        """The columns but that which an error file has more."""
        return tuple(at for at, header in enumerate(self.headers) if plain(header) != plain(PROBLEM))


def read(content: bytes, name: str) -> Table:
    """The table in a file; `name` only helps to say what is wrong. Raise `FileRefusedError`."""
    if len(content) > FILE_BYTES:
        raise FileRefusedError("too_big", at_most=FILE_BYTES // 1_000_000)
    if not content.strip():
        raise FileRefusedError("empty_file")
    if content.startswith(b"PK") and PurePath(name).suffix.lower() not in OTHER_WORKBOOKS:
        shape, lines = excel.read(content)
    elif PurePath(name).suffix.lower() in (*OTHER_WORKBOOKS, ".xlsx", ".xlsm"):
        raise FileRefusedError("other_workbook")
    else:
        shape, lines = delimited.read(content)
    filled = [Row(number, cells) for number, cells in lines if any(cells)]
    if not filled:
        raise FileRefusedError("empty_file")
    return Table(shape, *_checked(filled), sha256(content).hexdigest())


def _checked(filled: list[Row]) -> tuple[tuple[str, ...], tuple[Row, ...]]:
    """The headers, and the rows made as wide as they are."""
    first, *rest = filled
    width = max(at for at, cell in enumerate(first.cells, 1) if cell)
    headers = first.cells[:width]
    if width > COLUMNS:
        raise FileRefusedError("too_many_columns", at_most=COLUMNS)
    if len(rest) > ROWS:
        raise FileRefusedError("too_many_rows", at_most=ROWS)
    for at, header in enumerate(headers, 1):
        if not header:
            raise FileRefusedError("header_missing", number=at)
        if header in headers[: at - 1]:
            raise FileRefusedError("header_twice", header=header)
    rows = []
    for row in rest:
        if any(row.cells[width:]):
            raise FileRefusedError("row_too_long", row=row.number)
        if any(len(cell) > CELL for cell in row.cells):
            raise FileRefusedError("cell_too_long", row=row.number, at_most=CELL)
        rows.append(Row(row.number, (*row.cells[:width], *[""] * (width - len(row.cells)))))
    return headers, tuple(rows)


def write(shape: Format, headers: tuple[str, ...], rows: list[tuple[str, ...]]) -> bytes:
    """A file of this format. No program that opens it takes any of its cells for a formula."""
    writer = excel.write if shape.workbook else delimited.write
    return writer(shape, [headers, *rows])
