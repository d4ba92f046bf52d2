"""The people everyone knows, and a client with a link at a browser that knows nothing else of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from aiosmtpd.controller import Controller
from django.core.mail.utils import DNS_NAME

from tests.consent.conftest import news, visits
from tests.consent.preferences.visiting import Mailbox, Visitor
from tests.people.conftest import founded, world
from tests.people.pages.conftest import at_desk, lang
from tests.server.demo_process import free_port

if TYPE_CHECKING:
    from pytest_django import Settings

    from tests.consent.conftest import Asked
    from tests.people.world import World

__all__ = ["at_desk", "founded", "lang", "news", "visits", "world"]


@pytest.fixture
def visitor(world: World, news: Asked) -> Visitor:  # noqa: ARG001  there has to be something to agree to
    """Rose, with a link to her page."""
    return Visitor.of(world.rose)


@pytest.fixture
def mailbox(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Mailbox]:
    """A real mail server."""
    # Django asks the network for this machine's name, which can take ten seconds where there is none.
    monkeypatch.setattr(DNS_NAME, "_fqdn", "localhost", raising=False)
    port, box = free_port(), Mailbox()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    server = Controller(box, hostname="127.0.0.1", port=port, server_hostname="localhost")
    server.start()
    yield box
    server.stop()
