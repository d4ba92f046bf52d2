"""What `balise import-consents` does: a function that returns what to print and the exit code."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from balise.consent.imports import mapping as mappings
from balise.consent.imports import source as sources
from balise.consent.imports.failures import error_file
from balise.consent.imports.operations import Result, import_consents, preview
from balise.journal.commands import Outcome
from balise.people.errors import PeopleError
from balise.people.imports.commands import active_staff, progress_bar, read_file, write_file
from balise.theme.texts import t

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from balise.consent.imports.checking import Checked
    from balise.policy.text import Lang

TOLD = 20
"""Problems told one by one; the error file has all of them."""


def import_file(
    *,
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
    """Import a file of consents in the name of the member of staff with the e-mail address `by`.

    Without `mapping`, the headers say which column holds what; `keep_mapping` is a file to write that to.
    """
    try:
        staff = active_staff(by, now)
        source = sources.read(read_file(file), file.name)
        mapped = mappings.propose(source.headers)
        if mapping is not None:
            mapped = mappings.from_json(read_file(mapping).decode(errors="replace"))
        if keep_mapping is not None:
            write_file(keep_mapping, mapped.to_json().encode())
        with progress_bar(lang) as progress:
            if dry_run:
                checked = preview(by=staff, source=source, mapping=mapped, now=now, progress=progress)
                result = Result(uuid4(), checked, written=False)
            else:
                result = import_consents(
                    by=staff, source=source, mapping=mapped, now=now, good_rows=good_rows, progress=progress
                )
        lines = [*_told(result.checked, lang)]
        left = error_file(result, lang) if errors is not None else None
        if left is not None and errors is not None:
            write_file(errors, left)
            lines.append(t("imports.command.errors", lang, file=errors))
    except PeopleError as error:
        return Outcome([error.message[lang]], code=2)
    end = "dry" if dry_run else "done" if result.written else "refused"
    lines.append(
        t(f"imports.command.{end}", lang, **({"count": result.counts.written} if end == "done" else {}))
    )
    return Outcome(lines, code=1 if result.counts.faulty else 0)


def _told(checked: Checked, lang: Lang) -> Iterator[str]:
    counts = checked.counts
    told = {
        each: getattr(counts, each) for each in ("given", "implied", "refused", "known", "silent", "faulty")
    }
    yield t("imports.command.counts", lang, rows=counts.rows, **told)
    if left := mappings.unknown(checked.mapping):
        yield t("imports.command.unknown", lang, columns=", ".join(left))
    problems = [problem for found in checked.faults.values() for problem in found]
    for problem in problems[:TOLD]:
        yield t("imports.command.problem", lang, row=problem.row, text=problem.sentence[lang])
    if len(problems) > TOLD:
        yield t("imports.command.more", lang, count=len(problems) - TOLD)
