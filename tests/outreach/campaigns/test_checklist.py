"""Before anyone is reached, everything was looked at: what can be worked out is not ticked, and what someone
answered for holds for the campaign as it was.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest

from balise.consent.operations import add_purpose, close_purpose
from balise.outreach.campaigns.checklist import ANSWERS, EXPLAINED_BY, Item, checklist, why
from balise.outreach.campaigns.going import approval_needed, may_go, open_points
from balise.outreach.campaigns.operations.approvals import submit_campaign
from balise.outreach.campaigns.operations.campaigns import (
    answer_for_everyone,
    change_campaign,
    say_testimonials,
    set_limits,
)
from balise.outreach.campaigns.operations.checks import confirm_check
from balise.outreach.campaigns.operations.contents import remove_claim, write_claim
from balise.outreach.errors import OutreachError
from balise.outreach.models import Check, Content
from balise.outreach.screening.running import screen_campaign
from balise.outreach.words import Audience, CampaignState, CheckItem, Means
from balise.policy.text import Text
from tests.consent.saying import says
from tests.outreach.campaigns.steps import again, complete, confirm, noted, write
from tests.outreach.preparing import begun, rows, with_list
from tests.people.world import NOW, later

if TYPE_CHECKING:
    from balise.consent.models import Purpose
    from balise.outreach.models import Campaign
    from tests.consent.conftest import Asked
    from tests.people.world import World


def item(campaign: Campaign, wanted: CheckItem) -> Item:
    return next(each for each in checklist(again(campaign), NOW) if each.item is wanted)


def about(campaign: Campaign, **other: Any) -> dict[str, Any]:  # noqa: ANN401  any of them
    """What `change_campaign` takes, the same but for this."""
    names = ("title", "act", "purpose", "sender")
    same = {name: getattr(campaign, name) for name in names}
    same |= {"audience": Audience(campaign.audience), "means": Means(campaign.means)}
    return {**same, "seen": campaign.changed, **other}


@pytest.mark.provision("S1-46")
def test_a_campaign_with_an_open_item_cannot_be_submitted(poster: Campaign) -> None:
    write(poster)
    with pytest.raises(OutreachError) as refused:
        submit_campaign(by=poster.author, campaign=poster, now=NOW)
    assert refused.value.code == "not_complete"
    assert again(poster).state == CampaignState.DRAFT


@pytest.mark.provision("S1-46")
@pytest.mark.parametrize("left_out", ANSWERS)
def test_each_item_alone_holds_it_back(whole: Campaign, left_out: CheckItem) -> None:
    Check.objects.get(campaign=whole, item=left_out).delete()
    assert not item(whole, left_out).done
    with pytest.raises(OutreachError):
        submit_campaign(by=whole.author, campaign=whole, now=NOW)


@pytest.mark.provision("S1-46")
def test_who_confirmed_an_item_and_when_is_kept_and_noted(poster: Campaign) -> None:
    confirm(poster, CheckItem.CONDUCT, now=later(minutes=5))
    check = Check.objects.get()
    assert (check.confirmed_by, check.confirmed_at) == (poster.author, later(minutes=5))
    assert [each["fields"]["item"] for each in noted("check_confirmed")] == ["conduct"]
    confirm(poster, CheckItem.CONDUCT, now=later(minutes=9))
    assert Check.objects.get().confirmed_at == later(minutes=5)
    assert len(noted("check_confirmed")) == 1


@pytest.mark.parametrize("worked_out", [each for each in CheckItem if each not in ANSWERS])
def test_what_is_worked_out_cannot_be_ticked(poster: Campaign, worked_out: CheckItem) -> None:
    with pytest.raises(OutreachError) as refused:
        confirm_check(by=poster.author, campaign=poster, item=worked_out, answer="yes", now=NOW)
    assert refused.value.code == "no_such_answer"
    assert not Check.objects.exists()


@pytest.mark.provision("S1-47")
def test_a_list_has_to_be_screened_as_it_is(world: World, news: Asked) -> None:
    says(world.pia, world.rose, news)
    campaign = with_list(
        begun(world, news.purpose, by=world.paul), rows("rose@example.org", "no@example.org")
    )
    assert not item(campaign, CheckItem.CONSENT).done
    screen_campaign(by=world.paul, campaign=campaign, now=NOW)
    assert item(campaign, CheckItem.CONSENT).done
    with_list(again(campaign), rows("rose@example.org"))
    assert not item(campaign, CheckItem.CONSENT).done


@pytest.mark.provision("S1-47")
def test_a_list_on_which_nobody_agreed_goes_nowhere(world: World, news: Asked) -> None:
    campaign = with_list(begun(world, news.purpose, by=world.paul), rows("no@example.org"))
    screen_campaign(by=world.paul, campaign=campaign, now=NOW)
    assert not item(campaign, CheckItem.CONSENT).done


@pytest.mark.provision("S1-48")
def test_the_purpose_is_told_in_each_language_of_the_text(world: World, news: Asked) -> None:
    campaign = write(begun(world, news.purpose, Audience.CLIENTS))
    assert item(campaign, CheckItem.NOTICE).done
    unwritten = ask_for_nothing(world)
    assert not item(write(begun(world, unwritten, Audience.CLIENTS)), CheckItem.NOTICE).done
    close_purpose(by=world.pia, purpose=news.purpose, now=NOW)
    assert not item(campaign, CheckItem.NOTICE).done


def ask_for_nothing(world: World) -> Purpose:
    """A purpose of which no notice was written."""
    name = Text("Sondages", "Surveys")
    return add_purpose(by=world.pia, code="surveys", name=name, explained=name, dpv="Marketing", now=NOW)


@pytest.mark.provision("S1-49")
def test_people_chosen_by_their_health_are_not_written_to(whole: Campaign) -> None:
    confirm(whole, CheckItem.HEALTH, "yes")
    found = item(whole, CheckItem.HEALTH)
    assert not found.done
    assert not found.asks_someone
    with pytest.raises(OutreachError):
        submit_campaign(by=whole.author, campaign=whole, now=NOW)


@pytest.mark.provision("S1-50")
def test_a_claim_without_a_source_holds_the_campaign_back(whole: Campaign) -> None:
    number = uuid4()
    said: dict[str, Any] = {"by": whole.author, "campaign": whole, "uuid": number, "now": NOW}
    said["text"] = "Works for all"
    write_claim(**said, source="")
    assert not item(whole, CheckItem.CLAIMS).done
    write_claim(**said, source="Cochrane review, 2024")
    assert item(whole, CheckItem.CLAIMS).done
    write_claim(**said, source="")
    remove_claim(by=whole.author, campaign=whole, uuid=number, now=NOW)
    assert item(whole, CheckItem.CLAIMS).done


@pytest.mark.provision("S1-01")
def test_a_clients_testimonial_holds_it_back_and_someone_decides_on_others(whole: Campaign) -> None:
    say_testimonials(by=whole.author, campaign=whole, whose="individual", now=NOW)
    assert not item(whole, CheckItem.TESTIMONIALS).done
    say_testimonials(by=whole.author, campaign=whole, whose="organisation", now=NOW)
    found = item(whole, CheckItem.TESTIMONIALS)
    assert found.done
    assert found.asks_someone
    assert approval_needed(again(whole), NOW)


@pytest.mark.provision("S1-52")
@pytest.mark.parametrize("conflict", ["real", "potential", "perceived"])
def test_a_declared_conflict_is_routed_to_someone_even_if_only_perceived(
    poster: Campaign, conflict: str
) -> None:
    complete(poster, conflict)
    submitted = submit_campaign(by=poster.author, campaign=poster, now=NOW)
    assert submitted.state == CampaignState.SUBMITTED
    assert may_go(again(poster), NOW)


def test_without_a_conflict_it_is_ready_at_once(whole: Campaign) -> None:
    submit_campaign(by=whole.author, campaign=whole, now=NOW)
    assert again(whole).state == CampaignState.READY
    assert may_go(again(whole), NOW) == ()


@pytest.mark.provision("S1-46")
def test_new_words_take_back_what_was_confirmed_of_the_words(whole: Campaign) -> None:
    write(whole, "Something else.")
    taken = {each["fields"]["item"] for each in noted("check_withdrawn")}
    assert taken == {"no_pressure", "no_conflict", "conduct", "spheres"}
    assert {each.item for each in Check.objects.all()} == {"health"}


def test_another_audience_takes_back_what_was_confirmed_of_the_people(whole: Campaign) -> None:
    change_campaign(
        by=whole.author,
        campaign=whole,
        now=NOW,
        **about(again(whole), audience=Audience.CLIENTS, means=Means.MAIL),
    )
    assert {each.item for each in Check.objects.all()} == {"conduct"}


def test_another_answer_for_everyone_takes_back_what_was_confirmed_of_the_people(whole: Campaign) -> None:
    answer_for_everyone(by=whole.author, campaign=whole, fact="price", words="free", now=NOW)
    assert {each.item for each in Check.objects.all()} == {"conduct"}


def test_another_title_or_pace_takes_back_nothing(whole: Campaign) -> None:
    change_campaign(by=whole.author, campaign=whole, now=NOW, **about(again(whole), title="Winter"))
    limits: dict[str, Any] = {
        "per_minute": 10,
        "quiet_from": whole.quiet_from,
        "quiet_until": whole.quiet_until,
    }
    set_limits(by=whole.author, campaign=whole, now=NOW, **limits)
    assert Check.objects.count() == len(ANSWERS)


def test_a_confirmation_that_no_operation_took_back_holds_no_longer_either(whole: Campaign) -> None:
    """Whoever changes a campaign from elsewhere in the house does not have to know of the checklist."""
    Content.objects.filter(campaign=whole).update(body="Changed behind the scenes")
    assert not item(whole, CheckItem.CONDUCT).done
    assert open_points(again(whole), NOW)


@pytest.mark.provision("S1-53", "S1-54", "S1-55", "S1-56")
@pytest.mark.parametrize("looked_at", CheckItem)
def test_each_item_tells_why_with_the_source(looked_at: CheckItem) -> None:
    found = why(looked_at, NOW)
    assert found is not None, EXPLAINED_BY[looked_at]
    assert found.verdict not in {"permitted", "undetermined"}
    assert found.reasons or found.otherwise
