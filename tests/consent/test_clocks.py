"""How long an implied consent lasts: to the day on which the law says so, and no longer."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from balise.consent.campaigns import campaign
from balise.consent.clocks import WITHOUT_CLOCK, clocks_on, own_consent_age, policy_of_clocks
from balise.consent.facts import SAME_BASIS, facts_of
from balise.consent.queries import consents_of, may_reach
from balise.consent.words import GOING_ON, Basis, Channel, State
from balise.people.periods import day_of
from balise.policy import decide, load
from balise.policy.verdict import Verdict
from tests.consent.conftest import Asked
from tests.consent.saying import says
from tests.people.world import NOW, TODAY, World, day, later

if TYPE_CHECKING:
    from pytest_django import Settings

pytestmark = pytest.mark.postgres

LAW = load("droit-canada", cases=False)

WITH_CLOCK = [basis for basis in Basis if basis not in WITHOUT_CLOCK]

REST = {
    "act": "send_message",
    "message_kind": "promotion",
    "health_information": False,
    "channel": "email",
    "recipient": "individual",
    "commercial": True,
    "sender": "charity",
    "province": "elsewhere_in_canada",
}


def test_each_basis_that_the_law_counts_from_a_day_has_its_clock() -> None:
    clocks = clocks_on(TODAY, Channel.EMAIL)
    assert [basis for basis in Basis if clocks.get(basis)] == WITH_CLOCK


@pytest.mark.parametrize(
    ("kind", "without"),
    [
        ("charity", set()),
        ("party", {Basis.MEMBERSHIP}),
        ("association", {Basis.GIFT, Basis.VOLUNTEERING, Basis.MEETING}),
        ("other", {Basis.GIFT, Basis.VOLUNTEERING, Basis.MEETING, Basis.MEMBERSHIP}),
        ("", {Basis.GIFT, Basis.VOLUNTEERING, Basis.MEETING, Basis.MEMBERSHIP}),
    ],
)
def test_a_gift_or_a_membership_lets_only_some_organisations_write(
    kind: str, without: set[Basis], settings: Settings
) -> None:
    settings.BALISE_ORGANISATION = kind
    assert set(Basis) - set(clocks_on(TODAY, Channel.EMAIL)) == without


def test_where_nobody_said_what_the_organisation_is_a_gift_lets_nothing_out(
    world: World, news: Asked, settings: Settings
) -> None:
    says(world.marie, world.rose, news, basis=Basis.GIFT, basis_day=TODAY)
    assert may_reach(world.rose, news.purpose, Channel.EMAIL, NOW) is State.IMPLIED
    settings.BALISE_ORGANISATION = ""
    assert may_reach(world.rose, news.purpose, Channel.EMAIL, NOW) is State.EXPIRED
    assert State.IMPLIED not in campaign(news.purpose, Channel.EMAIL, TODAY).values()


@pytest.mark.parametrize("basis", WITH_CLOCK)
def test_the_ledger_and_the_law_agree_on_the_last_day_and_the_day_after(
    world: World, news: Asked, basis: Basis
) -> None:
    """The 29th of February included: a year later, the month is shorter."""
    began = date(2024, 2, 29)
    says(world.marie, world.rose, news, basis=basis, basis_day=began)
    lasts = clocks_on(TODAY, Channel.EMAIL)[basis]
    assert lasts is not None
    last = lasts.after(began)
    for days_after, state in ((0, State.IMPLIED), (1, State.EXPIRED)):
        day = last + timedelta(days=days_after)
        (consent,) = consents_of(world.rose, day)
        assert consent.state is state
        assert consent.ends == last
        sure = {
            **REST,
            **facts_of(world.rose, [consent], purpose=news.purpose, channel=Channel.EMAIL, day=day),
        }
        if basis is Basis.MEMBERSHIP:
            sure["sender"] = "association"
        assert (_law_on(sure, day) is not Verdict.PROHIBITED) is state.allows, (basis, day)


def _law_on(facts: dict[str, object], day: date) -> Verdict:
    """What the law alone answers; the other packs of the house would speak of other things."""
    return decide(LAW, facts, day).verdict


@pytest.mark.parametrize("basis", sorted(GOING_ON))
def test_what_goes_on_stands_and_its_clock_starts_when_it_ends(
    world: World, news: Asked, basis: Basis
) -> None:
    says(world.marie, world.rose, news, basis=basis, effective_at=later(days=-30))
    far = later(days=3650)
    assert may_reach(world.rose, news.purpose, Channel.EMAIL, far) is State.IMPLIED
    says(world.marie, world.rose, news, basis=basis, basis_day=TODAY)
    assert may_reach(world.rose, news.purpose, Channel.EMAIL, far) is State.EXPIRED
    (consent,) = consents_of(world.rose, TODAY)
    assert (consent.kind, consent.basis, consent.ends) == ("implied", basis, date(2027, 3, 3))


@pytest.mark.parametrize("basis", sorted(GOING_ON))
def test_an_end_that_was_told_late_ends_what_was_noted_as_going_on(
    world: World, news: Asked, basis: Basis
) -> None:
    """Noted on day 10 as going on since day 1; on day 20 we learn that it ended on day 5."""
    says(world.marie, world.rose, news, basis=basis, effective_at=NOW, now=later(days=10))
    says(world.marie, world.rose, news, basis=basis, basis_day=day(5), now=later(days=20))
    assert may_reach(world.rose, news.purpose, Channel.EMAIL, later(days=20)) is State.IMPLIED
    assert may_reach(world.rose, news.purpose, Channel.EMAIL, later(days=3650)) is State.EXPIRED
    says(world.marie, world.rose, news, basis=basis, effective_at=later(days=7), now=later(days=30))
    assert may_reach(world.rose, news.purpose, Channel.EMAIL, later(days=3650)) is State.IMPLIED


def test_the_latest_purchase_counts_in_whatever_order_they_are_recorded(world: World, news: Asked) -> None:
    for months in (1, 3, 2):
        says(
            world.marie, world.rose, news, basis=Basis.PURCHASE, basis_day=TODAY - timedelta(days=30 * months)
        )
    (consent,) = consents_of(world.rose, TODAY)
    assert consent.event is not None
    assert consent.event.basis_day == TODAY - timedelta(days=30)


def test_a_ground_from_before_the_law_carries_nothing() -> None:
    assert clocks_on(date(2014, 6, 30), Channel.EMAIL) == {}
    assert Basis.PURCHASE in clocks_on(date(2014, 7, 1), Channel.EMAIL)


def test_calls_have_clocks_of_their_own_and_what_is_said_in_person_has_none() -> None:
    calls = clocks_on(TODAY, Channel.PHONE)
    assert set(calls) == {Basis.PURCHASE, Basis.CONTRACT, Basis.INQUIRY}
    assert calls[Basis.PURCHASE] != clocks_on(TODAY, Channel.EMAIL)[Basis.PURCHASE]
    assert clocks_on(TODAY, Channel.IN_PERSON) == {}


def test_the_age_of_one_s_own_consent_is_the_organisation_s_setting() -> None:
    assert policy_of_clocks().parameters["own_consent_age"].pack == "organisation"
    assert own_consent_age(day_of(NOW)) == own_consent_age(date(2020, 1, 1)) == 14


def test_every_basis_is_an_answer_that_the_law_knows() -> None:
    answers = {answer.id for answer in policy_of_clocks().facts["consent_basis"].answers}
    assert {SAME_BASIS.get(basis, basis).value for basis in Basis} <= answers
