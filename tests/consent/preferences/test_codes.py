"""A way in for who has no link that works: nobody learns whom we know, and nobody guesses a code."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client as Browser
from django.utils import timezone
from pytest_django import Settings

from balise.consent.models import PreferenceLink
from balise.consent.preferences import codes, mailing
from balise.consent.preferences.models import Code, CodeRequest
from balise.consent.words import Channel, State
from balise.journal.models import Entry
from balise.people.addresses import address_key
from balise.people.models import Client, ContactPoint
from balise.people.words import ContactKind
from tests.consent.preferences.visiting import PROXY, Mailbox, Visitor
from tests.server.demo_process import free_port

if TYPE_CHECKING:
    from tests.consent.conftest import Asked
    from tests.people.world import World

CODE = re.compile(r"^ {4}(\w{4}-\w{4})\r?$", re.MULTILINE)
LINK = re.compile(r"https://testserver/preferences/([\w-]{43})/")
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')


class Stranger:
    """Someone at a browser, of whom nothing is known."""

    def __init__(self) -> None:
        self.browser = Browser(enforce_csrf_checks=True)

    def open(self, address: str) -> Any:  # noqa: ANN401  Django's test responses have more than their type
        return self.browser.get(address, secure=True, headers=PROXY)

    def send(self, page: str, /, **told: str) -> Any:  # noqa: ANN401  as above
        token = TOKEN.findall(self.open(page).content.decode())
        told["csrfmiddlewaretoken"] = token[0] if token else ""
        more = {**PROXY, "referer": "https://testserver/"}
        return self.browser.post(page, told, secure=True, headers=more)

    def ask(self, address: str) -> str:
        """Ask for a code; where it is typed."""
        answer = self.send("/preferences/", address=address)
        assert answer.status_code == 302
        where: str = answer.headers["Location"]
        return where


def typed(mailbox: Mailbox) -> str:
    found = CODE.search(mailbox.received()[-1].get_content())
    assert found
    return found[1]


@pytest.mark.parametrize("address", ["rose@example.org", " Rose@EXAMPLE.org ", "(506) 555-0101"])
def test_a_code_by_mail_opens_the_page(world: World, news: Asked, mailbox: Mailbox, address: str) -> None:
    stranger = Stranger()
    where = stranger.ask(address)
    [mail] = mailbox.received()
    assert mail["to"] == "rose@example.org"
    led = stranger.send(where, code=typed(mailbox).lower().replace("-", " "))
    assert led.status_code == 302
    page = stranger.open(led.headers["Location"])
    assert news.purpose.name.fr in page.content.decode()
    link = PreferenceLink.objects.get()
    assert link.client == world.rose
    assert link.expires_at - link.made_at == codes.LINK_OF_A_CODE


def test_the_mail_says_nothing_of_anyone_and_is_in_both_languages(world: World, mailbox: Mailbox) -> None:
    Stranger().ask("rose@example.org")
    [mail] = mailbox.received()
    body = mail.get_content()
    assert mail["subject"] == "Votre code, comme demandé"
    assert body.index("Bonjour") < body.index("Hello")
    assert not any(word in mail["subject"] + body for word in ("Rose", "Landry", "@"))
    assert world.rose.full_name == "Rose Landry"


@pytest.mark.usefixtures("world")
def test_who_is_unknown_gets_the_same_answer_and_no_mail(mailbox: Mailbox) -> None:
    answers = set()
    for address in ("rose@example.org", "nobody@example.org", "506 555-9999"):
        stranger = Stranger()
        where = stranger.ask(address)
        page = TOKEN.sub("", stranger.open(where).content.decode())
        answers.add((page.replace(where, "…"), re.sub(r"[\w-]{43}", "…", where)))
        wrong = stranger.send(where, code="AAAA-AAAA")
        answers.add((TOKEN.sub("", wrong.content.decode()).replace(where, "…"), str(wrong.status_code)))
    assert len(answers) == 2
    assert [mail["to"] for mail in mailbox.received()] == ["rose@example.org"]


@pytest.mark.usefixtures("world")
def test_as_much_is_kept_of_an_unknown_address_as_of_a_known_one(mailbox: Mailbox) -> None:
    for address in ("rose@example.org", "nobody@example.org"):
        Stranger().ask(address)
    assert CodeRequest.objects.count() == Code.objects.count() == 2
    assert mailbox.received()
    assert not Entry.objects.filter(kind="consent.link_made").exists()


@pytest.mark.parametrize("address", ["", "rose", "12", "@", "\x00@x", "x@" + "y" * 300])
@pytest.mark.usefixtures("world")
def test_what_is_no_address_is_asked_again(address: str, mailbox: Mailbox) -> None:
    answer = Stranger().send("/preferences/", address=address)
    assert answer.status_code == 422
    assert "Écrivez une adresse courriel" in answer.content.decode()
    assert not mailbox.received()
    assert not CodeRequest.objects.exists()


def test_a_code_is_good_once(world: World, mailbox: Mailbox) -> None:
    stranger = Stranger()
    where = stranger.ask("rose@example.org")
    code = typed(mailbox)
    assert stranger.send(where, code=code).status_code == 302
    assert stranger.send(where, code=code).status_code == 422
    assert PreferenceLink.objects.filter(client=world.rose).count() == 1


@pytest.mark.usefixtures("world")
def test_a_code_is_good_for_fifteen_minutes_and_five_tries() -> None:
    now = timezone.now()
    ticket, [message] = codes.ask(typed="rose@example.org", now=now)
    assert codes.use(ticket=ticket, code=message.code, now=now + timedelta(minutes=15)) is None
    for _ in range(5):
        assert codes.use(ticket=ticket, code="AAAA-AAAA", now=now) is None
    assert codes.use(ticket=ticket, code=message.code, now=now) is None
    ticket, [message] = codes.ask(typed="rose@example.org", now=now)
    for _ in range(4):
        codes.use(ticket=ticket, code="AAAA-AAAA", now=now)
    assert codes.use(ticket=ticket, code=message.code, now=now)


@pytest.mark.usefixtures("world")
def test_a_code_is_good_only_where_it_was_asked_for() -> None:
    now = timezone.now()
    _, [message] = codes.ask(typed="rose@example.org", now=now)
    other, _ = codes.ask(typed="nobody@example.org", now=now)
    assert codes.use(ticket=other, code=message.code, now=now) is None
    assert codes.use(ticket="x" * 43, code=message.code, now=now) is None


def test_no_more_than_three_messages_an_hour_whichever_way_they_are_asked_for(
    world: World, mailbox: Mailbox
) -> None:
    old = Visitor.of(world.rose, now=timezone.now() - timedelta(days=100))
    for address in ("rose@example.org", "506 555-0101", "rose@example.org", "rose@example.org"):
        Stranger().ask(address)
    old.post("/preferences/again/", secret=old.secret)
    assert len(mailbox.received()) == 3
    assert codes.ask(typed="rose@example.org", now=timezone.now() + timedelta(hours=1, minutes=1))[1]


def test_a_link_that_ended_gets_another_sent_to_the_address_on_file(
    world: World, mailbox: Mailbox, news: Asked
) -> None:
    old = Visitor.of(world.rose, now=timezone.now() - timedelta(days=100))
    page = old.get().content.decode()
    assert "M’envoyer un autre lien" in page
    answer = old.post("/preferences/again/", secret=old.secret)
    unknown = old.post("/preferences/again/", secret="x" * 43)
    assert answer.status_code == unknown.status_code == 302
    [mail] = mailbox.received()
    assert mail["to"] == "rose@example.org"
    found = LINK.search(mail.get_content())
    assert found
    again = Visitor(world.rose, found[1])
    again.press("", of="/no/", all="1")
    assert again.state(news.purpose, Channel.EMAIL) is State.REFUSED


def test_two_who_share_a_mailbox_each_get_their_own_code(world: World, mailbox: Mailbox) -> None:
    key = address_key(ContactKind.EMAIL, "rose@example.org")
    ContactPoint.objects.create(client=world.ulla, kind="email", value="rose@example.org", key=key)
    stranger = Stranger()
    where = stranger.ask("rose@example.org")
    assert len(mailbox.received()) == 2
    stranger.send(where, code=typed(mailbox))
    assert PreferenceLink.objects.get().client == world.ulla


def test_nobody_is_written_to_because_of_the_phone_of_a_shelter(world: World, mailbox: Mailbox) -> None:
    for number in range(codes.MOST_SHARING):
        resident = Client.objects.create(full_name=f"Resident {number}", unit=world.relief, language="fr")
        key = address_key(ContactKind.PHONE, "506 555-0101")
        ContactPoint.objects.create(client=resident, kind="phone", value="506 555-0101", key=key)
    Stranger().ask("506 555-0101")
    assert not mailbox.received()


@pytest.mark.usefixtures("world")
def test_a_mail_server_that_is_down_is_not_told_to_who_asks(settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    assert Stranger().ask("rose@example.org")
    mailing.wait_for_the_mail()


@pytest.mark.usefixtures("world")
def test_what_is_kept_of_codes_is_hashed_and_goes_after_an_hour() -> None:
    now = timezone.now()
    ticket, [message] = codes.ask(typed="rose@example.org", now=now)
    kept = str(list(CodeRequest.objects.values())) + str(list(Code.objects.values()))
    assert not any(each in kept for each in (ticket, message.code, message.code.replace("-", ""), "rose@"))
    codes.purge(now + timedelta(hours=1, minutes=1))
    assert not CodeRequest.objects.exists()
    assert not Code.objects.exists()
