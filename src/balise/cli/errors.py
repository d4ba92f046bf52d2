"""What the command line refuses: the one exception that ends a command with a message and no traceback."""

from collections.abc import Iterable


class CommandError(Exception):
    """What was asked cannot be done as written. `lines` say why and what to do, in the caller’s language."""

    def __init__(self, lines: Iterable[str]) -> None:
        self.lines = tuple(lines)
        super().__init__("\n".join(self.lines))
