"""Several senders at once, people who withdraw meanwhile, and workers that are killed: on both databases."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from time import monotonic
from typing import TYPE_CHECKING

import pytest
from django.conf import settings as configured
from django.db import connection

from balise.consent.models import HandOver
from balise.outreach.models import Campaign, Message
from balise.outreach.sending import pacing
from balise.outreach.sending.mail_server import MailServer
from balise.outreach.sending.operations import settle, start_sending
from balise.outreach.sending.worker import Worker
from balise.outreach.words import Audience, CampaignState, Means, MessageState
from balise.policy.text import Text
from tests.consent.conftest import ask_for, charity
from tests.consent.saying import withdraws
from tests.journal.worlds import ROOT
from tests.outreach.campaigns.steps import noted
from tests.outreach.leaving import ready
from tests.outreach.preparing import begun
from tests.outreach.sending.crowd import agreed, at_full_speed, running, send, start
from tests.outreach.sending.post_office import PostOffice, open_post_office
from tests.people.test_concurrency import at_once, shared, template
from tests.people.world import NOW, later

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytest_django import Settings

    from balise.people.models import Client
    from tests.people.world import World

__all__ = ["charity", "shared", "template"]

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

SENDERS = 8
READERS = 60
KILLS = 100


@pytest.fixture
def office(settings: Settings) -> Iterator[PostOffice]:
    with open_post_office(settings) as opened:
        yield opened


def prepared(world: World, count: int) -> tuple[Campaign, list[Client]]:
    """A campaign to so many people, without its pace, and those people."""
    news = ask_for(world, "workshops", Text("Nouvelles", "News"))
    readers = agreed(world, news, count)
    campaign = ready(begun(world, news.purpose, Audience.CLIENTS, Means.EMAIL, by=world.paul))
    Campaign.objects.update(quiet_from="00:00", quiet_until="00:00")
    campaign.refresh_from_db()
    return at_full_speed(campaign), readers


def works(worker: Worker) -> None:
    try:
        worker.run(once=True)
    finally:
        connection.close()


@pytest.mark.provision("S1-34", "S1-47")
def test_with_eight_senders_nothing_arrives_after_a_withdrawal_was_acknowledged(
    shared: World, office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    campaign, readers = prepared(shared, READERS)
    # Few at once, so that they take as long as the withdrawals do.
    for size in ("FIRST", "MOST"):
        monkeypatch.setattr(pacing, size, 2)
    arrived: dict[str, float] = {}
    office.before_reply = lambda _server, to: arrived.__setitem__(to, monotonic())
    start(campaign)
    acknowledged: dict[str, float] = {}

    def withdraw(some: list[Client]) -> None:
        try:
            for client in some:
                withdraws(client)
                acknowledged[f"{client.full_name.replace(' ', '').lower()}@example.org"] = monotonic()
        finally:
            connection.close()

    workers = [Worker(MailServer.configured(), connections=2, clock=running(NOW)) for _ in range(SENDERS)]
    # From the end, so that the withdrawals and the senders meet.
    leaving = list(reversed(readers[::2]))
    with ThreadPoolExecutor(SENDERS + 2) as threads:
        told = [threads.submit(withdraw, leaving[part::2]) for part in range(2)]
        sent = [threads.submit(works, each) for each in workers]
        for each in (*told, *sent):
            each.result(timeout=120)
    late = {to: at - acknowledged[to] for to, at in arrived.items() if to in acknowledged}
    assert all(after <= 0 for after in late.values()), late
    assert max(office.reached.values()) == 1
    withheld = set(
        Message.objects.filter(state=MessageState.WITHHELD).values_list("recipient__email", flat=True)
    )
    assert withheld <= set(acknowledged)
    assert withheld | set(office.reached) == set(Message.objects.values_list("recipient__email", flat=True))
    # They did meet: some withdrew in time, and someone's message was faster.
    assert withheld
    assert late
    assert not HandOver.objects.exists()
    campaign.refresh_from_db()
    assert campaign.state == CampaignState.FINISHED


def test_started_eight_times_at_once_everyone_is_written_to_once(shared: World, office: PostOffice) -> None:
    campaign, _ = prepared(shared, 3)
    told = at_once(*[lambda: start_sending(by=shared.paul, campaign=campaign, now=NOW)] * 8)
    assert set(told) == {4}
    assert len(noted("sending_started")) == 1
    send()
    assert max(office.reached.values()) == 1
    assert office.reached.total() == 4


def test_after_a_hundred_kills_nobody_got_it_twice_and_nobody_is_forgotten(
    shared: World, office: PostOffice, tmp_path: Path
) -> None:
    campaign, _ = prepared(shared, 2 * KILLS + 50)
    start(campaign)
    known = json.dumps(
        {
            "database": str(connection.settings_dict["NAME"]),
            "address_key": str(configured.BALISE_ADDRESS_KEY_FILE),
            "port": office.port,
            "kills": KILLS,
            "now": NOW.isoformat(),
            "seed": 5,
        }
    )
    connection.close()
    done = subprocess.run(
        [sys.executable, "-m", "tests.outreach.sending.nursery", known],
        cwd=ROOT,
        env={**os.environ, "BALISE_DATA": str(tmp_path), "DJANGO_SETTINGS_MODULE": "balise.server.settings"},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    states = dict(Message.objects.values_list("recipient__email", "state"))
    assert set(states.values()) <= {MessageState.SENT, MessageState.UNCERTAIN}
    uncertain = {to for to, state in states.items() if state == MessageState.UNCERTAIN}
    assert max(office.reached.values()) == 1, "nobody got it twice"
    assert set(states) - uncertain <= set(office.reached), "what is called sent was sent"
    assert set(office.reached) <= set(states)
    assert uncertain, "the moment that cannot be known was met"
    # Those who look settle them by what the mail server has; the others leave after all.
    for message in Message.objects.filter(state=MessageState.UNCERTAIN).select_related("campaign"):
        to = message.recipient.email
        settle(by=shared.paul, message=message, as_sent=to in office.reached, now=later(days=1))
    send(later(days=1))
    assert office.reached == dict.fromkeys(states, 1)
    campaign.refresh_from_db()
    assert campaign.state == CampaignState.FINISHED
