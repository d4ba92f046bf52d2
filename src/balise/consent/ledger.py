"""Where a consent stands: a fold over events that gives the same whatever the order they arrive in.

What is kept of any number of events is a `Position`: of each kind, the latest. Taking the latest of two is
commutative, associative and idempotent, so no race, repeat, late arrival or restore can change what a set of
events means; and reading costs the same after one event as after a thousand.

A refusal is never lost: a yes counts only if it was said strictly after the last no, and what is implied
never outweighs a no.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from balise.consent.words import NO, YES, Basis, Event, State

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date, datetime

    from balise.policy.measures import Period


@dataclass(frozen=True, slots=True, order=True)
class Said:
    """A yes, a no or a question, and when. At the same instant, the event with the higher number counts."""

    at: datetime
    number: int
    event: Event = field(compare=False)
    until: date | None = field(default=None, compare=False)
    """The last day of a yes that was given for a time; None: until it is withdrawn."""


@dataclass(frozen=True, slots=True, order=True)
class Ground:
    """What an implied consent rests on, and the day its clock started.

    The clock of a membership, a contract or a subscription starts when it ends: while `day` is None the
    ground stands. `at` is when it came about (the purchase, the first day, the end): the latest counts.
    """

    at: datetime
    number: int
    basis: Basis = field(compare=False)
    day: date | None = field(compare=False)


@dataclass(frozen=True, slots=True)
class Position:
    """All that counts of the events of one person, purpose and channel."""

    yes: Said | None = None
    no: Said | None = None
    asked: Said | None = None
    grounds: tuple[Ground, ...] = ()
    """At most one of each basis, in the order of the bases."""

    def joined(self, other: Position) -> Position:
        """Both together. A least upper bound: the order never matters."""
        return Position(
            _later(self.yes, other.yes),
            _later(self.no, other.no),
            _later(self.asked, other.asked),
            _latest_of_each(self.grounds + other.grounds),
        )

    def after(self, said: Said) -> Position:
        """With one more event. What expired is told by the term of the yes, not by its event."""
        if said.event in YES:
            return replace(self, yes=_later(self.yes, said))
        if said.event in NO:
            return replace(self, no=_later(self.no, said))
        if said.event is Event.ASKED:
            return replace(self, asked=_later(self.asked, said))
        return self

    def resting_on(self, ground: Ground) -> Position:
        """With one more ground."""
        return replace(self, grounds=_latest_of_each((*self.grounds, ground)))

    def state(self, day: date, clocks: Mapping[Basis, Period | None]) -> State:
        """Where it stands on this day; `clocks` says how long each ground lasts (None: for as long as it is
        true).
        """
        yes_stands = self.yes is not None and (self.no is None or self.yes.at > self.no.at)
        if not yes_stands and self.no is not None:
            return State(self.no.event.value)
        if yes_stands and self.yes is not None and (self.yes.until is None or day <= self.yes.until):
            return State.GIVEN
        if any(_stands(ground, day, clocks) for ground in self.grounds):
            return State.IMPLIED
        if yes_stands or self.grounds:
            return State.EXPIRED
        return State.ASKED if self.asked else State.UNKNOWN


def _stands(ground: Ground, day: date, clocks: Mapping[Basis, Period | None]) -> bool:
    if ground.basis not in clocks:  # a ground that the law in force on this day does not know
        return False
    lasts = clocks[ground.basis]
    return ground.day is None or lasts is None or day <= lasts.after(ground.day)


def _latest_of_each(grounds: Iterable[Ground]) -> tuple[Ground, ...]:
    latest: dict[Basis, Ground] = {}
    for ground in sorted(grounds):
        latest[ground.basis] = ground
    return tuple(latest[basis] for basis in Basis if basis in latest)


def _later(one: Said | None, other: Said | None) -> Said | None:
    if one is None or other is None:
        return one or other
    return max(one, other)
