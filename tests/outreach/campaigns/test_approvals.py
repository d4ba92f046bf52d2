"""An approval is of the campaign as it was, by someone with the authority, for its time, and never by its
author, directly or through a role that the author lent.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from balise.outreach.campaigns.fingerprints import fingerprint
from balise.outreach.campaigns.going import APPROVAL_LASTS, approval_in_force, may_go
from balise.outreach.campaigns.operations.approvals import submit_campaign
from balise.outreach.campaigns.operations.campaigns import cancel_campaign
from balise.outreach.campaigns.operations.senders import close_sender
from balise.outreach.doors import may_decide
from balise.outreach.errors import OutreachError
from balise.outreach.models import Approval, Sender
from balise.outreach.words import ApprovalDecision, Audience, CampaignState, CheckItem, Means
from balise.people import operations
from balise.people.errors import NotAllowedError, NotFoundError, PeopleError
from balise.people.words import Role
from tests.outreach.campaigns.steps import again, complete, confirm, decides, noted, write
from tests.outreach.preparing import begun
from tests.people.world import NOW, day, later

if TYPE_CHECKING:
    from balise.outreach.models import Campaign
    from balise.people.models import Staff
    from tests.consent.conftest import Asked
    from tests.people.world import World

RETURNED = ApprovalDecision.RETURNED


@pytest.fixture
def submitted(poster: Campaign) -> Campaign:
    """Marie’s, with a conflict of interest that she declared."""
    complete(poster, "potential")
    return submit_campaign(by=poster.author, campaign=poster, now=NOW)


def test_an_approved_campaign_may_go_until_the_approval_ends(world: World, submitted: Campaign) -> None:
    decides(world.grace, submitted)
    campaign = again(submitted)
    assert may_go(campaign, NOW) == ()
    assert may_go(campaign, NOW + APPROVAL_LASTS - (later(seconds=1) - NOW)) == ()
    assert may_go(campaign, NOW + APPROVAL_LASTS)
    (note,) = noted("campaign_decided")
    assert note["fields"] == {"decision": "approved", "fingerprint": campaign.submitted}


def test_an_approval_that_ended_can_be_asked_for_again(world: World, submitted: Campaign) -> None:
    decides(world.grace, submitted)
    month_later = NOW + APPROVAL_LASTS
    assert (
        submit_campaign(by=world.marie, campaign=submitted, now=month_later).state == CampaignState.SUBMITTED
    )
    decides(world.paul, submitted, now=month_later)
    assert may_go(again(submitted), month_later) == ()


def test_what_is_returned_is_a_draft_again_with_a_reason(world: World, submitted: Campaign) -> None:
    with pytest.raises(PeopleError) as refused:
        decides(world.grace, submitted, RETURNED, words=" ")
    assert refused.value.code == "empty"
    decides(world.grace, submitted, RETURNED, words="Say who pays.")
    assert again(submitted).state == CampaignState.DRAFT
    assert approval_in_force(again(submitted), NOW) is None
    assert Approval.objects.get().words == "Say who pays."


@pytest.mark.parametrize("name", ["marie", "david", "sam", "pia", "louise", "omar", "rita", "aline"])
def test_nobody_without_the_authority_decides(world: World, submitted: Campaign, name: str) -> None:
    with pytest.raises((NotAllowedError, NotFoundError)):
        decides(getattr(world, name), submitted)
    assert not Approval.objects.exists()
    assert again(submitted).state == CampaignState.SUBMITTED


def test_a_director_does_not_approve_their_own(world: World, news: Asked) -> None:
    own = complete(begun(world, news.purpose, Audience.PUBLIC, Means.DISPLAY, by=world.paul), "real")
    submit_campaign(by=world.paul, campaign=own, now=NOW)
    with pytest.raises(NotAllowedError) as refused:
        decides(world.paul, own)
    assert refused.value.reason == "oneself"


def lend(world: World, receiver: Staff, alternate: Staff | None = None) -> None:
    """Paul lends his role for a week."""
    operations.delegate(
        by=world.paul,
        giver=world.paul,
        role=Role.PROGRAMME_DIRECTOR,
        unit=world.home,
        to_date=day(7),
        reason="away",
        now=NOW,
        receiver=receiver,
        alternate=alternate,
    )


def test_nor_does_the_one_to_whom_they_lent_their_role(world: World, news: Asked) -> None:
    own = complete(begun(world, news.purpose, Audience.PUBLIC, Means.DISPLAY, by=world.paul), "real")
    submit_campaign(by=world.paul, campaign=own, now=NOW)
    lend(world, receiver=world.david)
    with pytest.raises((NotAllowedError, NotFoundError)):
        decides(world.david, own)
    assert not may_decide(world.david, own, NOW)
    assert may_decide(world.grace, own, NOW)


def test_the_alternate_decides_where_the_author_holds_the_lent_role(
    world: World, submitted: Campaign
) -> None:
    lend(world, receiver=world.marie, alternate=world.david)
    assert not may_decide(world.marie, submitted, NOW)
    decides(world.david, submitted)
    assert again(submitted).state == CampaignState.READY


def test_a_second_decision_does_nothing_and_says_so(world: World, submitted: Campaign) -> None:
    first = decides(world.grace, submitted)
    assert decides(world.grace, submitted) == first
    for by, decision in ((world.paul, ApprovalDecision.APPROVED), (world.grace, RETURNED)):
        with pytest.raises(OutreachError) as refused:
            decides(by, submitted, decision)
        assert refused.value.code == "not_waiting"
    assert Approval.objects.get() == first
    assert len(noted("campaign_decided")) == 1


def test_a_decision_on_what_was_on_the_page_before_a_change_is_refused(
    world: World, submitted: Campaign
) -> None:
    on_the_page = submitted.submitted
    write(submitted, "Now with a gift for whoever comes.")
    complete_again = submit_again(submitted)
    assert complete_again.submitted != on_the_page
    with pytest.raises(OutreachError) as refused:
        decides(world.grace, submitted, fingerprint=on_the_page)
    assert refused.value.code == "changed_meanwhile"
    assert not Approval.objects.exists()


def submit_again(campaign: Campaign) -> Campaign:
    for item in (CheckItem.NO_PRESSURE, CheckItem.CONDUCT, CheckItem.SPHERES):
        confirm(campaign, item)
    confirm(campaign, CheckItem.NO_CONFLICT, "potential")
    return submit_campaign(by=campaign.author, campaign=campaign, now=NOW)


def test_what_changes_after_the_approval_needs_another(world: World, submitted: Campaign) -> None:
    decides(world.grace, submitted)
    write(submitted, "Now with a gift for whoever comes.")
    assert again(submitted).state == CampaignState.DRAFT
    submit_again(submitted)
    assert again(submitted).state == CampaignState.SUBMITTED
    assert may_go(again(submitted), NOW)


def test_a_sender_who_moves_or_closes_stops_what_was_approved(world: World, submitted: Campaign) -> None:
    decides(world.grace, submitted)
    Sender.objects.update(postal_address="2 Quay Street")
    assert may_go(again(submitted), NOW)
    Sender.objects.update(postal_address=submitted.sender.postal_address)
    assert may_go(again(submitted), NOW) == ()
    close_sender(by=world.paul, sender=submitted.sender, now=NOW)
    assert may_go(again(submitted), NOW)


def test_what_its_author_can_no_longer_prepare_does_not_leave(world: World, submitted: Campaign) -> None:
    decides(world.grace, submitted)
    operations.disable(by=world.louise, staff=world.marie, reason="left", now=later(hours=1))
    assert may_go(again(submitted), later(hours=2))


def test_what_was_cancelled_is_not_decided_on_and_does_not_begin_again(
    world: World, submitted: Campaign
) -> None:
    cancel_campaign(by=world.marie, campaign=submitted, now=NOW)
    cancel_campaign(by=world.marie, campaign=submitted, now=NOW)
    assert len(noted("campaign_cancelled")) == 1
    with pytest.raises(OutreachError):
        decides(world.grace, submitted)
    with pytest.raises(OutreachError) as refused:
        submit_campaign(by=world.marie, campaign=submitted, now=NOW)
    assert refused.value.code == "wrong_state"


def test_the_fingerprint_is_of_all_that_is_approved(whole: Campaign) -> None:
    seen = {fingerprint(again(whole))}
    write(whole, "Else.")
    seen.add(fingerprint(again(whole)))
    write(whole, "Also.", "en")
    seen.add(fingerprint(again(whole)))
    Sender.objects.update(name="Someone else")
    seen.add(fingerprint(again(whole)))
    assert len(seen) == 4
