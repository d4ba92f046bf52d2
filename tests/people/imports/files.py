"""Files as people would send them, and what importing them needs, in few words."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from openpyxl import Workbook

from balise.people.imports import mapping as mappings
from balise.people.imports import tables
from balise.people.imports.fields import Kind
from balise.people.imports.operations import Result, import_people, preview
from balise.people.models import Client, ClientHealth, ContactPoint, Staff
from tests.people.world import NOW

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from balise.people.imports.mapping import ColumnMapping
    from balise.people.imports.outcomes import Checked
    from balise.people.imports.tables import Table

STAFF_HEADER = "Matricule,Nom,Courriel,Statut,Unité,Langue"
CLIENT_HEADER = "Numéro de dossier,Nom,Unité,Langue,Date de naissance,Téléphone,Adresse"


def staff_file(*rows: str) -> Table:
    return tables.read("\n".join((STAFF_HEADER, *rows)).encode(), "staff.csv")


def client_file(*rows: str) -> Table:
    return tables.read("\n".join((CLIENT_HEADER, *rows)).encode(), "clients.csv")


def workbook(rows: Sequence[Sequence[object]]) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def looked_at(by: Staff, kind: Kind, table: Table, mapping: ColumnMapping | None = None) -> Checked:
    return preview(by=by, table=table, mapping=mapping or mappings.propose(kind, table.headers), now=NOW)


def imported(
    by: Staff,
    kind: Kind,
    table: Table,
    mapping: ColumnMapping | None = None,
    *,
    good_rows: bool = False,
    now: datetime = NOW,
) -> Result:
    mapping = mapping or mappings.propose(kind, table.headers)
    return import_people(by=by, table=table, mapping=mapping, now=now, good_rows=good_rows)


def faults(checked: Checked) -> list[tuple[int, str, str]]:
    """Row, column, and what is wrong, in English."""
    return [(problem.row, problem.column, problem.sentence.en) for problem in checked.problems]


def everyone() -> list[tuple[object, ...]]:
    """All that is kept of people, to see whether anything changed."""
    return [
        *Staff.objects.order_by("pk").values_list(),
        *Client.objects.order_by("pk").values_list(),
        *ContactPoint.objects.order_by("pk").values_list(),
        *ClientHealth.objects.order_by("pk").values_list(),
    ]
