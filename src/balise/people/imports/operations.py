"""Previewing a file and importing it: one transaction, all of it or nothing, or all good rows when asked.

A preview writes nothing but what the journal keeps of any reading. An import checks every row again: what
changed since the preview is never overwritten by surprise (`expected`). It checks while everyone else works,
and once more alone if anyone changed something meanwhile.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction

from balise.journal.operations import Draft, record_all
from balise.journal.pieces import pieces
from balise.people.doors import change_of_authority
from balise.people.entries import reference
from balise.people.imports import writing
from balise.people.imports.clients import ClientRows
from balise.people.imports.faults import FileRefusedError
from balise.people.imports.fields import Kind
from balise.people.imports.mapping import require_fit
from balise.people.imports.meanwhile import changed_since, last_change
from balise.people.imports.outcomes import Checked, Counts, Fate
from balise.people.imports.permission import demand_health, demand_import
from balise.people.imports.staff import StaffRows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from balise.people.imports.mapping import ColumnMapping
    from balise.people.imports.outcomes import Outcome, Progress
    from balise.people.imports.tables import Table
    from balise.people.models import Staff

AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class Result:
    """What an import did. `left_out` are the rows that did not go in: the faulty ones, or all."""

    uuid: UUID
    checked: Checked
    written: bool
    left_out: list[Outcome]

    @property
    def counts(self) -> Counts:
        return self.checked.counts


def nobody_listens(_part: str, _done: int, _rows: int) -> None:
    """For whoever does not wait in front of a screen."""


def preview(
    *, by: Staff, table: Table, mapping: ColumnMapping, now: datetime, progress: Progress = nobody_listens
) -> Checked:
    """What an import would do, row by row. Raise `FileRefusedError` or `NotAllowedError`."""
    checked = _check(by=by, table=table, mapping=mapping, now=now, progress=progress)
    with transaction.atomic():
        _note_readings(checked, by, now)
    return checked


def import_people(
    *,
    by: Staff,
    table: Table,
    mapping: ColumnMapping,
    now: datetime,
    good_rows: bool = False,
    expected: Counts | None = None,
    progress: Progress = nobody_listens,
) -> Result:
    """Import a file. With any faulty row nothing goes in, unless `good_rows` asks for the others.

    `expected` is what the preview counted: if it is no longer so, nothing is done. Raise `FileRefusedError`
    or `NotAllowedError`.
    """

    def check() -> Checked:
        checked = _check(by=by, table=table, mapping=mapping, now=now, progress=progress)
        if expected is not None and checked.counts != expected:
            raise FileRefusedError("changed_meanwhile")
        return checked

    last = last_change()
    checked = check()
    try:
        return _import(
            check=check,
            checked=checked,
            last=last,
            by=by,
            now=now,
            good_rows=good_rows,
            progress=progress,
        )
    except IntegrityError:  # a number or an address was taken by other means than our operations
        raise FileRefusedError("changed_meanwhile") from None


@change_of_authority
def _import(
    *,
    check: Callable[[], Checked],
    checked: Checked,
    last: int,
    by: Staff,
    now: datetime,
    good_rows: bool,
    progress: Progress,
) -> Result:
    if changed_since(last):
        checked = check()
    _note_readings(checked, by, now)
    identity = uuid4()
    faulty = [outcome for outcome in checked.outcomes if outcome.fate is Fate.FAULTY]
    if faulty and not good_rows:
        return Result(identity, checked, written=False, left_out=checked.outcomes)
    _write(checked, by, now, progress)
    counts = checked.counts
    record_all(
        [
            Draft(
                kind="people_imports.imported",
                at=now,
                actor=reference(by),
                object=f"import:{identity}",
                fields={
                    "what": checked.mapping.kind.value,
                    "sha256": checked.table.sha256,
                    "added": counts.added,
                    "changed": counts.changed,
                    "unchanged": counts.unchanged + counts.kept,
                    "left_out": counts.faulty,
                },
            )
        ]
    )
    return Result(identity, checked, written=True, left_out=faulty)


def _check(*, by: Staff, table: Table, mapping: ColumnMapping, now: datetime, progress: Progress) -> Checked:
    demand_import(mapping.kind, by, now)
    require_fit(mapping, table.headers)
    demand_health(mapping, by, now)
    rows = (StaffRows if mapping.kind is Kind.STAFF else ClientRows)(table, mapping, by, now)
    outcomes: list[Outcome] = []
    for outcome in rows.outcomes():
        outcomes.append(outcome)
        if len(outcomes) % AT_ONCE == 0:
            progress("check", len(outcomes), len(table.rows))
    progress("check", len(table.rows), len(table.rows))
    return rows.checked(outcomes)


def _write(checked: Checked, by: Staff, now: datetime, progress: Progress) -> None:
    write = writing.write_staff if checked.mapping.kind is Kind.STAFF else writing.write_clients
    wanted = [outcome for outcome in checked.outcomes if outcome.fate in {Fate.ADD, Fate.CHANGE}]
    written = 0
    for some in pieces(wanted, AT_ONCE):
        record_all(write(some, by=by, now=now))
        written += len(some)
        progress("write", written, len(wanted))


def _note_readings(checked: Checked, by: Staff, now: datetime) -> None:
    """To compare a row with a file is to read the file; a name that was only tried is noted as a refusal."""
    record_all(_readings(checked, by, now))


def _readings(checked: Checked, by: Staff, now: datetime) -> Iterator[Draft]:
    actor = reference(by)
    for kind, clients in (("file_read", checked.compared), ("health_read", checked.health_compared)):
        for client in clients:
            yield Draft(kind=f"people.{kind}", at=now, actor=actor, object=reference(client))
    for uuid in checked.attempts:
        yield Draft(
            kind="people.file_refused", at=now, actor=actor, object=f"client:{uuid}", fields={"act": "see"}
        )
