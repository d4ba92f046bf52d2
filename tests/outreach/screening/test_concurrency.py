"""Two at once: one list, one set of recipients, and a withdrawal that is never lost on the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from balise.outreach.audience.operations import keep_list
from balise.outreach.models import ListFile, Recipient, Screening, Task
from balise.outreach.screening.asking_again import answers
from balise.outreach.screening.running import screen_campaign
from balise.outreach.words import ListOrigin
from balise.policy.text import Text
from tests.consent.conftest import Asked, ask_for, charity
from tests.consent.saying import says, withdraws
from tests.outreach.notes import told
from tests.outreach.preparing import begun, rows, with_list
from tests.people.test_concurrency import at_once, shared, template
from tests.people.world import NOW, later

if TYPE_CHECKING:
    from tests.people.world import World

__all__ = ["charity", "shared", "template"]

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def asked(shared: World) -> Asked:
    return ask_for(shared, "workshops", Text("Nouvelles", "News"))


def test_a_list_sent_four_times_at_once_is_kept_once(shared: World, asked: Asked) -> None:
    campaign = begun(shared, asked.purpose)

    def send() -> object:
        return keep_list(
            by=shared.marie,
            campaign=campaign,
            content=rows("rose@example.org").encode(),
            name="list.csv",
            origin=ListOrigin.OURS,
            now=NOW,
        ).pk

    assert len(set(at_once(*[send] * 4))) == 1
    assert ListFile.objects.count() == len(told("list_kept")) == 1


def test_screened_three_times_at_once_everyone_is_there_once(shared: World, asked: Asked) -> None:
    campaign = with_list(begun(shared, asked.purpose), rows("rose@example.org", "lou@example.org"))
    at_once(*[lambda: screen_campaign(by=shared.marie, campaign=campaign, now=NOW).pk] * 3)
    assert Recipient.objects.count() == 2
    assert Screening.objects.count() == 1
    assert Task.objects.count() == len(set(Task.objects.values_list("alternative", flat=True)))


def test_a_withdrawal_during_a_screening_is_obeyed_whoever_wins(shared: World, asked: Asked) -> None:
    says(shared.marie, shared.rose, asked)
    campaign = with_list(begun(shared, asked.purpose), rows("rose@example.org"))
    at_once(
        lambda: screen_campaign(by=shared.marie, campaign=campaign, now=NOW).pk,
        lambda: withdraws(shared.rose, now=later(hours=1)),
    )
    [rose] = Recipient.objects.all()
    assert not answers(campaign, [rose], later(hours=2))[rose.pk].allowed
