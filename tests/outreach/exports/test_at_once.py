"""Two at once: nobody leaves twice as new, and a no that is on its way is neither lost nor overtaken."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from balise.consent.queries import may_reach
from balise.consent.words import Channel
from balise.outreach.exports.operations.calls import calls_of, note_call
from balise.outreach.exports.operations.exporting import export
from balise.outreach.exports.words import Form, Outcome
from balise.outreach.models import Message
from balise.outreach.words import Audience, Means, MessageState
from balise.policy.text import Text
from tests.consent.conftest import Asked, ask_for, charity
from tests.consent.saying import says, withdraws
from tests.outreach.exports.conftest import REFERRAL
from tests.outreach.leaving import lives_at, ready
from tests.outreach.preparing import begun
from tests.people.test_concurrency import at_once, shared, template
from tests.people.world import later

if TYPE_CHECKING:
    from balise.outreach.models import Campaign
    from tests.people.world import World

__all__ = ["charity", "shared", "template"]

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def asked(shared: World) -> Asked:
    return ask_for(shared, "workshops", Text("Nouvelles", "News"))


@pytest.fixture
def letters(shared: World, asked: Asked) -> Campaign:
    """A letter to Rose, ready to go."""
    lives_at(shared.rose, "12, rue du Port, Moncton NB E1C 4Z6")
    says(shared.marie, shared.rose, asked, channel=Channel.MAIL)
    return ready(begun(shared, asked.purpose, Audience.CLIENTS, Means.MAIL))


def test_eight_exports_at_once_make_one_message_and_give_the_same_people(
    shared: World, letters: Campaign
) -> None:
    done = at_once(
        *[
            lambda: export(by=shared.marie, campaign=letters, form=Form.LETTERS, now=later(hours=1)).new
            for _ in range(8)
        ]
    )
    assert (done.count(0), done.count(1)) == (7, 1)
    assert Message.objects.get().state == MessageState.EXPORTED


@pytest.mark.provision("S1-34")
def test_an_export_that_begins_after_a_withdrawal_never_holds_the_person(
    shared: World, letters: Campaign
) -> None:
    def withdraw_then_export() -> int:
        withdraws(shared.rose)
        done = export(by=shared.marie, campaign=letters, form=Form.LETTERS, now=later(hours=1))
        return len(done.recipients)

    exports = [
        lambda: len(
            export(by=shared.marie, campaign=letters, form=Form.LETTERS, now=later(hours=1)).recipients
        )
    ] * 3
    done = at_once(*exports, withdraw_then_export, *exports)
    assert done[3] == 0
    assert Message.objects.get().state == MessageState.WITHHELD


def test_a_no_told_by_two_callers_at_once_is_noted_once_and_obeyed(shared: World, asked: Asked) -> None:
    says(shared.marie, shared.rose, asked, channel=Channel.PHONE)
    campaign = begun(shared, asked.purpose, Audience.CLIENTS, Means.PHONE)
    campaign.act = "invite_to_session"
    campaign.facts = REFERRAL | {
        "do_not_call": "clear",
        "province": "elsewhere_in_canada",
        "calling_time": "allowed",
    }
    campaign.save()
    ready(campaign)
    export(by=shared.marie, campaign=campaign, form=Form.CALLS, now=later(hours=1))
    message = Message.objects.get()
    at_once(
        *[
            lambda: note_call(
                by=shared.marie, message=message, outcome=Outcome.NO_CALLS, seen=0, now=later(hours=2)
            )
        ]
        * 8
    )
    assert calls_of(message) == 1
    assert not may_reach(shared.rose, asked.purpose, Channel.PHONE, later(hours=2)).allows
