"""A mail server that keeps what it gets, and answers as it is told."""

from __future__ import annotations

import socket
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import TYPE_CHECKING, Any

from aiosmtpd.controller import Controller

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from aiosmtpd.smtp import SMTP, Envelope, Session
    from pytest_django import Settings

HERE = "127.0.0.1"


def free_port() -> int:
    with socket.socket() as found:
        found.bind((HERE, 0))
        port: int = found.getsockname()[1]
        return port


@dataclass
class PostOffice:
    """`answers` says what it tells, by recipient, at RCPT; `reply` after the text."""

    port: int = field(default_factory=free_port)
    got: list[tuple[str, str, bytes]] = field(default_factory=list)
    """From, to, and the text of each, as it came."""
    answers: dict[str, str] = field(default_factory=dict)
    reply: Callable[[str], str] = lambda _to: "250 2.0.0 kept"
    before_reply: Callable[[SMTP, str], None] = lambda _server, _to: None
    """What it does when it has the text, before it says so."""

    async def handle_RCPT(  # noqa: N802  aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if address in self.answers:
            return self.answers[address]
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802  as above
        [to] = envelope.rcpt_tos
        reply = self.reply(to)
        if reply.startswith("2"):
            assert envelope.mail_from is not None
            assert isinstance(envelope.original_content, bytes)
            self.got.append((envelope.mail_from, to, envelope.original_content))
        self.before_reply(server, to)
        return reply

    @property
    def reached(self) -> Counter[str]:
        """How often each address got something."""
        return Counter(to for _, to, _ in self.got)

    def mail(self, to: str) -> EmailMessage:
        """The one message that came to this address."""
        [content] = [text for _, whom, text in self.got if whom == to]
        found = message_from_bytes(content, policy=policy.default)
        assert isinstance(found, EmailMessage)
        return found


@contextmanager
def open_post_office(settings: Settings, **options: Any) -> Iterator[PostOffice]:  # noqa: ANN401  whatever aiosmtpd takes
    """One that the installation sends through, for the time of the block."""
    office = PostOffice()
    controller = Controller(office, hostname=HERE, port=office.port, **{"enable_SMTPUTF8": True, **options})
    controller.start()
    use(settings, office.port)
    try:
        yield office
    finally:
        controller.stop()


def use(
    settings: Any,  # noqa: ANN401  Django's own, or pytest's
    port: int,
    *,
    starttls: bool = False,
    tls: bool = False,
) -> None:
    """As BALISE_MAIL_URL would."""
    settings.BALISE_MAIL_SERVER = True
    settings.EMAIL_HOST, settings.EMAIL_PORT = HERE, port
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_SSL, settings.EMAIL_USE_TLS = tls, starttls
    settings.EMAIL_TIMEOUT = 10
