"""What is the same for everyone is answered once; what one person agreed to, never."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.test import override_settings

from balise.acts.policy import policy_in_force
from balise.outreach.campaigns.facts import (
    acts_that_reach,
    asked_now,
    can_be_asked,
    constants,
    decision,
)
from balise.outreach.campaigns.operations.campaigns import (
    answer_for_everyone,
    change_campaign,
    take_answer_back,
)
from balise.outreach.errors import OutreachError
from balise.outreach.models import Screening
from balise.outreach.words import Audience, Means
from balise.policy import SituationError, Verdict, decide
from tests.consent.saying import says
from tests.outreach.campaigns.steps import again, noted
from tests.outreach.preparing import begun
from tests.people.world import NOW, TODAY

if TYPE_CHECKING:
    from balise.outreach.models import Campaign
    from tests.consent.conftest import Asked
    from tests.people.world import World

LISTED = [each for each in Audience if each is not Audience.PUBLIC]


def answer(campaign: Campaign, fact: str, words: str) -> Campaign:
    answer_for_everyone(by=campaign.author, campaign=campaign, fact=fact, words=words, now=NOW)
    return again(campaign)


def test_the_acts_that_reach_are_those_that_ask_by_what_means_and_after_consent() -> None:
    found = {act.id for act in acts_that_reach(policy_in_force())}
    assert {"promote_service", "recruit_clients", "invite_to_session", "use_client_list"} <= found
    assert {"send_message", "ask_for_consent"} <= found
    assert not found & {
        "publish_claim",
        "use_testimonial",
        "handle_withdrawal",
        "press_person",
        "lend_to_client",
    }


def test_a_campaign_says_who_is_addressed_and_by_what_means(world: World, news: Asked) -> None:
    campaign = begun(world, news.purpose, Audience.ORGANISATIONS, Means.MAIL, price="free")
    assert constants(campaign) == {
        "act": "promote_service",
        "recipient": "organisation",
        "channel": "mail",
        "sender": "charity",
        "price": "free",
    }
    with override_settings(BALISE_ORGANISATION=""):
        assert "sender" not in constants(campaign)
        assert can_be_asked(campaign, "sender")


@pytest.mark.provision("S1-33", "S1-35")
@pytest.mark.parametrize("audience", LISTED)
@pytest.mark.parametrize("words", ["given", "never_asked", "refused"])
def test_nobody_answers_for_everyone_what_each_agreed_to(
    world: World, news: Asked, audience: Audience, words: str
) -> None:
    campaign = begun(world, news.purpose, audience)
    with pytest.raises(OutreachError) as refused:
        answer(campaign, "consent", words)
    assert refused.value.code == "not_for_everyone"
    assert again(campaign).facts == {}


@pytest.mark.parametrize(
    "fact", ["act", "recipient", "channel", "consent_giver", "since_basis", "unheard_of"]
)
def test_nor_what_the_campaign_or_the_ledger_says(world: World, news: Asked, fact: str) -> None:
    with pytest.raises(OutreachError):
        answer(begun(world, news.purpose), fact, "yes")


@pytest.mark.parametrize("fact", ["client_is_minor", "client_status", "under_14"])
def test_what_a_file_says_of_a_client_is_not_answered_for_all_clients(
    world: World, news: Asked, fact: str
) -> None:
    assert not can_be_asked(begun(world, news.purpose, Audience.CLIENTS), fact)
    assert can_be_asked(begun(world, news.purpose, Audience.OUTSIDE_LIST), fact)


def test_a_public_directory_is_a_basis_for_organisations_only(world: World, news: Asked) -> None:
    found = [each for each in Audience if can_be_asked(begun_for(world, news, each), "consent_basis")]
    assert found == [Audience.ORGANISATIONS, Audience.PUBLIC]


def begun_for(world: World, news: Asked, audience: Audience) -> Campaign:
    return begun(world, news.purpose, audience, Means.DISPLAY if audience is Audience.PUBLIC else Means.EMAIL)


def test_an_answer_is_kept_once_changed_and_taken_back(poster: Campaign) -> None:
    campaign = answer(poster, "price", "free")
    answer(campaign, "price", "free")
    assert len(noted("campaign_changed")) == 1
    assert answer(campaign, "price", "paid").facts == {"price": "paid"}
    for _ in range(2):
        take_answer_back(by=campaign.author, campaign=campaign, fact="price", now=NOW)
    assert again(campaign).facts == {}
    assert [each["fields"]["changed"] for each in noted("campaign_changed")] == [["price"]] * 3


@pytest.mark.parametrize("words", ["", "perhaps", "unknown"])
def test_what_is_no_answer_is_not_kept(poster: Campaign, words: str) -> None:
    with pytest.raises((SituationError, OutreachError)):
        answer(poster, "price", words)
    assert again(poster).facts == {}


def test_answers_that_contradict_one_another_are_refused(world: World, news: Asked) -> None:
    campaign = answer(begun(world, news.purpose), "client_is_minor", "no")
    with pytest.raises(SituationError):
        answer(campaign, "under_14", "yes")
    assert again(campaign).facts == {"client_is_minor": False}


def test_another_audience_forgets_what_cannot_be_answered_for_it(world: World, news: Asked) -> None:
    campaign = answer(answer(begun(world, news.purpose), "client_is_minor", "no"), "price", "free")
    change_campaign(
        by=campaign.author,
        campaign=campaign,
        seen=campaign.changed,
        title=campaign.title,
        act=campaign.act,
        purpose=campaign.purpose,
        audience=Audience.CLIENTS,
        means=Means.EMAIL,
        sender=campaign.sender,
        now=NOW,
    )
    assert again(campaign).facts == {"price": "free"}


@pytest.mark.provision("S1-45")
@pytest.mark.parametrize("means", [each for each in Means if not each.personal])
def test_announcing_to_all_is_answered_for_the_campaign_as_a_whole(
    world: World, news: Asked, means: Means
) -> None:
    campaign = begun(world, news.purpose, Audience.PUBLIC, means)
    assert decision(campaign, NOW).verdict is Verdict.PERMITTED
    assert decision(campaign, NOW).duties
    assert asked_now(campaign, NOW) == []


def test_the_next_question_about_the_public_is_asked_until_there_is_an_answer(
    world: World, news: Asked
) -> None:
    campaign = begun(world, news.purpose, Audience.PUBLIC, Means.WEBSITE)
    campaign.act = "recommend_service"
    campaign.save()
    ((asked, waiting),) = asked_now(campaign, NOW)
    assert (asked.id, waiting) == ("personal_gain", 0)
    campaign = answer(campaign, asked.id, "no")
    assert asked_now(campaign, NOW) == []
    assert decision(campaign, NOW).verdict is decide(policy_in_force(), constants(campaign), TODAY).verdict


def test_what_most_recipients_wait_for_is_asked_first(world: World, news: Asked) -> None:
    says(world.pia, world.rose, news)
    campaign = begun(world, news.purpose, by=world.paul)
    Screening.objects.create(
        campaign=campaign,
        at=NOW,
        by=world.paul,
        recipients=9,
        missing={"province": 4, "consent": 9, "do_not_call": 4, "client_is_minor": 7},
    )
    assert [(fact.id, count) for fact, count in asked_now(campaign, NOW)] == [
        ("client_is_minor", 7),
        ("do_not_call", 4),
        ("province", 4),
    ]
    campaign = answer(campaign, "client_is_minor", "no")
    assert asked_now(campaign, NOW)[0][0].id == "do_not_call"
