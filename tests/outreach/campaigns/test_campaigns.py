"""A campaign is begun for a unit of one’s own and changed by its author only; senders are kept by those who
keep them.
"""

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest

from balise.consent.operations import close_purpose
from balise.outreach.campaigns.operations import approvals, campaigns, checks, contents, senders
from balise.outreach.doors import visible_campaigns
from balise.outreach.errors import OutreachError
from balise.outreach.models import Campaign, Claim, Content, Sender
from balise.outreach.words import Audience, CampaignState, CheckItem, Means
from balise.people.errors import NotAllowedError, NotFoundError, PeopleError
from tests.outreach.campaigns.steps import again, noted, write
from tests.outreach.preparing import begun
from tests.people.world import NOW

if TYPE_CHECKING:
    from collections.abc import Callable

    from balise.people.models import Staff
    from tests.consent.conftest import Asked
    from tests.people.world import World


def fields(campaign: Campaign, **other: Any) -> dict[str, Any]:  # noqa: ANN401  any of them
    same = {name: getattr(campaign, name) for name in ("title", "act", "purpose", "sender")}
    same |= {"audience": Audience(campaign.audience), "means": Means(campaign.means)}
    return {**same, **other}


CHANGES: dict[str, Callable[[Staff, Campaign], object]] = {
    "change": lambda by, one: campaigns.change_campaign(
        by=by, campaign=one, seen=one.changed, now=NOW, **fields(one, title="Else")
    ),
    "limits": lambda by, one: campaigns.set_limits(
        by=by, campaign=one, per_minute=1, quiet_from=time(1), quiet_until=time(2), now=NOW
    ),
    "answer": lambda by, one: campaigns.answer_for_everyone(
        by=by, campaign=one, fact="price", words="free", now=NOW
    ),
    "take_back": lambda by, one: campaigns.take_answer_back(by=by, campaign=one, fact="price", now=NOW),
    "testimonials": lambda by, one: campaigns.say_testimonials(by=by, campaign=one, whose="none", now=NOW),
    "cancel": lambda by, one: campaigns.cancel_campaign(by=by, campaign=one, now=NOW),
    "write": lambda by, one: contents.write_content(
        by=by, campaign=one, lang="fr", subject="S", body="B", seen=one.changed, now=NOW
    ),
    "remove_content": lambda by, one: contents.remove_content(by=by, campaign=one, lang="fr", now=NOW),
    "claim": lambda by, one: contents.write_claim(
        by=by, campaign=one, uuid=uuid4(), text="T", source="", now=NOW
    ),
    "remove_claim": lambda by, one: contents.remove_claim(by=by, campaign=one, uuid=uuid4(), now=NOW),
    "check": lambda by, one: checks.confirm_check(
        by=by, campaign=one, item=CheckItem.CONDUCT, answer="yes", now=NOW
    ),
    "submit": lambda by, one: approvals.submit_campaign(by=by, campaign=one, now=NOW),
}


@pytest.mark.parametrize("change", CHANGES)
def test_only_its_author_changes_a_campaign(world: World, poster: Campaign, change: str) -> None:
    with pytest.raises(OutreachError) as refused:
        CHANGES[change](world.grace, poster)
    assert refused.value.code == "not_author"
    for stranger in (world.sam, world.rita, world.omar):
        with pytest.raises(NotFoundError):
            CHANGES[change](stranger, poster)
    assert again(poster).changed == 0


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("state", [CampaignState.SENDING, CampaignState.FINISHED, CampaignState.CANCELLED])
def test_nothing_changes_once_it_leaves_or_has_ended(
    poster: Campaign, change: str, state: CampaignState
) -> None:
    Campaign.objects.update(state=state)
    if (change, state) == ("cancel", CampaignState.CANCELLED):
        CHANGES[change](poster.author, poster)
    else:
        with pytest.raises(OutreachError) as refused:
            CHANGES[change](poster.author, poster)
        assert refused.value.code == "wrong_state"
    assert again(poster).state == state


def test_its_author_changes_each_part(poster: Campaign) -> None:
    for name, change in CHANGES.items():
        if name not in {"cancel", "submit"}:
            change(poster.author, again(poster))
    campaign = again(poster)
    assert (campaign.title, campaign.per_minute, campaign.testimonials) == ("Else", 1, "none")
    assert campaign.facts == {}
    assert Claim.objects.count() == 1
    assert not Content.objects.exists()


def test_a_campaign_is_begun_once_for_a_unit_of_ones_own(world: World, poster: Campaign) -> None:
    said = {"uuid": uuid4(), "now": NOW, **fields(poster)}
    first = campaigns.begin_campaign(by=world.sam, unit=world.home, **said)
    assert campaigns.begin_campaign(by=world.sam, unit=world.home, **said) == first
    assert len(noted("campaign_begun")) == 2
    with pytest.raises(NotFoundError):
        campaigns.begin_campaign(by=world.david, unit=world.home, **said)
    for by, unit in ((world.sam, world.relief), (world.aline, world.home), (world.rita, world.clinic)):
        with pytest.raises(NotAllowedError):
            campaigns.begin_campaign(by=by, unit=unit, **{**said, "uuid": uuid4()})


@pytest.mark.parametrize(
    ("other", "code"),
    [
        ({"act": "publish_claim"}, "no_such_act"),
        ({"act": "nothing"}, "no_such_act"),
        ({"means": Means.EMAIL}, "means_and_audience"),
        ({"audience": Audience.CLIENTS}, "means_and_audience"),
        ({"act": "send_message"}, "contradiction"),
        ({"title": "  "}, "empty"),
        ({"title": "x" * 201}, "too_long"),
    ],
)
def test_what_makes_no_sense_is_not_begun(
    world: World, poster: Campaign, other: dict[str, Any], code: str
) -> None:
    with pytest.raises(PeopleError) as refused:
        campaigns.begin_campaign(
            by=world.sam, unit=world.home, uuid=uuid4(), now=NOW, **fields(poster, **other)
        )
    assert refused.value.code == code
    assert refused.value.message.fr
    assert Campaign.objects.count() == 1


def test_a_sender_or_a_purpose_that_closed_is_not_chosen(world: World, poster: Campaign) -> None:
    senders.close_sender(by=world.pia, sender=poster.sender, now=NOW)
    with pytest.raises(OutreachError) as refused:
        campaigns.begin_campaign(by=world.sam, unit=world.home, uuid=uuid4(), now=NOW, **fields(poster))
    assert refused.value.code == "sender_closed"
    close_purpose(by=world.pia, purpose=poster.purpose, now=NOW)
    poster.purpose.refresh_from_db()
    with pytest.raises(OutreachError) as refused:
        campaigns.begin_campaign(by=world.sam, unit=world.home, uuid=uuid4(), now=NOW, **fields(poster))
    assert refused.value.code == "purpose_closed"


def test_who_writes_over_what_changed_meanwhile_is_told(poster: Campaign) -> None:
    seen = poster.changed
    write(poster, "First window.")
    for change in ("write", "change"):
        with pytest.raises(OutreachError) as refused:
            CHANGES[change](poster.author, poster)
        assert refused.value.code == "changed_meanwhile"
    assert poster.changed == seen
    assert Content.objects.get().body == "First window."


@pytest.mark.parametrize("body", ["", "Hello {nom}", "x" * 10_001])
def test_a_text_that_cannot_be_sent_is_not_kept(poster: Campaign, body: str) -> None:
    with pytest.raises(PeopleError):
        write(poster, body)
    assert not Content.objects.exists()


@pytest.mark.parametrize(("per_minute", "taken"), [(0, False), (1, True), (6_000, True), (6_001, False)])
def test_a_pace_has_its_bounds(poster: Campaign, per_minute: int, taken: bool) -> None:  # noqa: FBT001  what is expected
    said: dict[str, Any] = {"quiet_from": time(20), "quiet_until": time(8), "now": NOW}
    if taken:
        campaigns.set_limits(by=poster.author, campaign=poster, per_minute=per_minute, **said)
        assert again(poster).per_minute == per_minute
    else:
        with pytest.raises(OutreachError):
            campaigns.set_limits(by=poster.author, campaign=poster, per_minute=per_minute, **said)


def test_a_claim_of_another_campaign_is_not_changed_here(world: World, news: Asked, poster: Campaign) -> None:
    theirs = contents.write_claim(
        by=poster.author, campaign=poster, uuid=uuid4(), text="Theirs", source="", now=NOW
    )
    mine = begun(world, news.purpose, Audience.PUBLIC, Means.WEBSITE, by=world.sam)
    with pytest.raises(OutreachError):
        contents.write_claim(by=world.sam, campaign=mine, uuid=theirs.uuid, text="Mine", source="", now=NOW)
    contents.remove_claim(by=world.sam, campaign=mine, uuid=theirs.uuid, now=NOW)
    assert Claim.objects.get().text == "Theirs"


def test_each_sees_their_own_and_who_reads_for_a_unit_all_of_it(world: World, news: Asked) -> None:
    first = begun(world, news.purpose)
    second = begun(world, news.purpose, by=world.aline)
    seen = {
        name: set(visible_campaigns(getattr(world, name), NOW))
        for name in ("marie", "sam", "david", "grace", "paul", "aline", "rita", "pia", "omar", "axel")
    }
    both, nothing = {first, second}, set[Campaign]()
    assert seen == {
        "marie": {first},
        "sam": nothing,
        "david": nothing,
        "grace": {first},
        "paul": {first},
        "aline": {second},
        "rita": {second},
        "pia": both,
        "omar": nothing,
        "axel": nothing,
    }


@pytest.mark.parametrize("name", ["paul", "rita", "pia", "omar"])
def test_who_keeps_the_sending_keeps_the_senders(world: World, name: str) -> None:
    keeper = getattr(world, name)
    said: dict[str, Any] = {
        "uuid": uuid4(),
        "name": "Cove",
        "postal_address": "1 Quay",
        "email": "a@example.org",
        "now": NOW,
    }
    sender = senders.add_sender(by=keeper, **said)
    assert senders.add_sender(by=keeper, **said) == sender
    for _ in range(2):
        senders.close_sender(by=keeper, sender=sender, now=NOW)
    assert len(noted("sender_added")) == len(noted("sender_closed")) == 1


@pytest.mark.parametrize("name", ["marie", "sam", "david", "grace", "louise", "ines", "axel", "aline"])
def test_nobody_else_does(world: World, poster: Campaign, name: str) -> None:
    someone = getattr(world, name)
    with pytest.raises(NotAllowedError):
        senders.add_sender(
            by=someone, uuid=uuid4(), name="C", postal_address="1", email="a@example.org", now=NOW
        )
    with pytest.raises(NotAllowedError):
        senders.close_sender(by=someone, sender=poster.sender, now=NOW)
    assert Sender.objects.get().closed_at is None


@pytest.mark.parametrize(
    "other", [{"name": ""}, {"postal_address": ""}, {"email": "no"}, {"phone": "12"}, {"web": "example"}]
)
def test_a_sender_says_what_the_law_asks(world: World, other: dict[str, str]) -> None:
    said = {"name": "Cove", "postal_address": "1 Quay", "email": "a@example.org", **other}
    with pytest.raises(PeopleError):
        senders.add_sender(by=world.pia, uuid=uuid4(), now=NOW, **said)
    assert not Sender.objects.exists()
