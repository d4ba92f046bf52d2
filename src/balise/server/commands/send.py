"""`balise send`: the messages of campaigns leave; or what nobody could tell of is settled by a log."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from balise.policy.text import Lang
from balise.server.commands.installation import bring_up_or_refuse
from balise.server.commands.outcome import tell


def send(lang: Lang, *, once: bool, connections: int, log: Path | None) -> int:
    """The exit status."""
    bring_up_or_refuse(lang)
    from balise.outreach.sending import commands  # noqa: PLC0415  rooms can be imported from here on

    if log is not None:
        return tell(commands.settle(file=log, now=datetime.now(UTC), lang=lang))
    return tell(commands.send(once=once, connections=connections, lang=lang))
