"""Rows added to a list: those to correct give way to the rows of a second file, in the same columns."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from balise.outreach.lists import parquet
from balise.outreach.lists.addressees import Faulty
from balise.outreach.lists.faults import ListFileError
from balise.outreach.lists.rows import RowCleaner
from balise.outreach.lists.sources import Kind
from balise.people.imports import delimited, excel
from balise.people.imports.fields import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from balise.outreach.lists.lines import Line
    from balise.outreach.lists.mapping import ListMapping
    from balise.outreach.lists.sources import Source

_AS_THEY_STAND = frozenset({Kind.CARDS, Kind.PASTED})


def with_rows_of(more: Source, source: Source, mapping: ListMapping) -> bytes:
    """The list with the rows of `more`, in its own form. Raise `FileRefusedError`."""
    if source.kind in _AS_THEY_STAND or more.kind in _AS_THEY_STAND:
        if source.kind is not more.kind:
            raise ListFileError("other_columns")
        rows = (line.raw.replace("\n", "\r\n") for line in chain(_staying(source, mapping), more.rows()))
        return ("\r\n".join(rows) + "\r\n").encode("utf-8")
    headers = tuple(source.headers[at] for at in source.without_problems)
    theirs = {plain(more.headers[at]): at for at in more.without_problems}
    if sorted(theirs) != sorted(map(plain, headers)):
        raise ListFileError("other_columns")
    order = [theirs[plain(header)] for header in headers]

    def table() -> Iterator[tuple[str, ...]]:
        for line in _staying(source, mapping):
            yield tuple(line.cells[at] for at in source.without_problems)
        for line in more.rows():
            if line.broken is not None:  # written as cells, it would lose what is wrong with it
                raise ListFileError("broken_addition", row=line.number, problem=line.broken.text)
            yield tuple(line.cells[at] for at in order)

    if source.kind is Kind.PARQUET:
        return parquet.write(headers, table())
    writer = excel.write if source.kind is Kind.WORKBOOK else delimited.write
    return writer(source.format, chain([headers], table()))


def _staying(source: Source, mapping: ListMapping) -> Iterator[Line]:
    """All rows but those to correct; one of these that says no stays, for it may be someone's no."""
    cleaner = RowCleaner(source.headers, mapping)
    for line in source.rows():
        if not isinstance(cleaner.clean(line), Faulty) or cleaner.refusing:
            yield line
