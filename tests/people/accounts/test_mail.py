"""Mail about accounts, received by a real mail server: what it says, in which language, and to whom."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from aiosmtpd.controller import Controller
from django.core.mail.utils import DNS_NAME
from django.test import TestCase
from django.utils import timezone
from pytest_django import Settings

from balise.people.accounts import mailing
from balise.people.accounts.models import Account
from balise.people.accounts.operations import invite
from balise.people.errors import RefusedError
from balise.people.models import Staff
from tests.people.accounts.keyboard import PASSWORD, Keyboard, led
from tests.people.world import World
from tests.server.demo_process import free_port

LINK = re.compile(r"https?://[^\s/]+(/account/password/reset/key/\S+)")


class Mailbox:
    """Keeps what the mail server receives."""

    def __init__(self) -> None:
        self._received: list[EmailMessage] = []

    async def handle_DATA(self, _server: object, _session: object, envelope: object) -> str:  # noqa: N802
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


def forgot(email: str) -> str:
    return led(Keyboard().send("/account/password/reset/", email=email))


def test_someone_who_forgot_gets_a_link_in_both_languages_theirs_first(
    world: World, mailbox: Mailbox
) -> None:
    forgot(world.marie.email)
    [mail] = mailbox.received()
    body = mail.get_content()
    assert mail["to"] == world.marie.email
    assert mail["subject"] == "Balise\u00a0: un nouveau mot de passe"
    assert body.index("Bonjour") < body.index("Hello")
    Staff.objects.filter(pk=world.sam.pk).update(language="en")
    forgot(world.sam.email)
    assert mailbox.received()[-1]["subject"] == "Balise: a new password"


def test_no_subject_tells_who_it_is_about(world: World, mailbox: Mailbox) -> None:
    forgot(world.marie.email)
    subject = mailbox.received()[0]["subject"]
    assert not any(word in subject for word in ("Marie", "Tremblay", "@"))


def test_a_stranger_sees_the_same_page_and_gets_nothing(world: World, mailbox: Mailbox) -> None:
    Staff.objects.filter(pk=world.sam.pk).update(disabled_at=timezone.now())
    assert forgot("nobody@example.org") == forgot(world.marie.email) == forgot(world.sam.email)
    assert [mail["to"] for mail in mailbox.received()] == [world.marie.email]


def test_a_mail_server_that_is_down_is_not_told_to_who_asks(world: World, settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    assert forgot(world.marie.email) == "/account/password/reset/sent/"
    mailing.wait_for_the_mail()


def test_someone_hired_is_invited_and_chooses_a_password_once(world: World, mailbox: Mailbox) -> None:
    Staff.objects.filter(pk=world.marie.pk).update(user=None)
    Account.objects.filter(email=world.marie.email).delete()
    with TestCase.captureOnCommitCallbacks(execute=True):
        invite(by=world.louise, staff=world.marie, site="https://testserver", now=timezone.now())
    [mail] = mailbox.received()
    found = LINK.search(mail.get_content())
    assert found
    keyboard = Keyboard()
    assert not keyboard.is_in
    form = led(keyboard.open(found[1]))
    keyboard.send(form, password1=PASSWORD, password2=PASSWORD)
    keyboard.sign_in(world.marie.email)
    assert keyboard.is_in
    assert "a déjà servi" in Keyboard().open(found[1]).content.decode()


def test_only_who_may_hire_invites(world: World, mailbox: Mailbox) -> None:
    with pytest.raises(RefusedError):
        invite(by=world.marie, staff=world.sam, site="https://testserver", now=timezone.now())
    assert mailbox.received() == []


def test_a_changed_password_is_told_to_its_owner(world: World, mailbox: Mailbox) -> None:
    keyboard = Keyboard()
    keyboard.sign_in(world.marie.email)
    new = "une marée très haute"
    keyboard.send("/account/password/change/", oldpassword=PASSWORD, password1=new, password2=new)
    assert mailbox.received()[-1]["subject"] == "Balise\u00a0: votre mot de passe a changé"
