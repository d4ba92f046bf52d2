"""The error file: the rows that did not go in, as they were, with one column more that says what is wrong.

It has the format of the file it comes from and can be corrected and sent again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from balise.consent.imports import source as sources
from balise.people.imports.fields import PROBLEM

if TYPE_CHECKING:
    from collections.abc import Iterator

    from balise.consent.imports.operations import Result
    from balise.policy.text import Lang


def error_file(result: Result, lang: Lang) -> bytes | None:
    """The faulty rows, or all of them when nothing went in; None when no row was left out."""
    checked = result.checked
    if not checked.faults:
        return None
    source = checked.source
    kept = source.without_problems

    def rows() -> Iterator[tuple[str, ...]]:
        for row in source.rows():
            problems = checked.faults.get(row.number, ())
            if problems or not result.written:
                told = "\n".join(problem.sentence[lang] for problem in problems)
                yield (*(row.cells[at] for at in kept), told)

    return sources.write(source.format, (*(source.headers[at] for at in kept), PROBLEM), rows())
