"""A list as it came, of any kind, read row by row each time it is asked: a million rows never stand in
memory at once. What it is, is seen from its content; its name may be wrong.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from hashlib import sha256
from itertools import islice, takewhile
from pathlib import PurePath

from balise.outreach.lists import cards, parquet, pasted, text
from balise.outreach.lists.faults import ListFileError, finding, said
from balise.outreach.lists.fields import FIELDS, PROBLEM, by_name, plain, speaks_of_consent
from balise.outreach.lists.limits import FILE_BYTES, LONGEST, ROWS
from balise.outreach.lists.lines import Line
from balise.people.imports import delimited, excel
from balise.people.imports.limits import CELL, COLUMNS
from balise.people.imports.shapes import WORKBOOK, Format
from balise.policy.text import Text

LOOKED_AT = 10
"""Filled rows among which the headers are looked for: people put titles above them."""
EXAMPLES = 20

_OLD_WORKBOOK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_NO_LISTS = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"{\\rtf")
_HTML = re.compile(rb"\s*<(?:!doctype|html|table|\?xml)", re.IGNORECASE)
_ADDRESS = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")

Lines = Generator[Line, None, None]


class Kind(StrEnum):
    """What a list is."""

    TEXT = "text"
    WORKBOOK = "workbook"
    PARQUET = "parquet"
    CARDS = "cards"
    PASTED = "pasted"


@dataclass(frozen=True, slots=True)
class Source:
    """One list. `remarks` are about all of it; `sha256` is that of the file itself, byte for byte."""

    kind: Kind
    name: str
    headers: tuple[str, ...]
    sha256: str
    remarks: tuple[Text, ...]
    format: Format
    _lines: Callable[[], Lines]
    _below: int

    @property
    def without_problems(self) -> tuple[int, ...]:
        """The columns but that which an error file has more."""
        return tuple(at for at, header in enumerate(self.headers) if plain(header) != plain(PROBLEM))

    def rows(self) -> Iterator[Line]:
        """The rows under the headers, made as wide as these. Raise `ListFileError`."""
        with closing(self._lines()) as lines:
            filled = (line for line in lines if line.number > self._below and _filled(line))
            for count, line in enumerate(filled, 1):
                if count > ROWS:
                    raise ListFileError("too_many_rows", at_most=ROWS)
                yield _fitting(line, self.headers)

    def examples(self) -> list[Line]:
        """The first rows, to show and to recognise columns by."""
        return list(islice(self.rows(), EXAMPLES))


def read(content: bytes, name: str) -> Source:
    """The list in a file; `name` only helps where its content leaves a doubt. Raise `FileRefusedError`."""
    if len(content) > FILE_BYTES:
        raise ListFileError("too_big", at_most=FILE_BYTES // 1_000_000)
    if not content or content.isspace():
        raise ListFileError("empty")
    if content.startswith(parquet.MAGIC):
        return _with_headers(Kind.PARQUET, name, content, partial(parquet.rows, content))
    if content.startswith((b"PK", _OLD_WORKBOOK)):
        return _workbook(content, name)
    if content.startswith(_NO_LISTS):
        raise ListFileError("not_a_list")
    if _HTML.match(content):
        raise ListFileError("web_page")
    return _text(content, name)


def _workbook(content: bytes, name: str) -> Source:
    sheet = excel.opened(content)
    remarks = (said("remark.other_sheets", sheets=", ".join(sheet.others)),) if sheet.others else ()

    def lines() -> Lines:
        return (Line(number, cells) for number, cells in sheet.rows())

    return _with_headers(Kind.WORKBOOK, name, content, lines, remarks=remarks, shape=WORKBOOK)


def _text(content: bytes, name: str) -> Source:
    encoding = text.encoding_of(content)
    start = delimited.beginning(content, encoding)
    if start.lstrip().upper().startswith("BEGIN:VCARD"):
        return _without_headers(Kind.CARDS, name, content, encoding, cards.HEADERS)
    separator, named = delimited.separator_of(start)
    if (
        not named
        and PurePath(name).suffix.lower() != ".csv"
        and not _has_headers(content, encoding, separator)
    ):
        return _without_headers(Kind.PASTED, name, content, encoding, pasted.HEADERS)
    shape = Format(workbook=False, encoding=encoding, separator=separator)
    lines = partial(text.rows, content, encoding, separator)
    return _with_headers(Kind.TEXT, name, content, lines, shape=shape, below=int(named))


def _has_headers(content: bytes, encoding: str, separator: str) -> bool:
    """Whether one of the first rows is made of names of columns."""
    return any(map(_known, islice(filter(_filled, text.rows(content, encoding, separator)), LOOKED_AT)))


def _without_headers(
    kind: Kind, name: str, content: bytes, encoding: str, headers: tuple[str, ...]
) -> Source:
    def lines() -> Lines:
        if kind is Kind.CARDS:
            return cards.rows(content, encoding)
        return pasted.rows(delimited.opened(content, encoding))

    shape = Format(workbook=False, encoding=encoding)
    source = Source(kind, name, headers, sha256(content).hexdigest(), (), shape, lines, 0)
    return _with_rows(source)


def _with_headers(
    kind: Kind,
    name: str,
    content: bytes,
    lines: Callable[[], Lines],
    *,
    remarks: tuple[Text, ...] = (),
    shape: Format = WORKBOOK,
    below: int = -1,
) -> Source:
    """A table: its headers are the row above the first address that names most columns."""
    first = list(islice((line for line in lines() if line.number > below and _filled(line)), LOOKED_AT))
    if not first:
        raise ListFileError("empty")
    header = first[0] if kind is Kind.PARQUET else max(_above_addresses(first), key=_known)
    if kind is not Kind.PARQUET and not _known(header):
        header = first[0]
        if _has_address(header):
            # A list without headers: its columns are called as in a spreadsheet.
            header = Line(below, ())
            remarks = (*remarks, said("remark.no_headers"))
    if header.number > first[0].number:
        remarks = (*remarks, said("remark.title", row=header.number))
    width = _width_of_table(header, first)
    if width > COLUMNS:
        raise ListFileError("too_many_columns", at_most=COLUMNS)
    headers = _told_apart((*header.cells, *[""] * width)[:width])
    return _with_rows(
        Source(kind, name, headers, sha256(content).hexdigest(), remarks, shape, lines, header.number)
    )


def _above_addresses(first: list[Line]) -> list[Line]:
    """The rows that may be titles or headers: a row with an address under them is a row of the list."""
    return list(takewhile(lambda line: not _has_address(line), first)) or first[:1]


def _has_address(line: Line) -> bool:
    return any(_ADDRESS.search(cell[:LONGEST]) for cell in line.cells)


def _width_of_table(header: Line, first: list[Line]) -> int:
    """As many columns as the headers; where most rows have more, the last ones just lack a header."""
    width = _width(header)
    rows = [_width(line) for line in first if line.number > header.number]
    wider = [each for each in rows if each > width]
    return max(wider) if len(wider) * 2 > len(rows) else width


def _with_rows(source: Source) -> Source:
    if next(source.rows(), None) is None:
        raise ListFileError("no_rows")
    return source


def _fitting(line: Line, headers: tuple[str, ...]) -> Line:
    """The row, as wide as the headers; what does not fit is told."""
    cells, width = line.cells, len(headers)
    broken = line.broken
    if len(cells) != width:
        if broken is None and any(cells[width:]):
            words = " | ".join(cell for cell in cells[width:] if cell)
            broken = finding(line.number, "", words, "row_too_long", words)
        cells = (*cells[:width], *[""] * (width - len(cells)))
    if broken is None and max(map(len, cells)) > CELL:
        at = next(at for at, cell in enumerate(cells) if len(cell) > CELL)
        broken = finding(line.number, headers[at], cells[at], "cell_too_long", str(CELL))
    if cells is line.cells and broken is line.broken:
        return line
    return Line(line.number, cells, broken, line.raw)


def _filled(line: Line) -> bool:
    return any(line.cells) or line.broken is not None


def _width(line: Line) -> int:
    return max((at for at, cell in enumerate(line.cells, 1) if cell), default=0)


def _known(line: Line) -> int:
    """How many cells of a row are names of columns; those in a comment of an error file name none."""
    names = by_name(FIELDS)
    cells = (cell for cell in line.cells if 0 < len(cell) < 80 and not cell.startswith(pasted.COMMENT))
    return sum(plain(cell) in names or speaks_of_consent(cell) for cell in cells)


def _told_apart(cells: tuple[str, ...]) -> tuple[str, ...]:
    """Headers, each there and each once."""
    headers: list[str] = []
    for at, cell in enumerate(cells):
        header = wanted = cell[:80] or _letter(at)
        again = 1
        while header in headers:
            again += 1
            header = f"{wanted} ({again})"
        headers.append(header)
    return tuple(headers)


def _letter(at: int) -> str:
    """What a spreadsheet calls a column: A, B, … Z, AA."""
    return ("" if at < 26 else _letter(at // 26 - 1)) + chr(ord("A") + at % 26)
