"""A program of its own: a workbook comes in, its first visible sheet goes out as JSON, a row a line.

It imports nothing of Balise. It takes as arguments the memory (bytes) and time (seconds) it may use and the
size of sheet it accepts; whatever goes wrong ends it with a code that is not 0.
"""

import json
import sys
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime, timedelta
from datetime import time as time_of_day
from io import BytesIO

Value = int | float | str | bool | time_of_day | date | datetime | timedelta


def main(memory: int, seconds: int, rows: int, columns: int) -> None:
    content = sys.stdin.buffer.read()
    bound(memory, seconds)
    for number, cells in sheet_rows(content, rows, columns):
        sys.stdout.write(json.dumps([number, [in_words(cell) for cell in cells]]) + "\n")


def bound(memory: int, seconds: int) -> None:
    """Where the system can, end this program when it takes more than this."""
    with suppress(ImportError, ValueError, OSError):  # no such limits on Windows; memory has none on macOS
        import resource  # noqa: PLC0415  as above

        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


def sheet_rows(content: bytes, rows: int, columns: int) -> Iterator[tuple[int, list[Value]]]:
    """Each row with its number. End the program for a sheet that is too wide or too long."""
    from python_calamine import SheetVisibleEnum, load_workbook  # noqa: PLC0415  its memory is bounded, too

    workbook = load_workbook(BytesIO(content))
    visible = [sheet.name for sheet in workbook.sheets_metadata if sheet.visible is SheetVisibleEnum.Visible]
    sheet = workbook.get_sheet_by_name(visible[0])
    if sheet.start is None:
        return
    if sheet.height > rows or sheet.width > columns:
        raise SystemExit(3)
    yield from enumerate(sheet.to_python(skip_empty_area=True), sheet.start[0] + 1)


def in_words(value: Value) -> str:
    """A value as someone would type it."""
    match value:
        case bool():
            return "1" if value else "0"
        case float():
            return str(int(value)) if value.is_integer() else repr(value)
        case datetime():
            return value.date().isoformat() if value.time() == time_of_day() else value.isoformat(" ")
        case date() | time_of_day():
            return value.isoformat()
    return str(value)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
