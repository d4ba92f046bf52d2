"""What rooms above hold about a client: rights does not know them, it only asks each for its part."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from datetime import datetime

    from balise.policy.text import Lang


@dataclass(frozen=True, slots=True)
class Part:
    """What one room brings. Both functions take the primary keys of all records of one person."""

    name: str
    """What it is called in the copy of a file; in words, under `texts`."""
    texts: str
    held: Callable[[list[int], Lang], object]
    """What it holds about the person, as plain values whose keys have words under `texts`."""
    empty: Callable[[list[int], Collection[str], datetime], None]
    """Takes away what tells who they were, when they are erased. It also takes the keys of their addresses
    (`people.addresses`): a room may know someone by these alone.
    """


_parts: list[Part] = []


def bring(part: Part) -> None:
    """Have a part in each copy and in each erasure; called once, when the room starts."""
    if part not in _parts:
        _parts.append(part)


def parts() -> tuple[Part, ...]:
    """The parts, in the order of the rooms."""
    return tuple(_parts)
