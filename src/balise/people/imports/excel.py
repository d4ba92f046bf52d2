"""Excel workbooks, read by a program of their own (`workbook_reader.py`) with bounded memory and time.

A workbook is a zip archive that can unpack to anything: a hostile one ends that program, not ours. Formulas
are never computed: the value that was saved beside one is what counts.
"""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from balise.people.imports.faults import FileRefusedError
from balise.people.imports.limits import COLUMNS, MEMORY, ROWS, SECONDS, UNPACKED_BYTES
from balise.people.imports.shapes import WORKBOOK, Format

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

READER = Path(__file__).with_name("workbook_reader.py")
AT_ONCE = 1_000_000
_NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Sheet:
    """What was read of a workbook. `others`: visible sheets that hold something, left unread."""

    others: tuple[str, ...]
    printed: bytes

    def rows(self) -> Iterator[tuple[int, tuple[str, ...]]]:
        """Each row with its number."""
        lines = io.BytesIO(self.printed)
        next(lines)
        for line in lines:
            number, cells = json.loads(line)
            yield number, tuple(cell.strip() for cell in cells)


def read(content: bytes) -> tuple[Format, Iterator[tuple[int, tuple[str, ...]]]]:
    """The first visible sheet: each row with its number. Raise `FileRefusedError`."""
    return WORKBOOK, opened(content).rows()


def opened(content: bytes) -> Sheet:
    """The first visible sheet that holds anything, of any kind of workbook. Raise `FileRefusedError`."""
    if content.startswith(b"PK"):
        _refuse_bombs(content)
    try:
        done = subprocess.run(
            # `-I`: what stands in the environment or in the current folder is not imported.
            [sys.executable, "-I", str(READER), str(MEMORY), str(SECONDS), str(ROWS + 1_000), str(COLUMNS)],
            input=content,
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise FileRefusedError("unreadable_workbook") from None
    if done.returncode:
        raise FileRefusedError("unreadable_workbook")
    return Sheet(tuple(json.loads(done.stdout.partition(b"\n")[0])), done.stdout)


def write(_: Format, rows: Iterable[tuple[str, ...]]) -> bytes:
    """A workbook of one sheet, where every cell is text and none a formula."""
    # Here, as it takes long to load, and most commands write no workbook.
    from openpyxl import Workbook  # noqa: PLC0415  see above
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415  see above

    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet("Balise")
    for row in rows:
        cells = []
        for words in row:
            cell = WriteOnlyCell(sheet, _NOT_IN_XML.sub("\ufffd", words))
            cell.data_type = "s"
            cells.append(cell)
        sheet.append(cells)
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def _refuse_bombs(content: bytes) -> None:
    """Unpack piece by piece, and count what really comes out: sizes written in an archive can lie."""
    left = UNPACKED_BYTES
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for member in archive.infolist():
                with archive.open(member) as unpacked:
                    while piece := unpacked.read(AT_ONCE):
                        left -= len(piece)
                        if left < 0:
                            raise FileRefusedError("zip_bomb")
    # RuntimeError: a member is encrypted; NotImplementedError: packed in a way that workbooks never are.
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, EOFError, ValueError):
        raise FileRefusedError("unreadable_workbook") from None
