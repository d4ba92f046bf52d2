"""Where a consent stands: a fold over events that gives the same whatever the order they arrive in.

What is kept of any number of events is a `Position`: of each kind, the latest. Taking the latest of two is
commutative, associative and idempotent, so no race, repeat, late arrival or restore can change what a set of
events means; and reading costs the same after one event as after a thousand.

A refusal is never lost: a yes counts only if it was said strictly after the last no, and what is implied
never outweighs a no.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

from balise.consent.words import NO, YES, Basis, Event, State

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

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

    def stands(self, day: date, clocks: Mapping[Basis, Period | None]) -> bool:
        """Whether it still carries a consent on this day; never when the law of the day does not know it."""
        if self.basis not in clocks:
            return False
        ends = self.ends(clocks)
        return ends is None or day <= ends

    def ends(self, clocks: Mapping[Basis, Period | None]) -> date | None:
        """Its last day; None when it has none."""
        lasts = clocks[self.basis]
        return None if self.day is None or lasts is None else lasts.after(self.day)


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

    def refused_with(self, other: Position) -> Position:
        """With what another record of the same person refuses: no yes said here outweighs it, even later."""
        if other.standing_no is None:
            return self
        return Position(no=_later(self.standing_no, other.standing_no))

    @property
    def standing_no(self) -> Said | None:
        """The last no, unless a yes was said after it."""
        outweighed = self.yes is not None and self.no is not None and self.yes.at > self.no.at
        return None if outweighed else self.no

    def best_ground(self, day: date, clocks: Mapping[Basis, Period | None]) -> Ground:
        """The ground that carries the consent for longest: one that stands, then the one that ends last."""
        return max(
            self.grounds,
            key=lambda ground: (
                ground.stands(day, clocks),
                (ground.ends(clocks) if ground.basis in clocks else date.min) or date.max,
            ),
        )

    def state(self, day: date, clocks: Mapping[Basis, Period | None]) -> State:
        """Where it stands on this day; `clocks` says how long each ground lasts (None: for as long as it is
        true).
        """
        if self.standing_no is not None:
            return State(self.standing_no.event.value)
        if self.yes is not None and (self.yes.until is None or day <= self.yes.until):
            return State.GIVEN
        if any(ground.stands(day, clocks) for ground in self.grounds):
            return State.IMPLIED
        if self.yes is not None or self.grounds:
            return State.EXPIRED
        return State.ASKED if self.asked else State.UNKNOWN


def _latest_of_each(grounds: Iterable[Ground]) -> tuple[Ground, ...]:
    latest: dict[Basis, Ground] = {}
    for ground in sorted(grounds):
        latest[ground.basis] = ground
    return tuple(latest[basis] for basis in Basis if basis in latest)


def _later(one: Said | None, other: Said | None) -> Said | None:
    if one is None or other is None:
        return one or other
    return max(one, other)
