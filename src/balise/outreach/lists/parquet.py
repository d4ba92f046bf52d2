"""Parquet files, read by a program of their own (`parquet_reader.py`) with bounded memory and time.

A few bytes of Parquet can stand for billions of values: the rows come as a stream, of which we read no more
than a list may hold.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from balise.journal.pieces import pieces
from balise.outreach.lists.faults import ListFileError
from balise.outreach.lists.limits import ROWS
from balise.outreach.lists.lines import Line
from balise.people.imports.limits import COLUMNS, MEMORY

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable

MAGIC = b"PAR1"
READER = Path(__file__).with_name("parquet_reader.py")
SECONDS = 120
"""Of processor time: a million rows take some ten."""
AT_ONCE = 10_000


def rows(content: bytes) -> Generator[Line, None, None]:
    """The names of the columns as row 0, then each row. Raise `ListFileError`."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "list.parquet"
        file.write_bytes(content)
        program = subprocess.Popen(
            # `-I`: what stands in the environment or in the current folder is not imported.
            [sys.executable, "-I", str(READER), str(file), *map(str, (MEMORY, SECONDS, ROWS + 1, COLUMNS))],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        with program:
            assert program.stdout is not None
            try:
                for printed in program.stdout:
                    number, cells = json.loads(printed)
                    yield Line(number, tuple(cell.strip() for cell in cells))
                whole = program.wait() == 0
            except ValueError:  # it was ended in the middle of a line
                whole = False
            finally:
                program.kill()  # whoever looked at the first rows wants no more
    if not whole:
        raise ListFileError("unreadable_parquet")


def write(headers: tuple[str, ...], cells: Iterable[tuple[str, ...]]) -> bytes:
    """A Parquet file where every column is text."""
    import duckdb  # noqa: PLC0415  long to load, and few write such a file

    columns = ", ".join(f"{_quoted(header)} VARCHAR" for header in headers)
    places = ", ".join(["unnest(?)"] * len(headers))
    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as connection:
        connection.execute(f"CREATE TABLE list ({columns})")
        for some in pieces(cells, AT_ONCE):
            connection.execute(f"INSERT INTO list SELECT {places}", list(map(list, zip(*some, strict=True))))
        file = Path(folder) / "list.parquet"
        connection.table("list").write_parquet(str(file))
        return file.read_bytes()


def _quoted(header: str) -> str:
    """A name of a column, whatever stands in it."""
    return '"' + header.replace('"', '""') + '"'
