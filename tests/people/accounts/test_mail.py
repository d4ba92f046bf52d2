"""Mail about accounts, received by a real mail server: what it says, in which language, and to whom."""

from __future__ import annotations

from django.utils import timezone
from pytest_django import Settings

from balise.people.accounts import mailing
from balise.people.models import Staff
from tests.people.accounts.keyboard import PASSWORD, Keyboard, led
from tests.people.mailbox import Mailbox, known_host, mailbox
from tests.people.world import World
from tests.server.demo_process import free_port

__all__ = ["known_host", "mailbox"]  # fixtures


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


def test_a_changed_password_is_told_to_its_owner(world: World, mailbox: Mailbox) -> None:
    keyboard = Keyboard()
    keyboard.sign_in(world.marie.email)
    new = "une marée très haute"
    keyboard.send("/account/password/change/", oldpassword=PASSWORD, password1=new, password2=new)
    assert mailbox.received()[-1]["subject"] == "Balise\u00a0: votre mot de passe a changé"
