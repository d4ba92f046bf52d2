"""A campaign leaves: to those who agreed, once each, with all that a message has to carry."""

from __future__ import annotations

import re
from datetime import time, timedelta
from time import sleep
from typing import TYPE_CHECKING

import pytest
from django.db import connections
from django.test import Client as Browser

from balise.consent.models import HandOver, PreferenceLink, Refusal
from balise.consent.queries import may_reach
from balise.consent.words import Channel, State
from balise.outreach.errors import OutreachError
from balise.outreach.models import Campaign, Message, MessageEvent, Recipient
from balise.outreach.sending import ahead, pacing
from balise.outreach.sending import worker as worker_module
from balise.outreach.sending.bounced import bounced
from balise.outreach.sending.operations import (
    cancel_sending,
    pause_sending,
    resume_sending,
    send_test,
    settle,
    start_sending,
)
from balise.outreach.sending.outbox import HELD
from balise.outreach.sending.preparing import Stationery
from balise.outreach.sending.restoring import pause_restored
from balise.outreach.words import Audience, CampaignState, Means, MessageEventKind, MessageState
from balise.people import operations
from balise.people.addresses import address_key
from balise.people.errors import NotFoundError, RefusedError
from balise.people.models import ContactPoint
from balise.people.words import ContactKind
from tests.consent.preferences.visiting import PROXY
from tests.consent.saying import withdraws
from tests.outreach.campaigns.steps import noted
from tests.outreach.leaving import ready
from tests.outreach.preparing import begun
from tests.outreach.sending.crowd import (
    agreed,
    at_full_speed,
    happened_to,
    message_to,
    running,
    send,
    start,
    worker_of,
)
from tests.people.world import NOW, later

if TYPE_CHECKING:
    from collections.abc import Iterable
    from concurrent.futures import Future
    from datetime import datetime

    from pytest_django import Settings

    from balise.outreach.sending.letters import Letter
    from balise.outreach.sending.wire import Outcome
    from tests.consent.conftest import Asked
    from tests.outreach.sending.post_office import PostOffice
    from tests.people.world import World

pytestmark = pytest.mark.django_db

ROSE = "rose@example.org"
EVERYONE = (ROSE, "reader0@example.org", "reader1@example.org", "reader2@example.org")


def state_of(campaign: Campaign) -> str:
    campaign.refresh_from_db()
    return campaign.state


def test_everyone_who_agreed_gets_one_message_and_then_the_campaign_is_finished(
    campaign: Campaign, office: PostOffice
) -> None:
    start(campaign)
    send()
    assert office.reached == dict.fromkeys(EVERYONE, 1)
    assert happened_to(message_to(ROSE)) == ["queued", "sent"]
    assert state_of(campaign) == CampaignState.FINISHED
    [told] = noted("sending_finished")
    assert told["fields"] == {"sent": 4, "withheld": 0, "failed": 0, "uncertain": 0}
    send()
    assert office.reached == dict.fromkeys(EVERYONE, 1)


def test_a_message_says_who_sends_it_in_the_readers_language_and_how_to_stop(
    campaign: Campaign, office: PostOffice
) -> None:
    start(campaign)
    send()
    mail = office.mail(ROSE)
    assert mail["From"] == "Heron Cove <news@example.org>"
    assert (mail["To"], mail["Subject"]) == (ROSE, "Nos ateliers")
    assert mail["Message-ID"] == message_to(ROSE).message_id
    assert mail["List-Id"] == "<workshops.example.org>"
    text, html = (mail.get_body((kind,)) for kind in ("plain", "html"))
    assert text is not None
    assert html is not None
    for part in (text.get_content(), html.get_content()):
        assert "1 Quay Street, Moncton" in part
        assert "/preferences/" in part
    assert office.mail("reader1@example.org")["Subject"] == "Our workshops"


@pytest.mark.provision("S1-34")
def test_one_click_in_a_mail_program_is_obeyed_at_once(
    campaign: Campaign, office: PostOffice, world: World, news: Asked
) -> None:
    start(campaign)
    send()
    mail = office.mail(ROSE)
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    path = re.sub(r"^<https://[^/]+|>$", "", mail["List-Unsubscribe"])
    answer = Browser(enforce_csrf_checks=True).post(
        path,
        "List-Unsubscribe=One-Click",
        content_type="application/x-www-form-urlencoded",
        secure=True,
        headers=PROXY,
    )
    assert answer.status_code == 200
    assert may_reach(world.rose, news.purpose, Channel.EMAIL, NOW) is State.WITHDRAWN


@pytest.mark.provision("S1-34")
def test_one_click_is_obeyed_also_when_a_restore_forgot_the_message(
    campaign: Campaign, office: PostOffice, world: World, news: Asked
) -> None:
    start(campaign)
    send()
    path = re.sub(r"^<https://[^/]+|>$", "", office.mail(ROSE)["List-Unsubscribe"])
    Message.objects.filter(recipient__email=ROSE).update(mark="a" * 24)
    PreferenceLink.objects.all().delete()
    browser = Browser(enforce_csrf_checks=True)
    mark, purpose, address, seal = path.strip("/").rpartition("/")[2].split(".")
    other = address_key(ContactKind.EMAIL, "reader0@example.org")
    for made_up in (mark, f"{mark}.{purpose}.{other}.{seal}", f"{mark}.visits.{address}.{seal}"):
        assert browser.post(f"/outreach/stop/{made_up}/", secure=True, headers=PROXY).status_code == 404
    assert not Refusal.objects.exists()
    assert browser.get(path, secure=True, headers=PROXY).status_code == 200
    assert not Refusal.objects.exists()
    for _ in range(2):
        assert browser.post(path, secure=True, headers=PROXY).status_code == 200
    assert Refusal.objects.get().purpose == news.purpose
    assert may_reach(world.rose, news.purpose, Channel.EMAIL, NOW) is State.WITHDRAWN


@pytest.mark.parametrize(
    ("kind", "code", "leaves"),
    [
        (MessageEventKind.REFUSED, "550 5.1.1", False),
        (MessageEventKind.BOUNCED, "5.1.1", False),
        (MessageEventKind.BOUNCED, "hard", False),
        (MessageEventKind.REFUSED, "550 5.7.1", True),  # they block us
        (MessageEventKind.REFUSED, "550 5.1.8", True),  # our own address
        (MessageEventKind.BOUNCED, "4.4.7", True),  # given up
    ],
)
def test_where_mail_came_back_for_good_nothing_leaves_until_the_address_is_given_again(  # noqa: PLR0917  its fixtures, and a row of the table
    campaign: Campaign,
    office: PostOffice,
    world: World,
    news: Asked,
    kind: MessageEventKind,
    code: str,
    leaves: bool,  # noqa: FBT001  beside its name in the table
) -> None:
    start(campaign)
    send()
    message = message_to(ROSE)
    Message.objects.filter(pk=message.pk).update(state=kind.value)
    MessageEvent.objects.create(message=message, kind=kind, detail=code, at=NOW)
    again = ready(begun(world, news.purpose, Audience.CLIENTS, Means.EMAIL, by=world.paul))
    start(again)
    send()
    assert office.reached[ROSE] == 1 + leaves
    assert office.reached["reader0@example.org"] == 2
    if not leaves:
        kept = Message.objects.get(campaign=again, recipient__email=ROSE)
        assert (kept.state, kept.reason) == (MessageState.WITHHELD, "returned")
        ContactPoint.objects.filter(value=ROSE).update(added_at=later(minutes=1))
        assert not bounced({message.address})


def test_after_a_restore_nothing_that_waited_leaves_until_someone_says_that_it_did_not(
    campaign: Campaign, office: PostOffice, world: World
) -> None:
    start(campaign)
    for _ in range(2):
        done = pause_restored(now=NOW)
        assert done in {(1, 4), (0, 0)}
    assert state_of(campaign) == CampaignState.PAUSED
    assert happened_to(message_to(ROSE)) == ["queued", "uncertain"]
    assert message_to(ROSE).reason == "restored"
    assert [each["fields"] for each in noted("sending_restored")] == [{"messages": 4}]
    settle(by=world.paul, message=message_to(ROSE), as_sent=False, now=NOW)
    settle(by=world.grace, message=message_to("reader0@example.org"), as_sent=True, now=NOW)
    send()
    assert not office.got
    resume_sending(by=campaign.author, campaign=campaign, now=NOW)
    send()
    assert office.reached == {ROSE: 1}
    assert state_of(campaign) == CampaignState.FINISHED
    assert Message.objects.filter(state=MessageState.UNCERTAIN).count() == 2
    assert pause_restored(now=NOW) == (0, 0)


@pytest.mark.provision("S1-33")
def test_who_withdrew_after_it_was_started_gets_nothing(
    campaign: Campaign, office: PostOffice, world: World
) -> None:
    start(campaign)
    withdraws(world.rose)
    send()
    assert ROSE not in office.reached
    assert office.reached.total() == 3
    kept = message_to(ROSE)
    assert (kept.state, kept.reason) == (MessageState.WITHHELD, "droit-canada/refused-in-writing")
    assert happened_to(kept) == ["queued", "withheld"]
    assert noted("sending_finished")[0]["fields"]["withheld"] == 1


def test_who_left_the_address_since_gets_nothing_there(
    campaign: Campaign, office: PostOffice, world: World
) -> None:
    start(campaign)
    ContactPoint.objects.filter(client=world.rose, value=ROSE).delete()
    send()
    assert ROSE not in office.reached
    assert message_to(ROSE).state == MessageState.WITHHELD


@pytest.mark.provision("S1-35")
def test_who_never_agreed_is_never_queued(world: World, news: Asked, office: PostOffice) -> None:
    agreed(world, news, 1)
    withdraws(world.rose)
    campaign = ready(begun(world, news.purpose, Audience.CLIENTS, Means.EMAIL, by=world.paul))
    start(campaign)
    send()
    assert list(office.reached) == ["reader0@example.org"]
    assert not Message.objects.filter(recipient__email=ROSE).exists()


def test_two_on_the_list_with_one_mailbox_get_one_message(campaign: Campaign, office: PostOffice) -> None:
    Recipient.objects.filter(email="reader1@example.org").update(email="Reader0+news@example.org")
    start(campaign)
    send()
    assert office.reached.total() == 3


def test_started_twice_it_is_started_once(campaign: Campaign, office: PostOffice) -> None:
    assert start_sending(by=campaign.author, campaign=campaign, now=NOW) == 4
    assert start_sending(by=campaign.author, campaign=campaign, now=NOW) == 4
    send()
    assert office.reached == dict.fromkeys(EVERYONE, 1)
    assert len(noted("sending_started")) == 1


@pytest.mark.provision("S1-46")
def test_what_changed_since_it_was_looked_through_does_not_leave(
    campaign: Campaign, office: PostOffice
) -> None:
    campaign.contents.update(body="Something else.")
    with pytest.raises(OutreachError, match="may not leave"):
        start(campaign)
    assert not Message.objects.exists()
    assert not office.got


def test_nothing_leaves_in_quiet_hours_and_the_rest_leaves_after(
    campaign: Campaign, office: PostOffice
) -> None:
    # It is ten in the morning at Heron Cove.
    Campaign.objects.update(quiet_from=time(22), quiet_until=time(10, 30))
    start(campaign)
    send()
    assert not office.got
    send(NOW + timedelta(minutes=31))
    assert office.reached.total() == 4


def test_no_more_leave_in_a_minute_than_the_campaign_says(campaign: Campaign, office: PostOffice) -> None:
    Campaign.objects.update(per_minute=2)
    start(campaign)
    for seconds, left in ((0, 1), (29, 1), (31, 2), (45, 2), (62, 3)):
        _send_until_it_has_to_wait(NOW + timedelta(seconds=seconds))
        assert office.reached.total() == left, f"after {seconds} s"


def _send_until_it_has_to_wait(now: datetime) -> None:
    worker = worker_of(lambda: now)
    while worker._patiently():
        pass
    worker.stop()
    worker.run()


def test_paused_nothing_leaves_resumed_the_rest_does(campaign: Campaign, office: PostOffice) -> None:
    start(campaign)
    for _ in range(2):
        pause_sending(by=campaign.author, campaign=campaign, now=NOW)
    send()
    assert not office.got
    for _ in range(2):
        resume_sending(by=campaign.author, campaign=campaign, now=NOW)
    send()
    assert office.reached.total() == 4
    assert len(noted("sending_paused")) == len(noted("sending_resumed")) == 1


def test_cancelled_nothing_leaves_ever(campaign: Campaign, office: PostOffice) -> None:
    start(campaign)
    for _ in range(2):
        cancel_sending(by=campaign.author, campaign=campaign, now=NOW)
    send()
    assert not office.got
    assert state_of(campaign) == CampaignState.CANCELLED
    assert happened_to(message_to(ROSE)) == ["queued", "cancelled"]
    with pytest.raises(OutreachError):
        resume_sending(by=campaign.author, campaign=campaign, now=NOW)


def test_a_pause_between_two_batches_lets_go_of_what_was_being_prepared(
    campaign: Campaign, office: PostOffice
) -> None:
    at_full_speed(campaign)
    start(campaign)
    worker = worker_of(lambda: NOW)
    worker._move_on()
    assert set(Message.objects.values_list("state", flat=True)) == {MessageState.CLAIMED}
    pause_sending(by=campaign.author, campaign=campaign, now=NOW)
    worker.stop()
    worker.run()
    assert not office.got
    assert set(Message.objects.values_list("state", flat=True)) == {MessageState.QUEUED}


def test_no_more_are_on_the_wire_than_a_crash_may_leave_uncertain(
    campaign: Campaign, office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker_module, "FEW", 1)
    monkeypatch.setattr(worker_module, "AT_RISK", 2)
    at_full_speed(campaign)
    start(campaign)
    worker = worker_of(running(NOW))
    at_risk: list[int] = []
    hand_over = worker._wire.hand_over

    def watched(letters: Iterable[Letter], until: float) -> Future[dict[int, Outcome]]:
        at_risk.append(Message.objects.filter(state=MessageState.HANDING).count())
        return hand_over(letters, until)

    monkeypatch.setattr(worker._wire, "hand_over", watched)
    worker.run(once=True)
    assert office.reached.total() == 4
    assert max(at_risk) == 2, "one few is on its way while another is written down"
    assert not HandOver.objects.exists()


def test_of_a_slow_mail_server_few_are_claimed_at_once_so_that_no_one_waits_long_for_their_no(
    campaign: Campaign, office: PostOffice
) -> None:
    at_full_speed(campaign)
    start(campaign)
    office.before_reply = lambda _server, _to: sleep(0.3)
    assert send(connections=1)._ahead.at_once == pacing.FEWEST
    assert office.reached.total() == 4


def test_when_the_next_batch_cannot_be_prepared_it_is_told_and_leaves_later(
    campaign: Campaign, office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise OSError("the disk is full")

    start(campaign)
    with monkeypatch.context() as patch:
        patch.setattr(ahead, "prepare", fails)
        patch.setattr(connections["default"], "close", lambda: None)  # it is the test's own
        with pytest.raises(OSError, match="full"):
            send()
    assert not office.got
    send(NOW + HELD + timedelta(minutes=1))
    assert office.reached.total() == 4


def test_who_has_no_address_that_mail_can_have_is_kept_back_also_at_the_end_of_a_batch(
    campaign: Campaign, office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker_module, "FEW", 1)
    monkeypatch.setattr(worker_module, "AT_RISK", 2)
    at_full_speed(campaign)
    start(campaign)
    last = set(Message.objects.order_by("pk").values_list("pk", flat=True)[2:])
    write = Stationery.letter

    def written(stationery: Stationery, message: Message, secret: str | None) -> Letter:
        if message.pk in last:
            raise UnicodeError
        return write(stationery, message, secret)

    monkeypatch.setattr(Stationery, "letter", written)
    send()
    assert office.reached.total() == 2
    assert Message.objects.filter(state=MessageState.WITHHELD, reason="address_gone").count() == 2
    assert state_of(campaign) == CampaignState.FINISHED
    assert not HandOver.objects.exists()


def test_whoever_reads_a_campaign_stops_it_also_when_its_author_has_left(
    campaign: Campaign, office: PostOffice, world: World
) -> None:
    start(campaign)
    operations.disable(by=world.louise, staff=world.paul, reason="left", now=later(minutes=1))
    with pytest.raises(RefusedError):
        pause_sending(by=world.paul, campaign=campaign, now=later(minutes=2))
    pause_sending(by=world.grace, campaign=campaign, now=later(minutes=2))
    assert state_of(campaign) == CampaignState.PAUSED
    for act in (pause_sending, cancel_sending):
        with pytest.raises(NotFoundError):
            act(by=world.aline, campaign=campaign, now=later(minutes=2))
    cancel_sending(by=world.grace, campaign=campaign, now=later(minutes=2))
    send()
    assert state_of(campaign) == CampaignState.CANCELLED
    assert not office.got


def test_only_its_author_starts_resumes_or_tries(campaign: Campaign, world: World) -> None:
    start(campaign)
    for act in (start_sending, resume_sending, send_test):
        # Grace manages: she reads the campaign. Aline works elsewhere: she may not know of it.
        with pytest.raises(OutreachError, match="began this campaign"):
            act(by=world.grace, campaign=campaign, now=NOW)
        with pytest.raises(NotFoundError):
            act(by=world.aline, campaign=campaign, now=NOW)
    assert state_of(campaign) == CampaignState.SENDING


def test_who_may_no_longer_prepare_outreach_cannot_start(campaign: Campaign, world: World) -> None:
    operations.disable(by=world.louise, staff=world.paul, reason="left", now=later(minutes=1))
    with pytest.raises(RefusedError):
        start(campaign, later(minutes=2))
    assert not Message.objects.exists()


def test_a_test_goes_to_its_author_in_each_language_and_to_nobody_else(
    campaign: Campaign, office: PostOffice, world: World
) -> None:
    send_test(by=world.paul, campaign=campaign, now=NOW)
    assert office.reached == {world.paul.email: 2}
    assert len(noted("test_sent")) == 1
    assert not Message.objects.exists()


def test_without_a_mail_server_a_test_says_what_to_do(
    campaign: Campaign, world: World, settings: Settings
) -> None:
    settings.BALISE_MAIL_SERVER = False
    with pytest.raises(OutreachError, match="BALISE_MAIL_URL"):
        send_test(by=world.paul, campaign=campaign, now=NOW)
