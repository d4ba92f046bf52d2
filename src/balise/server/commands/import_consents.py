"""`balise import-consents`: existing consents from a file, all of them or none."""

from __future__ import annotations

from pathlib import Path

from django.utils import timezone

from balise.policy.text import Lang
from balise.server.commands.installation import bring_up_or_refuse
from balise.server.commands.outcome import tell


def import_consents(
    file: Path,
    lang: Lang,
    *,
    by: str,
    mapping: Path | None,
    keep_mapping: Path | None,
    dry_run: bool,
    good_rows: bool,
    errors: Path | None,
) -> int:
    """The exit status: 1 when rows have to be corrected."""
    bring_up_or_refuse(lang)
    from balise.consent.imports.commands import import_file  # noqa: PLC0415  Django is set up only now

    done = import_file(
        file=file,
        by=by,
        now=timezone.now(),
        lang=lang,
        mapping=mapping,
        keep_mapping=keep_mapping,
        dry_run=dry_run,
        good_rows=good_rows,
        errors=errors,
    )
    return tell(done)
