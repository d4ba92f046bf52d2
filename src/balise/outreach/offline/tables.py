"""Rows put into DuckDB through a file beside it: much faster than one by one, and never all in memory."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, TextIO

from balise.policy.screening import sql

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    import duckdb


TEXT, NUMBER, FLAG = "VARCHAR", "BIGINT", "BOOLEAN"


def load(
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    table: str,
    columns: Mapping[str, str],
    rows: Iterable[Sequence[object]],
) -> None:
    """Make a table of these rows; each column has its type, and an empty cell is NULL."""
    file = file_of(folder, table)
    with opened(file) as out:
        csv.writer(out).writerows(rows)
    load_file(connection, file, columns)


def file_of(folder: Path, table: str) -> Path:
    return folder / f"{table}.csv"


def opened(file: Path) -> TextIO:
    """For a `csv.writer`."""
    return file.open("w", encoding="utf-8", errors="replace", newline="")


def load_file(connection: duckdb.DuckDBPyConnection, file: Path, columns: Mapping[str, str]) -> None:
    """Make the table that is called like the file, and remove the file."""
    kinds = ", ".join(f"{sql.text(column)}: {sql.text(kind)}" for column, kind in columns.items())
    connection.execute(
        f"CREATE TABLE {sql.name(file.stem)} AS SELECT * FROM read_csv({sql.text(str(file))}, "  # noqa: S608  names and texts are quoted
        "header = false, auto_detect = false, delim = ',', quote = '\"', escape = '\"', "
        f"columns = {{{kinds}}})"
    )
    file.unlink()
