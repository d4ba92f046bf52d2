"""What `balise import` and `balise export` do: functions that return what to print and the exit code."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar

from balise.journal.commands import Outcome
from balise.people.errors import PeopleError
from balise.people.imports import mapping as mappings
from balise.people.imports import tables
from balise.people.imports.exporting import export
from balise.people.imports.failures import error_file
from balise.people.imports.faults import FileRefusedError
from balise.people.imports.operations import Result, import_people, preview
from balise.people.imports.outcomes import Checked, Fate
from balise.people.imports.permission import demand_import
from balise.people.imports.shapes import WORKBOOK, Format
from balise.people.models import Staff
from balise.theme.texts import t

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from balise.people.imports.fields import Kind
    from balise.people.imports.mapping import ColumnMapping
    from balise.people.imports.outcomes import Progress
    from balise.people.imports.tables import Table
    from balise.policy.text import Lang

TOLD = 20
"""Problems told one by one; the error file has all of them."""


def import_file(
    *,
    kind: Kind,
    file: Path,
    by: str,
    now: datetime,
    lang: Lang,
    mapping: Path | None = None,
    keep_mapping: Path | None = None,
    dry_run: bool = False,
    good_rows: bool = False,
    errors: Path | None = None,
) -> Outcome:
    """Import a file in the name of the member of staff with the e-mail address `by`.

    Without `mapping`, the headers say which column holds what; `keep_mapping` is a file to write that to.
    """
    try:
        staff = active_staff(by, now)
        demand_import(kind, staff, now)
        table = tables.read(read_file(file), file.name)
        mapped = _mapping(kind, table, mapping)
        if keep_mapping is not None:
            write_file(keep_mapping, mapped.to_json().encode())
        with progress_bar(lang) as progress:
            if dry_run:
                checked = preview(by=staff, table=table, mapping=mapped, now=now, progress=progress)
                faulty = [outcome for outcome in checked.outcomes if outcome.fate is Fate.FAULTY]
                left_out = faulty if good_rows or not faulty else checked.outcomes
                written = False
            else:
                result: Result = import_people(
                    by=staff, table=table, mapping=mapped, now=now, good_rows=good_rows, progress=progress
                )
                checked, left_out, written = result.checked, result.left_out, result.written
        lines = _told(checked, lang)
        if left_out and errors is not None:
            write_file(errors, error_file(table, mapped, left_out, lang))
            lines.append(t("people.imports.command.errors", lang, file=errors))
    except PeopleError as error:
        return Outcome([error.message[lang]], code=2)
    lines.append(_end(checked, lang, dry_run=dry_run, written=written))
    return Outcome(lines, code=1 if left_out else 0)


def export_file(*, kind: Kind, output: Path, by: str, now: datetime, lang: Lang) -> Outcome:
    """Write what this person may see to a file: a workbook when its name ends in `.xlsx`, else CSV."""
    separator = ";" if lang == "fr" else ","  # what Excel expects to open a CSV by a click
    shape = WORKBOOK if output.suffix.lower() == ".xlsx" else Format(workbook=False, separator=separator)
    try:
        staff = active_staff(by, now)
        with progress_bar(lang) as progress:
            content = export(by=staff, kind=kind, shape=shape, lang=lang, now=now, progress=progress)
        write_file(output, content)
    except PeopleError as error:
        return Outcome([error.message[lang]], code=2)
    return Outcome([t("people.imports.command.exported", lang, file=output)])


@contextmanager
def progress_bar(lang: Lang) -> Iterator[Progress]:
    """A bar on a terminal; nothing elsewhere."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    with Bar(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        tasks = {}

        def told(part: str, done: int, rows: int) -> None:
            if part not in tasks:
                tasks[part] = bar.add_task(t(f"people.imports.command.{part}", lang), total=rows)
            bar.update(tasks[part], completed=done)

        yield told


def _told(checked: Checked, lang: Lang) -> list[str]:
    counts = checked.counts
    lines = [
        t(
            "people.imports.command.counts",
            lang,
            rows=counts.rows,
            added=counts.added,
            changed=counts.changed,
            unchanged=counts.unchanged,
            kept=counts.kept,
            faulty=counts.faulty,
        )
    ]
    if left := mappings.unknown(checked.mapping):
        lines.append(t("people.imports.command.unknown", lang, columns=", ".join(left)))
    problems = checked.problems
    lines += [
        t("people.imports.command.problem", lang, row=problem.row, text=problem.sentence[lang])
        for problem in problems[:TOLD]
    ]
    if len(problems) > TOLD:
        lines.append(t("people.imports.command.more", lang, count=len(problems) - TOLD))
    return lines


def _end(checked: Checked, lang: Lang, *, dry_run: bool, written: bool) -> str:
    if dry_run:
        return t("people.imports.command.dry", lang)
    if written:
        return t("people.imports.command.done", lang, count=checked.counts.imported)
    return t("people.imports.command.refused", lang)


def active_staff(email: str, now: datetime) -> Staff:
    """Whoever acts on the command line. Raise `FileRefusedError`."""
    found = Staff.objects.filter(email__iexact=email).first()
    if found is None or not found.active(now):
        raise FileRefusedError("nobody", email=email)
    return found


def _mapping(kind: Kind, table: Table, file: Path | None) -> ColumnMapping:
    if file is None:
        return mappings.propose(kind, table.headers)
    try:
        mapped = mappings.from_json(read_file(file).decode())
    except UnicodeDecodeError:
        raise FileRefusedError("not_a_mapping") from None
    if mapped.kind is not kind:
        raise FileRefusedError("other_kind", kind=kind.label)
    return mapped


def read_file(file: Path) -> bytes:
    """Raise `FileRefusedError`."""
    try:
        return file.read_bytes()
    except OSError:
        raise FileRefusedError("no_such_file", name=str(file)) from None


def write_file(file: Path, content: bytes) -> None:
    """People's data: nobody else on this machine may read them. Raise `FileRefusedError`."""
    try:
        file.touch(mode=0o600)
        file.write_bytes(content)
    except OSError:
        raise FileRefusedError("cannot_write", name=str(file)) from None
