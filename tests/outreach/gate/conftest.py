"""A gate that listens, in front of a mail server that keeps what it gets, and a world whose people agree or
refuse.
"""

from __future__ import annotations

import asyncio
import smtplib
import socket
import ssl
from contextlib import suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from threading import Event, Thread
from typing import TYPE_CHECKING, Any

import aiosmtplib
import pytest
from aiosmtpd.controller import Controller

from balise.outreach.gate.operations import add_account, answer_for_all
from balise.outreach.gate.serving import Gate, serve
from balise.outreach.words import Audience
from balise.policy.text import Text
from tests.consent.conftest import Asked, ask_for, charity
from tests.people.test_concurrency import shared, template
from tests.people.world import NOW

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from aiosmtpd.smtp import SMTP, Envelope, Session

    from balise.consent.models import Purpose
    from balise.outreach.models import GateAccount
    from tests.people.world import World

__all__ = ["charity", "shared", "template"]

HERE = "127.0.0.1"
ANSWERED = {
    "client_status": "current",
    "commercial": "true",
    "answers_need": "true",
    "personal_gain": "false",
    "province": "elsewhere_in_canada",
}
"""What is the same for everyone whom the tool writes to."""


def free_port() -> int:
    with socket.socket() as found:
        found.bind((HERE, 0))
        port: int = found.getsockname()[1]
        return port


@dataclass
class Mailroom:
    """The mail server behind the gate. `refuses` and `reply` say what it answers, by recipient or to all."""

    port: int = field(default_factory=free_port)
    got: list[tuple[str | None, list[str], bytes]] = field(default_factory=list)
    refuses: dict[str, str] = field(default_factory=dict)
    reply: str = "250 2.0.0 kept as 4711"
    stop: Callable[[], None] = lambda: None
    session: SMTP | None = None
    """Where the last recipient was named."""

    def hang_up(self) -> None:
        """Close that connection, as a server does that is restarted."""
        assert self.session is not None
        assert self.session.transport is not None
        self.session.loop.call_soon_threadsafe(self.session.transport.close)

    async def handle_RCPT(  # noqa: N802  aiosmtpd's name
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        self.session = server
        if address in self.refuses:
            return self.refuses[address]
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802  as above
        if self.reply.startswith("2"):
            self.got.append((envelope.mail_from, list(envelope.rcpt_tos), envelope.original_content or b""))
        return self.reply

    @property
    def reached(self) -> list[str]:
        return [address for _, recipients, _ in self.got for address in recipients]


@dataclass
class Gatehouse:
    """A gate, and the account of one tool."""

    port: int
    mailroom: Mailroom
    account: GateAccount
    secret: str
    purpose: Asked

    def sign_in(self, login: str = "", secret: str = "") -> smtplib.SMTP:
        """Python's own mail client, signed in."""
        client = smtplib.SMTP(HERE, self.port, timeout=20)
        try:
            client.login(login or self.account.login, secret or self.secret)
        except smtplib.SMTPAuthenticationError:
            client.close()
            raise
        return client

    def send(self, *to: str, **headers: str) -> dict[str, tuple[int, bytes]]:
        """Send one message as a tool would; who was refused, and how."""
        with self.sign_in() as client:
            return client.send_message(letter(*to, **headers))


def letter(*to: str, **headers: str) -> EmailMessage:
    """A newsletter, as tools make them."""
    message = EmailMessage()
    message["From"] = headers.pop("sender", "Heron Cove <news@example.org>")
    message["To"] = ", ".join(to)
    message["Subject"] = "Ateliers d’automne"
    message["Message-ID"] = "<1@example.org>"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content("Bonjour!\n.\nÀ bientôt.\n")
    return message


def as_sent(message: EmailMessage) -> bytes:
    """Its bytes, with the line ends of mail."""
    return message.as_bytes(policy=message.policy.clone(linesep="\r\n"))


@pytest.fixture
def mailroom() -> Iterator[Mailroom]:
    room = Mailroom()
    controller = Controller(room, hostname=HERE, port=room.port, enable_SMTPUTF8=True)
    controller.start()
    room.stop = controller.stop
    yield room
    with suppress(AssertionError):  # a test may have stopped it
        controller.stop()


@pytest.fixture
def asked(shared: World) -> Asked:
    return ask_for(shared, "workshops", Text("Nouvelles", "News"))


def opened(
    world: World,
    purpose: Purpose,
    login: str = "newsletter",
    facts: Mapping[str, str] = ANSWERED,
    **more: Any,  # noqa: ANN401  whatever `add_account` takes
) -> tuple[GateAccount, str]:
    """An account of Pia's for workshops, with what is the same for everyone."""
    said: dict[str, Any] = {
        "by": world.pia,
        "unit": world.heron_cove,
        "act": "invite_to_session",
        "audience": Audience.CLIENTS,
        "from_domains": ["example.org"],
        **more,
    }
    account, secret = add_account(
        name="Newsletter tool",
        login=login,
        purpose=purpose,
        now=NOW,
        **said,
    )
    for fact, words in facts.items():
        answer_for_all(by=said["by"], account=account, fact=fact, words=words, now=NOW)
    account.refresh_from_db()
    return account, secret


@pytest.fixture
def gatehouse(shared: World, asked: Asked, mailroom: Mailroom) -> Iterator[Gatehouse]:
    account, secret = opened(shared, asked.purpose)
    with listening(mailroom) as port:
        yield Gatehouse(port, mailroom, account, secret, asked)


class listening:  # noqa: N801  used as a function
    """A gate on a port of its own, for the time of the block; the port."""

    def __init__(
        self, mailroom: Mailroom, tls: ssl.SSLContext | None = None, *, loopback: bool = True
    ) -> None:
        self._gate = Gate(
            connect=lambda: aiosmtplib.SMTP(hostname=HERE, port=mailroom.port, timeout=10),
            clock=lambda: NOW,
        )
        self._tls, self._loopback, self._port = tls, loopback, free_port()
        self._ready = Event()

    def __enter__(self) -> int:
        self._thread = Thread(target=lambda: asyncio.run(self._run()))
        self._thread.start()
        assert self._ready.wait(20)
        return self._port

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(20)

    async def _run(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        await serve(
            self._gate,
            host=HERE,
            port=self._port,
            hostname="gate.example.org",
            tls=self._tls,
            loopback=self._loopback,
            stop=self._stop,
            ready=self._ready.set,
        )
