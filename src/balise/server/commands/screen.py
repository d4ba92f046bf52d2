"""`balise screen`: a list decided without a server or a database, against a consent export."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from balise.policy.text import Lang
from balise.server.commands.installation import rooms_alone
from balise.server.commands.outcome import tell


def screen(
    file: Path,
    lang: Lang,
    *,
    campaign: Path,
    consents: Path | None,
    columns: Path | None,
    output: Path,
    force: bool,
    accept_old: bool,
) -> int:
    """The exit status: 1 when rows have to be corrected."""
    rooms_alone()
    from balise.outreach.offline.commands import screen_file  # noqa: PLC0415  rooms can be imported only now

    done = screen_file(
        file=file,
        campaign=campaign,
        consents_file=consents,
        columns=columns,
        output=output,
        force=force,
        accept_old=accept_old,
        today=date.today(),  # noqa: DTZ011  the day where the caller is
        lang=lang,
        begin=rooms_alone,
    )
    return tell(done)
