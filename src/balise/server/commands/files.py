"""`balise import` and `balise export`: the room's own functions, brought to the terminal."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from balise.policy.text import Lang
from balise.server.commands.installation import bring_up_or_refuse
from balise.server.commands.outcome import tell

if TYPE_CHECKING:
    from balise.server.commands import Kind


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

    return tell(
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
    return tell(commands.export_file(kind=kind_there, output=file, by=by, now=datetime.now(UTC), lang=lang))
