"""Sends a campaign, and the same messages by bare loops, in turns; prints the seconds of each round."""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import sys
from time import perf_counter, sleep
from typing import TYPE_CHECKING

import django

django.setup()

# ruff: noqa: E402  Django has to be set up before its models are imported
import aiosmtplib
from aiosmtpd.controller import Controller
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from balise.outreach.models import Campaign, Message
from balise.outreach.sending.mail_server import MailServer
from balise.outreach.sending.preparing import Stationery
from balise.outreach.sending.worker import Worker
from balise.outreach.words import Audience, CampaignState, Means, MessageState
from balise.policy.text import Text
from tests.consent.conftest import ask_for
from tests.outreach.leaving import ready
from tests.outreach.preparing import begun
from tests.outreach.sending.crowd import agreed, running, start
from tests.outreach.sending.post_office import HERE, free_port, use
from tests.people.world import NOW, later, make_world

if TYPE_CHECKING:
    from multiprocessing.synchronize import Event


class Receiver:
    """Takes everything, and drops it."""

    async def handle_DATA(self, *_: object) -> str:  # noqa: N802  aiosmtpd's name
        return "250 OK"


def receive(port: int, ready_now: Event) -> None:
    Controller(Receiver(), hostname=HERE, port=port).start()
    ready_now.set()
    while True:
        sleep(60)


def bare_loop(port: int, to: list[str], content: bytes, connections: int) -> float:
    """The seconds that a loop takes for as many messages of that size."""
    left = iter(to)

    async def one() -> None:
        client = aiosmtplib.SMTP(hostname=HERE, port=port, start_tls=False)
        await client.connect()
        for address in left:
            await client.sendmail("news@example.org", [address], content)
        await client.quit()

    async def all_of_them() -> None:
        await asyncio.gather(*(one() for _ in range(connections)))

    begin = perf_counter()
    asyncio.run(all_of_them())
    return perf_counter() - begin


def balise(round_number: int, connections: int) -> float:
    """The seconds that the outbox takes, from the first claim until the campaign is finished."""
    Message.objects.update(state=MessageState.QUEUED, not_before=NOW, attempts=0)
    Campaign.objects.update(state=CampaignState.SENDING, finished_at=None)
    worker = Worker(
        MailServer.configured(), connections=connections, clock=running(later(hours=round_number))
    )
    begin = perf_counter()
    worker.run(once=True)
    taken = perf_counter() - begin
    assert not Message.objects.exclude(state=MessageState.SENT).exists()
    return taken


def main(messages: int, rounds: int, connections: int) -> None:
    settings.BALISE_ORGANISATION = "charity"
    call_command("migrate", verbosity=0)
    world = make_world()
    news = ask_for(world, "workshops", Text("Nouvelles", "News"))
    agreed(world, news, messages - 1)
    campaign = ready(begun(world, news.purpose, Audience.CLIENTS, Means.EMAIL, by=world.paul))
    start(campaign)
    Campaign.objects.update(per_minute=10_000_000, quiet_from="00:00", quiet_until="00:00")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    port, listening = free_port(), multiprocessing.get_context("spawn").Event()
    receiver = multiprocessing.get_context("spawn").Process(
        target=receive, args=(port, listening), daemon=True
    )
    receiver.start()
    listening.wait(60)
    use(settings, port)
    to = list(Message.objects.values_list("recipient__email", flat=True))
    assert len(to) == messages
    content = _as_long_as_ours()
    taken: dict[str, list[float]] = {"loop": [], "loops": [], "balise": []}
    # The first of each is not counted: connections, caches and the law are there after it.
    for number in range(rounds + 1):
        taken["loop"].append(bare_loop(port, to, content, 1))
        taken["loops"].append(bare_loop(port, to, content, connections))
        taken["balise"].append(balise(number, connections))
    receiver.kill()
    print(json.dumps({name: times[1:] for name, times in taken.items()}))


def _as_long_as_ours() -> bytes:
    """A message as Balise writes it."""
    message = Message.objects.select_related("campaign__sender", "campaign__purpose", "recipient").first()
    assert message is not None
    return Stationery(message.campaign, NOW).letter(message, "x" * 43).content


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
