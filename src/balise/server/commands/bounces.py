"""`balise bounces`: what comes back from campaigns is read and acted on."""

from __future__ import annotations

from datetime import UTC, datetime

from balise.policy.text import Lang
from balise.server.commands.installation import bring_up_or_refuse
from balise.server.commands.outcome import tell


def bounces(mailbox: str, lang: Lang) -> int:
    """The exit status: 1 when a mail could not be read."""
    bring_up_or_refuse(lang)
    from balise.outreach.sending import commands  # noqa: PLC0415  rooms can be imported from here on

    return tell(commands.bounces(where=mailbox, now=datetime.now(UTC), lang=lang))
