"""The error file: the rows that did not go in, as they were, with one column more that says what is wrong.

It has the format of the file it comes from and can be corrected and sent again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from balise.people.imports import tables
from balise.people.imports.fields import BALISE_ID, PROBLEM, Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from balise.people.imports.mapping import ColumnMapping
    from balise.people.imports.outcomes import Outcome
    from balise.people.imports.tables import Table
    from balise.policy.text import Lang


def error_file(table: Table, mapping: ColumnMapping, left_out: Sequence[Outcome], lang: Lang) -> bytes:
    """These rows, in the format of the table. What was wrong the time before is left out."""
    kept = table.without_problems
    headers = [table.headers[at] for at in kept]
    # Whoever is asked whether two people are one needs a column to answer in.
    answers = mapping.kind is Kind.CLIENTS and BALISE_ID.id not in mapping.holds
    if answers:
        headers.append(BALISE_ID.label[lang])
    rows = [
        (
            *(outcome.row.cells[at] for at in kept),
            *([""] if answers else []),
            "\n".join(problem.sentence[lang] for problem in outcome.problems),
        )
        for outcome in left_out
    ]
    return tables.write(table.format, (*headers, PROBLEM), rows)
