"""`balise journal verify` and `balise journal seal`: the journal's own functions, brought to the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from balise.policy.text import Lang
from balise.server.commands.installation import bring_up_or_refuse
from balise.server.commands.outcome import tell


def verify(lang: Lang, *, against: Sequence[Path]) -> int:
    """The exit status: 1 when the journal is not whole."""
    bring_up_or_refuse(lang)
    from balise.journal import commands  # noqa: PLC0415  rooms can be imported from here on

    return tell(commands.verify(against=against, now=datetime.now(UTC), lang=lang))


def seal(lang: Lang, *, output: Path | None) -> int:
    """The exit status."""
    bring_up_or_refuse(lang)
    from balise.journal import commands  # noqa: PLC0415  as above

    return tell(commands.seal(output=output, now=datetime.now(UTC), lang=lang))
