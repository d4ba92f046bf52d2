"""People who agreed to the news, as many as a test needs, and a worker that writes to them."""

from __future__ import annotations

from concurrent.futures import Executor, Future
from datetime import timedelta
from time import monotonic
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from balise.consent.book import Book
from balise.consent.models import ConsentEvent
from balise.consent.words import Channel, Event, Grantor, Method
from balise.outreach.models import Message, MessageEvent
from balise.outreach.sending.mail_server import MailServer
from balise.outreach.sending.operations import start_sending
from balise.outreach.sending.worker import Worker
from balise.people.addresses import address_key
from balise.people.models import Client, ContactPoint
from balise.people.words import ContactKind, Language
from tests.consent.saying import says
from tests.people.world import NOW, day

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from balise.outreach.models import Campaign
    from tests.consent.conftest import Asked
    from tests.people.world import World


def agreed(world: World, news: Asked, count: int) -> list[Client]:
    """Rose says yes, and so many more of her neighbours, who are all grown up."""
    says(world.pia, world.rose, news)
    return [_reader(world, news, number) for number in range(count)]


def _reader(world: World, news: Asked, number: int) -> Client:
    client: Client = Client.objects.create(
        uuid=uuid4(),
        full_name=f"Reader {number}",
        unit=world.home,
        language=Language.EN if number % 2 else Language.FR,
        birth_date=day(-20_000),
    )
    address = f"reader{number}@example.org"
    ContactPoint.objects.create(
        client=client,
        kind=ContactKind.EMAIL,
        value=address,
        key=address_key(ContactKind.EMAIL, address),
        added_at=NOW,
    )
    Book(client).write(
        [
            ConsentEvent(
                uuid=uuid4(),
                client=client,
                purpose=news.purpose,
                channel=Channel.EMAIL,
                event=Event.GIVEN,
                effective_at=NOW,
                recorded_at=NOW,
                notice=getattr(news, client.language),
                method=Method.PAPER_FORM,
                grantor=Grantor.SELF,
                recorded_by=world.pia,
            )
        ]
    )
    return client


def start(campaign: Campaign, now: datetime = NOW) -> None:
    start_sending(by=campaign.author, campaign=campaign, now=now)


def send(now: datetime = NOW, *, connections: int = 2) -> Worker:
    """All that can leave from this instant on, until nothing is due."""
    worker = worker_of(running(now), connections=connections)
    worker.run(once=True)
    return worker


def worker_of(clock: Callable[[], datetime], *, connections: int = 1) -> Worker:
    """A worker in the thread of the test: no other looks into its transaction, and of a database in memory
    SQLite refuses what another connection is writing to, where it waits for a file.
    """
    return Worker(MailServer.configured(), connections=connections, clock=clock, thread=AtOnce())


class AtOnce(Executor):
    """Does what it is given in the thread that gives it."""

    def submit(self, work: Callable[..., Any], /, *args: object, **kwargs: object) -> Future[Any]:
        done: Future[Any] = Future()
        try:
            done.set_result(work(*args, **kwargs))
        except Exception as problem:  # noqa: BLE001  whoever asks for the result gets it
            done.set_exception(problem)
        return done


def running(now: datetime) -> Callable[[], datetime]:
    """A clock that shows this instant, and goes on from it."""
    start = monotonic()
    return lambda: now + timedelta(seconds=monotonic() - start)


def at_full_speed(campaign: Campaign) -> Campaign:
    """The campaign without its pace."""
    campaign.per_minute = 1_000_000
    campaign.save(update_fields=["per_minute"])
    return campaign


def message_to(address: str) -> Message:
    found: Message = Message.objects.select_related("campaign", "recipient").get(recipient__email=address)
    return found


def happened_to(message: Message) -> list[str]:
    """The kinds of its events, in order."""
    return list(MessageEvent.objects.filter(message=message).order_by("pk").values_list("kind", flat=True))
