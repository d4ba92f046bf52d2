"""Who may be the same person: the same name, and nothing else that tells them apart."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from balise.people.imports.fields import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

Who = TypeVar("Who")


@dataclass(frozen=True, slots=True)
class Likeness:
    """What two mentions of a person are compared by; empty is not known."""

    name: str
    birth_date: date | None
    addresses: frozenset[str]
    number: str | None

    @classmethod
    def of(cls, name: str, birth_date: date | None, addresses: Iterable[str], number: str | None) -> Likeness:
        return cls(plain(name), birth_date, frozenset(map(plain, addresses)), number)

    def may_be(self, other: Likeness) -> bool:
        """Whether both may be one person. Two numbers or two birth dates are two people; someone may move,
        so an address tells people apart only where no birth date says more.
        """
        if self.name != other.name or (self.number and other.number and self.number != other.number):
            return False
        if self.birth_date and other.birth_date:
            return self.birth_date == other.birth_date
        return not (self.addresses and other.addresses and self.addresses.isdisjoint(other.addresses))


class Namesakes(Generic[Who]):
    """People by their name, and by their birth date where it is known: thousands may share a name."""

    def __init__(self, people: Iterable[tuple[Who, Likeness]]) -> None:
        self._named: defaultdict[str, defaultdict[date | None, list[tuple[Who, Likeness]]]]
        self._named = defaultdict(lambda: defaultdict(list))
        for who, likeness in people:
            self.add(who, likeness)

    def add(self, who: Who, likeness: Likeness) -> None:
        self._named[likeness.name][likeness.birth_date].append((who, likeness))

    def of(self, likeness: Likeness) -> Iterator[Who]:
        """Those who may be the same person."""
        if (born := self._named.get(likeness.name)) is None:
            return
        for day in (likeness.birth_date, None) if likeness.birth_date else list(born):
            yield from (who for who, known in born.get(day, ()) if known.may_be(likeness))
