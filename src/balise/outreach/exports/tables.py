"""Recipients as a table for another tool: only the columns it needs, and no cell that a spreadsheet runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from balise.journal.pieces import pieces
from balise.outreach.exports.calling import hours_today, outcomes_of, spoken
from balise.outreach.exports.paper import File
from balise.outreach.exports.places import named
from balise.outreach.models import Message
from balise.outreach.words import Means
from balise.people.imports import tables
from balise.people.imports.shapes import Format
from balise.theme.language import current_language
from balise.theme.texts import t

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from balise.outreach.models import Campaign, Recipient

COLUMNS: dict[Means, tuple[str, ...]] = {
    Means.EMAIL: ("email", "name", "first_name", "last_name", "organisation", "language"),
    Means.MAIL: (
        "name", "organisation", "street", "city", "province", "postal_code", "country", "language",
    ),
    Means.TEXT_MESSAGE: ("phone", "name", "language"),
    Means.PHONE: ("name", "phone", "language", "hours", "last_call"),
}  # fmt: skip

CSV = Format(workbook=False)


def table(campaign: Campaign, recipients: Sequence[Recipient], *, now: datetime) -> File:
    """The table, as CSV."""
    lang = current_language()
    means = Means(campaign.means)
    columns = COLUMNS[means]
    last = _last_calls(recipients) if means is Means.PHONE else {}
    cells: dict[str, Callable[[Recipient], str]] = {
        "name": named,
        "phone": spoken,
        "hours": lambda one: hours_today(one, now),
        "last_call": lambda one: last.get(one.pk, ""),
        "street": lambda one: ", ".join(one.street.splitlines()),
    }

    def cell(one: Recipient, column: str) -> str:
        made = cells.get(column)
        return made(one) if made else str(getattr(one, column))

    headers = tuple(t(f"exports.columns.{column}", lang) for column in columns)
    rows = [tuple(cell(one, column) for column in columns) for one in recipients]
    return File("recipients.csv", CSV.content_type, tables.write(CSV, headers, rows))


def _last_calls(recipients: Sequence[Recipient]) -> dict[int, str]:
    """The last outcome of each, in words."""
    found = {}
    for some in pieces(recipients):
        messages = list(Message.objects.filter(recipient__in=some))
        outcomes = outcomes_of(messages)
        for each in messages:
            if each.pk in outcomes:
                found[each.recipient_id] = outcomes[each.pk][-1][0].label[current_language()]
    return found
