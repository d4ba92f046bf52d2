"""What events amount to does not depend on the order they arrive in, nor on how often; and no refusal is
lost.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balise.consent.ledger import Ground, Position, Said
from balise.consent.words import NO, YES, Basis, Event, State
from balise.policy.measures import Period

START = datetime(2024, 1, 1, tzinfo=UTC)
CLOCKS = {Basis.PURCHASE: Period(24, 0), Basis.INQUIRY: Period(6, 0), Basis.PUBLISHED_ADDRESS: None}

instants = st.integers(0, 30).map(lambda days: START + timedelta(days=days))
numbers = st.integers(1, 10_000)
days = st.dates(date(2023, 1, 1), date(2027, 1, 1))
saids = st.builds(
    Said, at=instants, number=numbers, event=st.sampled_from(sorted(Event)), until=st.none() | days
)
grounds = st.builds(
    Ground, at=instants, number=numbers, basis=st.sampled_from(sorted(Basis)), day=st.none() | days
)
events = st.lists(saids | grounds, max_size=12, unique_by=lambda one: one.number)


def amounting_to(said: list[Said | Ground]) -> Position:
    position = Position()
    for one in said:
        position = position.resting_on(one) if isinstance(one, Ground) else position.after(one)
    return position


@pytest.mark.provision("S1-34", "S1-47")
@given(events, st.randoms(use_true_random=False), days)
def test_order_and_repeats_change_nothing(said: list[Said | Ground], chance: Random, day: date) -> None:
    shuffled = [*said, *said[:3]]
    chance.shuffle(shuffled)
    assert amounting_to(shuffled) == amounting_to(said)
    assert amounting_to(shuffled).state(day, CLOCKS) is amounting_to(said).state(day, CLOCKS)


@given(events, events, events)
def test_joining_is_commutative_associative_and_idempotent(
    one: list[Said | Ground], two: list[Said | Ground], three: list[Said | Ground]
) -> None:
    a, b, c = map(amounting_to, (one, two, three))
    assert a.joined(b) == b.joined(a)
    assert a.joined(b).joined(c) == a.joined(b.joined(c))
    assert a.joined(a) == a


@given(events, events)
def test_what_arrives_in_two_parts_amounts_to_the_whole(
    one: list[Said | Ground], two: list[Said | Ground]
) -> None:
    assert amounting_to(one).joined(amounting_to(two)) == amounting_to([*one, *two])


@pytest.mark.provision("S1-33", "S1-47")
@given(events, days)
def test_nothing_is_allowed_after_a_no_but_by_a_yes_said_later(said: list[Said | Ground], day: date) -> None:
    noes = [one.at for one in said if isinstance(one, Said) and one.event in NO]
    yeses = [one.at for one in said if isinstance(one, Said) and one.event in YES]
    state = amounting_to(said).state(day, CLOCKS)
    if noes and not (yeses and max(yeses) > max(noes)):
        assert state in {State.REFUSED, State.WITHDRAWN, State.REVOKED}


@given(events, days)
def test_nothing_is_allowed_that_nobody_said(said: list[Said | Ground], day: date) -> None:
    if amounting_to(said).state(day, CLOCKS).allows:
        assert any(isinstance(one, Ground) or one.event in YES for one in said)


@pytest.mark.parametrize(
    ("basis", "last"), [(Basis.PURCHASE, date(2026, 2, 28)), (Basis.INQUIRY, date(2024, 8, 29))]
)
def test_an_implied_consent_stands_to_its_last_day_and_no_longer(basis: Basis, last: date) -> None:
    bought = Position().resting_on(Ground(START, 1, basis, date(2024, 2, 29)))
    assert bought.state(last, CLOCKS) is State.IMPLIED
    assert bought.state(last + timedelta(days=1), CLOCKS) is State.EXPIRED


def test_a_ground_that_the_law_of_the_day_does_not_know_carries_nothing() -> None:
    met = Position().resting_on(Ground(START, 1, Basis.MEETING, date(2024, 2, 29)))
    assert met.state(date(2024, 3, 1), CLOCKS) is State.EXPIRED


def test_a_term_is_over_on_the_day_after_its_last() -> None:
    given_for_a_year = Position().after(Said(START, 1, Event.GIVEN, date(2024, 12, 31)))
    assert given_for_a_year.state(date(2024, 12, 31), CLOCKS) is State.GIVEN
    assert given_for_a_year.state(date(2025, 1, 1), CLOCKS) is State.EXPIRED
