"""What a room's own function ended with, told on the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from balise.cli.errors import CommandError
from balise.cli.output import say

if TYPE_CHECKING:
    from balise.journal.commands import Outcome

CANNOT = 2


def tell(outcome: Outcome) -> int:
    """The exit status. Raise `CommandError` when it could not be done as asked."""
    if outcome.code == CANNOT:
        raise CommandError(outcome.lines)
    for line in outcome.lines:
        say(line)
    return outcome.code
