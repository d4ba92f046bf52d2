"""Many values a piece at a time, so that no query asks for more than a database takes."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

One = TypeVar("One")

IN_ONE_QUERY = 900
"""Keys; SQLite takes no more than 999 parameters everywhere."""


def pieces(values: Iterable[One], size: int = IN_ONE_QUERY) -> Iterator[list[One]]:
    """The values in their order, in lists of this size; the last may be shorter.

    >>> list(pieces("abcde", 2))
    [['a', 'b'], ['c', 'd'], ['e']]
    """
    left = iter(values)
    while piece := list(islice(left, size)):
        yield piece
