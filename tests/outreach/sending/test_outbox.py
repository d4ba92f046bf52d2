"""The outbox after a crash, or beside a worker that was taken for dead: nothing twice, nothing lost, and what
nobody can tell is called so.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from balise.consent.models import HandOver
from balise.outreach.errors import OutreachError
from balise.outreach.models import Campaign, Message, MessageEvent
from balise.outreach.sending import outbox
from balise.outreach.sending.operations import finish_sending, settle
from balise.outreach.sending.outbox import HELD, TRIES, Batch
from balise.outreach.sending.wire import AWAY, Ending, Outcome
from balise.outreach.words import CampaignState, MessageState
from balise.people.errors import NotFoundError
from tests.outreach.campaigns.steps import noted
from tests.outreach.sending.crowd import at_full_speed, happened_to, message_to, send, start
from tests.people.world import NOW

if TYPE_CHECKING:
    from datetime import datetime

    from tests.outreach.sending.post_office import PostOffice
    from tests.people.world import World

pytestmark = pytest.mark.django_db

ROSE = "rose@example.org"
SENT = Outcome(Ending.SENT, "250")
LATER = NOW + HELD + timedelta(seconds=1)


def take(now: datetime = NOW) -> Batch:
    batch = outbox.take(now, lambda _: True)
    assert batch is not None
    return batch


def numbers(batch: Batch) -> list[int]:
    return [each.pk for each in batch.messages]


@pytest.fixture
def taken(campaign: Campaign) -> Batch:
    start(at_full_speed(campaign))
    return take()


def test_what_is_taken_is_taken_once_and_announced(taken: Batch) -> None:
    assert outbox.take(NOW + timedelta(seconds=1), lambda _: True) is None
    assert len(taken.messages) == 4
    whom = {(each.recipient.client_id, each.address) for each in taken.messages}
    assert whom <= set(HandOver.objects.values_list("client", "address"))


def test_what_a_dead_worker_was_preparing_waits_again(taken: Batch, office: PostOffice) -> None:
    outbox.sweep(NOW)
    assert outbox.take(NOW + timedelta(seconds=1), lambda _: True) is None
    outbox.sweep(LATER)
    send(LATER)
    assert office.reached.total() == len(taken.messages)


def test_what_a_dead_worker_was_handing_over_is_uncertain_and_never_sent_again_by_itself(
    taken: Batch, office: PostOffice
) -> None:
    outbox.hand(taken, numbers(taken)[:2], NOW)
    assert outbox.sweep(LATER) == 2
    for _ in range(2):
        send(LATER)
    assert office.reached.total() == 2
    uncertain = Message.objects.filter(state=MessageState.UNCERTAIN)
    assert sorted(uncertain.values_list("pk", flat=True)) == numbers(taken)[:2]
    assert set(
        MessageEvent.objects.filter(message__in=uncertain, kind="uncertain").values_list("detail")
    ) == {("interrupted",)}
    assert noted("sending_finished")[0]["fields"] == {
        "sent": 2, "withheld": 0, "failed": 0, "uncertain": 2,
    }  # fmt: skip


def test_a_worker_that_was_taken_for_dead_still_says_what_it_knows(taken: Batch) -> None:
    outbox.hand(taken, numbers(taken), NOW)
    outbox.sweep(LATER)
    outbox.record(taken, dict.fromkeys(numbers(taken), SENT), LATER)
    assert set(Message.objects.values_list("state", flat=True)) == {MessageState.SENT}


def test_a_worker_that_comes_back_late_sends_nothing_that_others_took(taken: Batch) -> None:
    outbox.sweep(LATER)
    other = take(LATER)
    assert outbox.hand(taken, numbers(taken), LATER) == set()
    assert outbox.hand(other, numbers(other), LATER) == set(numbers(other))
    outbox.record(taken, dict.fromkeys(numbers(taken), Outcome(Ending.REFUSED, "550")), LATER)
    assert set(Message.objects.values_list("state", flat=True)) == {MessageState.HANDING}


def test_a_refusal_for_now_is_tried_again_later_and_later_and_at_last_given_up(
    campaign: Campaign, office: PostOffice
) -> None:
    office.answers[ROSE] = "451 4.7.1 greylisted"
    start(at_full_speed(campaign))
    now = NOW
    for tries in range(1, TRIES):
        send(now)
        message = message_to(ROSE)
        assert (message.state, message.attempts) == (MessageState.QUEUED, tries)
        assert message.not_before is not None
        assert message.not_before > now
        now = message.not_before + timedelta(seconds=1)
        # All day long: a night would only make it longer.
        Campaign.objects.update(quiet_from="00:00", quiet_until="00:00")
    send(now)
    message = message_to(ROSE)
    assert (message.state, message.reason) == (MessageState.REFUSED, "451 4.7.1 given up")
    assert happened_to(message) == ["queued", *["deferred"] * (TRIES - 1), "refused"]
    assert now - NOW > timedelta(days=1)
    campaign.refresh_from_db()
    assert campaign.state == CampaignState.FINISHED


def test_a_server_that_is_away_costs_no_try(campaign: Campaign, office: PostOffice) -> None:
    start(at_full_speed(campaign))
    batch = take()
    outbox.hand(batch, numbers(batch), NOW)
    outbox.record(batch, dict.fromkeys(numbers(batch), AWAY), NOW)
    assert set(Message.objects.values_list("state", "attempts")) == {(MessageState.QUEUED, 0)}
    send(NOW + timedelta(minutes=1))
    assert office.reached.total() == 4


def test_an_uncertain_message_is_settled_one_way_or_the_other_by_whoever_may_stop_the_campaign(
    taken: Batch, office: PostOffice, world: World
) -> None:
    outbox.hand(taken, numbers(taken)[:2], NOW)
    outbox.sweep(LATER)
    send(LATER)
    gone, lost = Message.objects.filter(state=MessageState.UNCERTAIN).order_by("pk")
    with pytest.raises(NotFoundError):
        settle(by=world.aline, message=gone, as_sent=True, now=LATER)
    for by in (world.paul, world.paul, world.grace):
        settle(by=by, message=gone, as_sent=True, now=LATER)
    with pytest.raises(OutreachError, match="otherwise"):
        settle(by=world.paul, message=gone, as_sent=False, now=LATER)
    settle(by=world.paul, message=lost, as_sent=False, now=LATER)
    taken.campaign.refresh_from_db()
    assert taken.campaign.state == CampaignState.SENDING
    send(LATER + timedelta(minutes=1))
    assert office.reached.total() == 3
    assert happened_to(gone) == ["queued", "uncertain", "settled"]
    assert happened_to(lost) == ["queued", "uncertain", "settled", "sent"]
    assert [each["fields"]["state"] for each in noted("uncertain_settled")] == ["sent", "queued"]
    assert [each["fields"]["uncertain"] for each in noted("sending_finished")] == [2, 0]


def test_a_campaign_is_not_finished_while_something_waits(taken: Batch) -> None:
    assert not finish_sending(campaign=taken.campaign, now=NOW)
    outbox.hand(taken, numbers(taken), NOW)
    assert not finish_sending(campaign=taken.campaign, now=NOW)
    outbox.record(taken, dict.fromkeys(numbers(taken), SENT), NOW)
    assert finish_sending(campaign=taken.campaign, now=NOW)
    assert not finish_sending(campaign=taken.campaign, now=NOW)
