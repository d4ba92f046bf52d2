"""The answers as a table that a spreadsheet opens: one row for each recipient, with the reasons in words."""

from __future__ import annotations

import csv
from io import StringIO
from typing import TYPE_CHECKING

from balise.journal.spreadsheet import harmless
from balise.outreach.screening import wording
from balise.theme.language import current_language
from balise.theme.texts import t

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import QuerySet

    from balise.outreach.models import Recipient

AT_ONCE = 1_000

COLUMNS = (
    "number", "name", "organisation", "email", "phone", "address", "answer", "reason", "source", "instead",
    "missing",
)  # fmt: skip


def lines(listed: QuerySet[Recipient]) -> Iterator[str]:
    """The lines of the file, with a mark that tells spreadsheets its encoding."""
    lang = current_language()
    yield "\N{BYTE ORDER MARK}" + _line([t(f"screening.column.{name}", lang) for name in COLUMNS])
    for each in listed.order_by("number").iterator(AT_ONCE):
        yield _line(_cells(each))


def _cells(recipient: Recipient) -> list[str]:
    reason, source = wording.rule_words(recipient.reason) if recipient.reason else ("", "")
    if recipient.problem:
        reason = wording.problem_words(recipient.problem)
    place = (recipient.street, recipient.city, recipient.province, recipient.postal_code)
    return [
        str(recipient.number),
        recipient.name,
        recipient.organisation,
        recipient.email,
        wording.phone(recipient),
        ", ".join(filter(None, place)),
        wording.verdict_words(recipient.verdict),
        reason,
        source,
        "\n".join(map(wording.alternative_words, recipient.instead.split())),
        "\n".join(map(wording.question, recipient.missing.split())),
    ]


def _line(cells: list[str]) -> str:
    out = StringIO()
    csv.writer(out).writerow(map(harmless, cells))
    return out.getvalue()
