"""Two at once: one decision is made, and never on what someone is just changing."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from balise.outreach.campaigns.going import may_go
from balise.outreach.campaigns.operations.approvals import submit_campaign
from balise.outreach.campaigns.operations.campaigns import begin_campaign
from balise.outreach.campaigns.operations.contents import write_content
from balise.outreach.campaigns.operations.senders import add_sender
from balise.outreach.models import Approval, Campaign, Check, Content, Sender
from balise.outreach.words import ApprovalDecision, Audience, CampaignState, CheckItem, Means
from balise.policy.text import Text
from tests.consent.conftest import ask_for
from tests.outreach.campaigns.steps import again, complete, confirm, decides, noted, write
from tests.outreach.preparing import begun
from tests.people.test_concurrency import at_once, shared, template
from tests.people.world import NOW

if TYPE_CHECKING:
    from tests.people.world import World

__all__ = ["shared", "template"]

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def poster(shared: World) -> Campaign:
    purpose = ask_for(shared, "workshops", Text("Nouvelles", "News")).purpose
    return begun(shared, purpose, Audience.PUBLIC, Means.DISPLAY)


@pytest.fixture
def submitted(poster: Campaign) -> Campaign:
    complete(poster, "real")
    return submit_campaign(by=poster.author, campaign=poster, now=NOW)


def test_of_two_who_decide_at_once_one_does(shared: World, submitted: Campaign) -> None:
    results = at_once(
        *[lambda: decides(shared.grace, submitted).pk] * 3,
        *[lambda: decides(shared.paul, submitted, ApprovalDecision.RETURNED).pk] * 3,
    )
    (said,) = Approval.objects.all()
    assert results.count("not_waiting") == 3
    assert results.count(said.pk) == 3
    assert len(noted("campaign_decided")) == 1


def test_a_decision_and_a_change_at_once_never_leave_the_change_approved(
    shared: World, submitted: Campaign
) -> None:
    on_the_page = submitted.submitted
    at_once(
        lambda: write(submitted, "Something else.").pk,
        *[lambda: decides(shared.grace, submitted, fingerprint=on_the_page).pk] * 3,
    )
    campaign = again(submitted)
    assert campaign.state == CampaignState.DRAFT
    assert may_go(campaign, NOW)


def test_one_form_sent_eight_times_at_once_begins_one_campaign(shared: World, poster: Campaign) -> None:
    number, sender = uuid4(), uuid4()
    at_once(
        *[
            lambda: add_sender(
                by=shared.paul,
                uuid=sender,
                name="Cove",
                postal_address="1 Quay",
                email="a@example.org",
                now=NOW,
            )
        ]
        * 8
    )
    assert Sender.objects.filter(uuid=sender).count() == 1
    results = at_once(
        *[
            lambda: (
                begin_campaign(
                    by=shared.sam,
                    uuid=number,
                    unit=shared.home,
                    title="Once",
                    act=poster.act,
                    purpose=poster.purpose,
                    audience=Audience.PUBLIC,
                    means=Means.WEBSITE,
                    sender=Sender.objects.get(uuid=sender),
                    now=NOW,
                ).pk
            )
        ]
        * 8
    )
    assert len(set(results)) == 1
    assert len(noted("campaign_begun")) == 2


def test_two_windows_that_save_at_once_do_not_write_over_each_other(poster: Campaign) -> None:
    def written(body: str) -> None:
        write_content(
            by=poster.author, campaign=poster, lang="fr", subject="S", body=body, seen=poster.changed, now=NOW
        )

    results = at_once(lambda: written("one"), lambda: written("two"))
    assert sorted(map(str, results)) == ["None", "changed_meanwhile"]
    assert Content.objects.count() == 1


def test_an_item_confirmed_eight_times_at_once_is_confirmed_once(poster: Campaign) -> None:
    at_once(*[lambda: confirm(poster, CheckItem.CONDUCT).pk] * 8)
    assert Check.objects.count() == 1
    assert len(noted("check_confirmed")) == 1
