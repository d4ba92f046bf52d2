"""Looking at a file of consents, and importing it: one transaction, all of it or nothing, or all good rows.

Rows are read before the transaction; in it they are put beside the ledger once more, so that what was said
meanwhile counts (`expected`), and nobody waits while a large file is read.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from django.db import IntegrityError

from balise.consent import handovers
from balise.consent.imports import checking, writing
from balise.consent.imports.checking import Checked, Counts, Parsed
from balise.consent.imports.remembering import remember
from balise.consent.operations.purposes import demand_keeping
from balise.journal.operations import Draft, record_all
from balise.journal.pieces import IN_ONE_QUERY
from balise.people.doors import operation
from balise.people.entries import reference
from balise.people.imports.faults import FileRefusedError
from balise.people.imports.operations import nobody_listens
from balise.people.models import Client

if TYPE_CHECKING:
    from datetime import datetime

    from balise.consent.imports.mapping import ConsentMapping
    from balise.consent.imports.source import Source
    from balise.people.imports.outcomes import Progress
    from balise.people.models import Staff


@dataclass(frozen=True, slots=True)
class Result:
    """What an import did, or, when it was not `written`, would have done."""

    uuid: UUID
    checked: Checked
    written: bool

    @property
    def counts(self) -> Counts:
        return self.checked.counts


def preview(
    *,
    by: Staff,
    source: Source,
    mapping: ConsentMapping,
    now: datetime,
    progress: Progress = nobody_listens,
) -> Checked:
    """What an import would do. Raise `FileRefusedError` or `NotAllowedError`."""
    demand_keeping(by, now)
    checked = checking.check(
        checking.parse(by=by, source=source, mapping=mapping, now=now, progress=progress)
    )
    _note_attempts(checked, by, now)
    return checked


def import_consents(
    *,
    by: Staff,
    source: Source,
    mapping: ConsentMapping,
    now: datetime,
    good_rows: bool = False,
    expected: Counts | None = None,
    progress: Progress = nobody_listens,
) -> Result:
    """Import a file. With any faulty row nothing goes in, unless `good_rows` asks for the others.

    `expected` is what the preview counted: if it is no longer so, nothing is done. Raise `FileRefusedError`
    or `NotAllowedError`.
    """
    demand_keeping(by, now)
    parsed = checking.parse(by=by, source=source, mapping=mapping, now=now, progress=progress)
    try:
        result = _import(
            by=by, parsed=parsed, now=now, good_rows=good_rows, expected=expected, progress=progress
        )
    except IntegrityError:  # the same file, sent at the same time by someone else
        raise FileRefusedError("changed_meanwhile") from None
    _note_attempts(result.checked, by, now)
    return result


@operation
def _import(
    *,
    by: Staff,
    parsed: Parsed,
    now: datetime,
    good_rows: bool,
    expected: Counts | None,
    progress: Progress,
) -> Result:
    writing.hold(parsed.stated)
    demand_keeping(by, now)
    if not parsed.directory.still_holds(each.client for each in parsed.stated):
        raise FileRefusedError("changed_meanwhile")
    checked = checking.check(parsed)
    counts = checked.counts
    if expected is not None and counts != expected:
        raise FileRefusedError("changed_meanwhile")
    identity = uuid4()
    if checked.faults and not good_rows:
        return Result(identity, checked, written=False)
    writing.write(checked.stated, by=by, now=now, progress=progress)
    writing.refuse(checked.refused)
    remember(checked.stated, checked.refused)
    handovers.outwait_all()
    record_all(
        [
            Draft(
                kind="consent_imports.imported",
                at=now,
                actor=reference(by),
                object=f"import:{identity}",
                fields={
                    "sha256": parsed.source.sha256,
                    "given": counts.given,
                    "implied": counts.implied,
                    "refused": counts.refused,
                    "known": counts.known,
                    "silent": counts.silent,
                    "left_out": counts.faulty,
                },
            )
        ]
    )
    return Result(identity, checked, written=True)


@operation
def _note_attempts(checked: Checked, by: Staff, now: datetime) -> None:
    """Who was named in the file and is none of the importer's business: to try is noted."""
    record_all(
        Draft(
            kind="people.file_refused",
            at=now,
            actor=reference(by),
            object=reference(client),
            fields={"act": "record_consent"},
        )
        for client in Client.objects.filter(pk__in=list(checked.hidden)[:MOST_NOTED])
    )


MOST_NOTED = IN_ONE_QUERY
"""Attempts of one file that are noted one by one."""
