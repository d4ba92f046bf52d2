"""`balise export-consents`: where consents stand, in a file for `balise screen`."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from balise.cli.day import day_of
from balise.policy.text import Lang
from balise.server.commands.installation import bring_up_or_refuse
from balise.server.commands.outcome import tell


def export_consents(
    output: Path, lang: Lang, *, purpose: str, channel: str, by: str, as_of: str | None
) -> int:
    """The exit status."""
    bring_up_or_refuse(lang)
    from balise.outreach.offline.exporting import export_file  # noqa: PLC0415  rooms can be imported from here on

    day = day_of(as_of, lang) if as_of else None
    now = datetime.now(UTC)
    return tell(
        export_file(output=output, purpose=purpose, channel=channel, by=by, day=day, now=now, lang=lang)
    )
