"""`balise import` and `balise export`: the room's own functions, brought to the terminal."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from balise.cli.errors import CommandError
from balise.cli.output import say
from balise.policy.text import Lang
from balise.server.commands.installation import bring_up_or_refuse

if TYPE_CHECKING:
    from balise.people.imports.commands import Outcome
    from balise.server.commands import Kind

CANNOT = 2


def import_(
    kind: Kind,
    file: Path,
    lang: Lang,
    *,
    by: str,
    mapping: Path | None,
    keep_mapping: Path | None,
    errors: Path | None,
    dry_run: bool,
    good_rows: bool,
) -> int:
    """The exit status: 1 when rows have to be corrected."""
    bring_up_or_refuse(lang)
    from balise.people.imports import commands, fields  # noqa: PLC0415  rooms can be imported from here on

    return _tell(
        commands.import_file(
            kind=fields.Kind(kind),
            file=file,
            by=by,
            now=datetime.now(UTC),
            lang=lang,
            mapping=mapping,
            keep_mapping=keep_mapping,
            errors=errors,
            dry_run=dry_run,
            good_rows=good_rows,
        )
    )


def export(kind: Kind, file: Path, lang: Lang, *, by: str) -> int:
    """The exit status."""
    bring_up_or_refuse(lang)
    from balise.people.imports import commands, fields  # noqa: PLC0415  as above

    kind_there = fields.Kind(kind)
    return _tell(commands.export_file(kind=kind_there, output=file, by=by, now=datetime.now(UTC), lang=lang))


def _tell(outcome: Outcome) -> int:
    if outcome.code == CANNOT:
        raise CommandError(outcome.lines)
    for line in outcome.lines:
        say(line)
    return outcome.code
