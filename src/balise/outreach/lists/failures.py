"""The error file of a list: the rows to correct, in the form they came in, each with what is wrong.

It can be corrected and sent again: what it has more than the list is left out when it is read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from balise.outreach.lists import cards, parquet, pasted
from balise.outreach.lists.sources import Kind
from balise.people.imports import delimited, excel
from balise.people.imports.fields import PROBLEM

if TYPE_CHECKING:
    from collections.abc import Iterator

    from balise.outreach.lists.cleaning import Cleaned
    from balise.outreach.lists.lines import Line
    from balise.policy.text import Lang


def error_file(cleaned: Cleaned, lang: Lang) -> bytes | None:
    """The rows to correct; None when there are none."""
    if not cleaned.counts.faulty:
        return None
    source = cleaned.source
    kept = source.without_problems
    headers = (*(source.headers[at] for at in kept), PROBLEM)

    def table() -> Iterator[tuple[str, ...]]:
        for line, told in _told(cleaned, lang):
            yield (*(line.cells[at] for at in kept), "\n".join(told))

    match source.kind:
        case Kind.CARDS:
            found = (cards.with_problem(line.raw, " ".join(told)) for line, told in _told(cleaned, lang))
            return ("\r\n".join(card.replace("\n", "\r\n") for card in found) + "\r\n").encode("utf-8")
        case Kind.PASTED:
            said = (f"{_comments(told)}\n{line.raw}" for line, told in _told(cleaned, lang))
            return ("\n".join(said) + "\n").encode("utf-8")
        case Kind.PARQUET:
            return parquet.write(headers, table())
    writer = excel.write if source.kind is Kind.WORKBOOK else delimited.write

    def with_headers() -> Iterator[tuple[str, ...]]:
        yield headers
        yield from table()

    return writer(source.format, with_headers())


def _told(cleaned: Cleaned, lang: Lang) -> Iterator[tuple[Line, list[str]]]:
    """Each row to correct, as it came, and what is wrong with it. Rows come in the order of their numbers."""
    faulty = cleaned.faulty()
    wrong = next(faulty, None)
    for line in cleaned.source.rows():
        if wrong is not None and line.number == wrong.row:
            yield line, [found.sentence[lang] for found in wrong.findings]
            wrong = next(faulty, None)


def _comments(told: list[str]) -> str:
    return "\n".join(f"{pasted.COMMENT} {' '.join(each.split())}" for each in told)
