"""`balise journal verify` and `balise journal seal`: the journal's own functions, brought to the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from balise.cli.errors import CommandError
from balise.cli.output import say
from balise.policy.text import Lang
from balise.server.commands.installation import bring_up_or_refuse

if TYPE_CHECKING:
    from balise.journal.commands import Outcome

WRONG_FILE = 2


def verify(lang: Lang, *, against: Sequence[Path]) -> int:
    """The exit status: 1 when the journal is not whole."""
    bring_up_or_refuse(lang)
    from balise.journal import commands  # noqa: PLC0415  rooms can be imported from here on

    return _tell(commands.verify(against=against, now=datetime.now(UTC), lang=lang))


def seal(lang: Lang, *, output: Path | None) -> int:
    """The exit status."""
    bring_up_or_refuse(lang)
    from balise.journal import commands  # noqa: PLC0415  as above

    return _tell(commands.seal(output=output, now=datetime.now(UTC), lang=lang))


def _tell(outcome: Outcome) -> int:
    if outcome.code == WRONG_FILE:
        raise CommandError(outcome.lines)
    for line in outcome.lines:
        say(line)
    return outcome.code
