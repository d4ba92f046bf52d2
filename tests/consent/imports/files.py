"""Files of consents as people would send them, in few words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from balise.consent.imports import mapping as mappings
from balise.consent.imports import source as sources
from balise.consent.imports.operations import Result, import_consents, preview
from balise.consent.models import ConsentEvent, Ground, Standing
from tests.people.world import NOW

if TYPE_CHECKING:
    from datetime import datetime

    from balise.consent.imports.checking import Checked
    from balise.consent.imports.mapping import ConsentMapping
    from balise.consent.imports.source import Source
    from balise.people.models import Staff

HEADER = (
    "Numéro de dossier,Finalité,Canal,Consentement,Date du consentement,Jusqu’au,Fondement,Date du fondement"
)


def file(*rows: str, header: str = HEADER) -> Source:
    """Cells that a row lacks at its end are empty."""
    width = header.count(",")
    whole = (row + "," * (width - row.count(",")) for row in rows)
    return sources.read("\n".join((header, *whole)).encode(), "consents.csv")


def mapped(source: Source, **more: object) -> ConsentMapping:
    proposed = mappings.propose(source.headers)
    return mappings.ConsentMapping(**{"columns": proposed.columns, **more})  # type: ignore[arg-type]  # of a test


def looked_at(by: Staff, source: Source, mapping: ConsentMapping | None = None) -> Checked:
    return preview(by=by, source=source, mapping=mapping or mapped(source), now=NOW)


def imported(
    by: Staff,
    source: Source,
    mapping: ConsentMapping | None = None,
    *,
    good_rows: bool = False,
    now: datetime = NOW,
) -> Result:
    return import_consents(
        by=by, source=source, mapping=mapping or mapped(source), now=now, good_rows=good_rows
    )


def faults(checked: Checked) -> list[tuple[int, str]]:
    """Row, and what is wrong, in English."""
    return [(row, problem.sentence.en) for row, found in checked.faults.items() for problem in found]


def written() -> list[tuple[object, ...]]:
    """The ledger, but the numbers of its rows and when they came in."""
    return sorted(
        ConsentEvent.objects.values_list(
            "uuid", "client", "purpose__code", "channel", "event", "basis", "basis_day", "effective_at",
            "until", "method", "grantor", "recorded_by", "notice", "party",
        )
    )  # fmt: skip


def standings() -> tuple[list[tuple[object, ...]], list[tuple[object, ...]]]:
    """What the events amount to; the event that says so by its uuid."""
    uuids = dict(ConsentEvent.objects.values_list("pk", "uuid"))
    return (
        sorted(
            (*each[:3], *(uuids.get(number or 0) for number in each[3:6]), *each[6:])
            for each in Standing.objects.values_list(
                "client", "purpose__code", "channel", "yes_number", "no_number", "asked_number",
                "yes_at", "yes_event", "yes_until", "no_at", "no_event", "asked_at",
            )
        ),
        sorted(
            (*each[:4], uuids[each[4]], *each[5:])
            for each in Ground.objects.values_list(
                "standing__client", "standing__purpose__code", "standing__channel", "basis", "number",
                "at", "day",
            )
        ),
    )  # fmt: skip
