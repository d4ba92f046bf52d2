"""Staff or clients as a file: only those, and only the fields, that whoever exports may see.

Health never leaves. Every client whose file leaves is noted as read; the export itself is one entry, with the
hash of the file.
"""

from __future__ import annotations

from collections import defaultdict
from hashlib import sha256
from typing import TYPE_CHECKING
from uuid import uuid4

from balise.journal.operations import Draft, record_all
from balise.people.access import OPENS, Act, visible_clients, visible_staff
from balise.people.doors import noting_refusals
from balise.people.entries import reference
from balise.people.imports import tables
from balise.people.imports.fields import CLIENT_FIELDS, FIRST_NAME, LAST_NAME, STAFF_FIELDS, Field, Kind
from balise.people.imports.models import ExternalId
from balise.people.imports.operations import nobody_listens
from balise.people.imports.permission import demand_export
from balise.people.imports.units import Units
from balise.people.models import ContactPoint
from balise.people.words import Status

if TYPE_CHECKING:
    from datetime import datetime

    from balise.people.imports.outcomes import Progress
    from balise.people.imports.shapes import Format
    from balise.people.models import Client, Staff
    from balise.policy.text import Lang

AT_ONCE = 2_000
YES_NO = {"fr": ("non", "oui"), "en": ("no", "yes")}


@noting_refusals
def export(
    *,
    by: Staff,
    kind: Kind,
    shape: Format,
    lang: Lang,
    now: datetime,
    progress: Progress = nobody_listens,
) -> bytes:
    """The file. Raise `NotAllowedError`."""
    demand_export(kind, by, now)
    chosen = STAFF_FIELDS if kind is Kind.STAFF else CLIENT_FIELDS
    if kind is Kind.CLIENTS:
        chosen = tuple(field for field in chosen if field.opened_with in OPENS[Act.EXPORT])
    columns = [field for field in chosen if field not in (FIRST_NAME, LAST_NAME)]
    rows = _staff(by, now, lang) if kind is Kind.STAFF else _clients(by, now, lang)
    lines = []
    for row in rows:
        lines.append(tuple(row.get(column.id, "") for column in columns))
        if len(lines) % AT_ONCE == 0:
            progress("write", len(lines), len(rows))
    progress("write", len(rows), len(rows))
    content = tables.write(shape, _headers(columns, lang), lines)
    record_all(
        [
            Draft(
                kind="people_imports.exported",
                at=now,
                actor=reference(by),
                object=f"export:{uuid4()}",
                fields={"what": kind.value, "sha256": sha256(content).hexdigest(), "people": len(rows)},
            )
        ]
    )
    return content


def _headers(columns: list[Field], lang: Lang) -> tuple[str, ...]:
    return tuple(column.label[lang] for column in columns)


def _staff(by: Staff, now: datetime, lang: Lang) -> list[dict[str, str]]:
    units = Units()
    numbers = dict(ExternalId.objects.filter(client=None).values_list("staff_id", "value"))
    return [
        {
            "external_id": numbers.get(person.pk, ""),
            "full_name": person.full_name,
            "email": person.email,
            "status": Status(person.status).label[lang],
            "unit": units.name(person.unit_id, lang),
            "language": person.language,
            "job_scope_fr": person.job_scope_fr,
            "job_scope_en": person.job_scope_en,
            "regular_client_contact": YES_NO[lang][person.regular_client_contact],
        }
        for person in visible_staff(by, now, Act.EXPORT).order_by("full_name", "pk")
    ]


def _clients(by: Staff, now: datetime, lang: Lang) -> list[dict[str, str]]:
    units = Units()
    exported = visible_clients(by, now, Act.EXPORT)
    clients: list[Client] = list(exported.order_by("full_name", "pk"))
    mine = {client.pk for client in clients}
    numbers = dict(ExternalId.objects.filter(staff=None).values_list("client_id", "value"))
    contacts: defaultdict[tuple[int, str], list[str]] = defaultdict(list)
    points = ContactPoint.objects.order_by("pk").values_list("client_id", "kind", "value")
    for pk, kind, value in points.iterator(chunk_size=AT_ONCE):
        if pk in mine:
            contacts[pk, kind].append(value)
    record_all(
        Draft(kind="people.file_read", at=now, actor=reference(by), object=reference(client))
        for client in clients
    )
    return [
        {
            "balise_id": str(client.uuid),
            "external_id": numbers.get(client.pk, ""),
            "full_name": client.full_name,
            "preferred_name": client.preferred_name,
            "unit": units.name(client.unit_id, lang),
            "language": client.language,
            "birth_date": _day(client.birth_date),
            "vulnerable": "" if client.vulnerable is None else YES_NO[lang][client.vulnerable],
            "closed_date": _day(client.closed_date),
            **{kind: "; ".join(contacts[client.pk, kind]) for kind in ("email", "phone", "address")},
        }
        for client in clients
    ]


def _day(day: object) -> str:
    return "" if day is None else str(day)
