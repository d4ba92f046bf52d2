"""A real mail server on this machine, which receives what Balise sends."""

from __future__ import annotations

from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope
from django.core.mail.utils import DNS_NAME
from pytest_django import Settings

from balise.people.accounts import mailing
from tests.server.demo_process import free_port


class Mailbox:
    """Keeps what the mail server receives, unless it is told to refuse."""

    def __init__(self) -> None:
        self.refuses = False
        self.unknown = ""
        """An address that it refuses."""
        self._received: list[EmailMessage] = []

    async def handle_RCPT(  # noqa: N802  aiosmtpd calls it so
        self, _server: object, _session: object, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if address == self.unknown:
            return "550 no such person"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: object, _session: object, envelope: object) -> str:  # noqa: N802  aiosmtpd calls it so
        if self.refuses:
            return "451 come back later"
        content: bytes = envelope.content  # type: ignore[attr-defined]  # aiosmtpd has no types
        self._received.append(message_from_bytes(content, policy=policy.default))
        return "250 OK"

    # No property: the mail server reads all of those that its handler has.
    def received(self) -> list[EmailMessage]:
        mailing.wait_for_the_mail()
        return self._received


@pytest.fixture(autouse=True)
def known_host(monkeypatch: pytest.MonkeyPatch) -> None:
    """Django asks the network for this machine's name, which can take ten seconds where there is none."""
    monkeypatch.setattr(DNS_NAME, "_fqdn", "localhost", raising=False)


@pytest.fixture
def mailbox(settings: Settings) -> Iterator[Mailbox]:
    port, box = free_port(), Mailbox()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    server = Controller(box, hostname="127.0.0.1", port=port, server_hostname="localhost")
    server.start()
    yield box
    mailing.wait_for_the_mail()
    server.stop()
