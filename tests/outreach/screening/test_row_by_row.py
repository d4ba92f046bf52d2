"""A whole list screened at once has, row by row, the answers of `decide`, and those asked again for each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from balise.acts.policy import policy_in_force
from balise.consent.words import Basis, Channel, Event
from balise.outreach.audience.gathering import gather
from balise.outreach.campaigns.facts import constants
from balise.outreach.models import Recipient, Screening
from balise.outreach.screening.asking_again import answers
from balise.outreach.screening.judging import OF_ONE
from balise.outreach.screening.running import screen_campaign
from balise.outreach.words import Audience, Means
from balise.people.periods import day_of
from balise.policy import decide
from balise.policy.screening import Answer
from balise.policy.verdict import Verdict
from tests.consent.saying import says
from tests.outreach import worlds
from tests.outreach.leaving import lives_at
from tests.outreach.preparing import begun, with_list
from tests.outreach.screening.test_screening import a_client
from tests.people.world import NOW, day, later

if TYPE_CHECKING:
    from tests.consent.conftest import Asked
    from tests.people.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def mixed(world: World, news: Asked, visits: Asked) -> None:
    """Some members of the list are clients, each with another history."""
    histories = [
        lambda client: says(world.marie, client, news),
        lambda client: says(world.marie, client, news, Event.REFUSED),
        lambda client: says(world.marie, client, visits),
        lambda client: says(world.marie, client, news, basis=Basis.PURCHASE, basis_day=day(-20)),
        lambda client: says(world.marie, client, news, basis=Basis.PURCHASE, basis_day=day(-1_000)),
        lambda client: says(world.marie, client, news, basis=Basis.MEMBERSHIP, effective_at=later(days=-9)),
        lambda client: says(world.marie, client, news, channel=Channel.MAIL),
        lambda client: says(world.marie, client, news, Event.ASKED),
    ]
    for number in range(24):
        client = a_client(world, f"Member {number}", f"membre.{number}@example.org")
        member = worlds.ordinary(number)
        lives_at(client, f"{member.street}, {member.city} ({member.province})  {member.postal_code}")
        histories[number % len(histories)](client)


@pytest.mark.usefixtures("mixed")
@pytest.mark.parametrize(
    ("audience", "means", "facts"),
    [
        (Audience.OUTSIDE_LIST, Means.EMAIL, {"commercial": "true", "client_status": "never"}),
        (Audience.OUTSIDE_LIST, Means.PHONE, {"do_not_call": "clear"}),
        (Audience.ORGANISATIONS, Means.EMAIL, {"consent_basis": "published_address", "commercial": "true"}),
        (Audience.OUTSIDE_LIST, Means.MAIL, {}),
    ],
)
def test_every_row_has_the_answer_that_it_would_have_alone(
    world: World, news: Asked, audience: Audience, means: Means, facts: dict[str, Any]
) -> None:
    content = worlds.excel_list(700).content
    campaign = with_list(begun(world, news.purpose, audience, means, **facts), content, "membres.xlsx")
    screen_campaign(by=world.marie, campaign=campaign, now=NOW)
    found = list(Recipient.objects.filter(campaign=campaign))
    fixed = {name: value for name, value in constants(campaign).items() if name not in OF_ONE}
    again = answers(campaign, found, NOW)
    for each in found:
        if each.problem:
            assert not again[each.pk].allowed
            continue
        alone = Answer(decide(policy_in_force(), {**fixed, **each.facts}, day_of(NOW))).words()
        kept = (each.verdict, each.reason, each.reasons, each.instead, each.missing, each.problem)
        if not each.reason.startswith("outreach/"):
            assert kept == tuple(word or "" for word in alone)
        reached = each.verdict in {Verdict.PERMITTED, Verdict.CONDITIONAL}
        assert (again[each.pk].allowed, again[each.pk].verdict) == (reached, each.verdict)
    agreed = {Means.EMAIL: 3, Means.MAIL: 3}.get(means, 0)
    assert sum(each.facts["consent"] == "given" for each in found) == agreed
    gathered = gather(campaign, NOW)
    screening = Screening.objects.get()
    assert screening.recipients == len(found) == sum(1 for _ in gathered.drawn)
    assert sum(screening.verdicts.values()) == len(found)
