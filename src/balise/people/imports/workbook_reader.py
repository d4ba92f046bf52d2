"""A program of its own: a workbook comes in; out go, as JSON, the names of the sheets that are left unread,
then the first visible sheet that holds anything, a row a line.

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
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

Value = int | float | str | bool | time_of_day | date | datetime | timedelta


def main(memory: int, seconds: int, rows: int, columns: int) -> None:
    content = sys.stdin.buffer.read()
    bound(memory, seconds)
    sheet, others = sheets(content)
    sys.stdout.write(json.dumps(others) + "\n")
    for number, cells in sheet_rows(sheet, rows, columns):
        sys.stdout.write(json.dumps([number, [in_words(cell) for cell in cells]]) + "\n")


def bound(memory: int, seconds: int) -> None:
    """Where the system can, end this program when it takes more than this."""
    with suppress(ImportError, ValueError, OSError):  # no such limits on Windows; memory has none on macOS
        import resource  # noqa: PLC0415  as above

        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


def sheets(content: bytes) -> tuple["CalamineSheet", list[str]]:
    """The first visible sheet that holds anything, and the names of the others that do."""
    from python_calamine import SheetTypeEnum, SheetVisibleEnum, load_workbook  # noqa: PLC0415  its memory is bounded, too

    workbook = load_workbook(BytesIO(content))
    visible = [
        workbook.get_sheet_by_name(about.name)
        for about in workbook.sheets_metadata
        if about.visible is SheetVisibleEnum.Visible and about.typ is SheetTypeEnum.WorkSheet
    ]
    first, *others = [sheet for sheet in visible if sheet.start is not None] or visible[:1]
    return first, [sheet.name for sheet in others]


def sheet_rows(sheet: "CalamineSheet", rows: int, columns: int) -> Iterator[tuple[int, list[Value]]]:
    """Each row with its number. End the program for a sheet that is too wide or too long."""
    if sheet.start is None:
        return
    if sheet.height > rows or sheet.width > columns:
        raise SystemExit(3)
    top, left = sheet.start
    table = sheet.to_python(skip_empty_area=True)
    # What stands once over several rows is meant for each of them.
    for (first, column), (last, _) in sheet.merged_cell_ranges or ():
        if top <= first and left <= column < left + sheet.width:
            for row in table[first - top + 1 : last - top + 1]:
                row[column - left] = table[first - top][column - left]
    yield from enumerate(table, top + 1)


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
