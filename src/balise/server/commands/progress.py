"""A line that moves while a command works, on a terminal; nothing elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console


@contextmanager
def steps(about: str) -> Iterator[Callable[[str], None]]:
    """Gives a function to call with the name of each part that is reached."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda _: None
        return
    with console.status(about) as status:
        yield lambda part: status.update(f"{about} {part}")
