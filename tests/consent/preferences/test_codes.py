"""A way in for who has no link that works: nobody learns whom we know, and nobody guesses a code."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from balise.consent.models import PreferenceLink
from balise.consent.preferences import codes
from balise.consent.preferences.models import Code, CodeRequest
from balise.consent.queries import link_of
from balise.consent.words import Channel, State
from balise.people.addresses import address_key
from balise.people.models import Client, ContactPoint
from balise.people.words import ContactKind
from balise.server.caretaker import CHORES
from tests.consent.preferences.visiting import PROXY, Mailbox, Visitor
from tests.server.demo_process import free_port

if TYPE_CHECKING:
    from tests.consent.conftest import Asked
    from tests.people.world import World

CODE = re.compile(r"^ {4}(\w{4}-\w{4})\r?$", re.MULTILINE)
LINK = re.compile(r"https://[^/\s]+/preferences/([\w-]{43})/")
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')


class Stranger:
    """Someone at a browser somewhere, of whom nothing is known."""

    def __init__(self, place: str = "203.0.113.7") -> None:
        self.browser = Browser(enforce_csrf_checks=True)
        self.headers = {**PROXY, "x-forwarded-for": place}

    def open(self, address: str) -> Any:  # noqa: ANN401  Django's test responses have more than their type
        return self.browser.get(address, secure=True, headers=self.headers)

    def send(self, page: str, /, **told: str) -> Any:  # noqa: ANN401  as above
        token = TOKEN.findall(self.open(page).content.decode())
        told["csrfmiddlewaretoken"] = token[0] if token else ""
        more = {**self.headers, "referer": "https://testserver/"}
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


def told(now: datetime, address: str = "rose@example.org") -> tuple[str, str]:
    """Ask for a code at some instant: the ticket, and the code that was mailed."""
    ticket = codes.ask(typed=address, source="there", now=now)
    assert codes.answer_due(now) == 1
    found = CODE.search(str(mail.outbox[-1].body))
    assert found
    return ticket, found[1]


@pytest.mark.parametrize("address", ["rose@example.org", " Rose@EXAMPLE.org ", "(506) 555-0101"])
def test_a_code_by_mail_opens_the_page(world: World, news: Asked, mailbox: Mailbox, address: str) -> None:
    stranger = Stranger()
    where = stranger.ask(address)
    [letter] = mailbox.received()
    assert letter["to"] == "rose@example.org"
    led = stranger.send(where, code=typed(mailbox).lower().replace("-", " "))
    assert led.status_code == 302
    page = stranger.open(led.headers["Location"])
    assert news.purpose.name.fr in page.content.decode()
    for link in PreferenceLink.objects.all():
        assert link.client == world.rose
        assert link.expires_at - link.made_at == codes.LINK_OF_A_CODE


def test_the_link_in_the_mail_opens_the_page_without_the_page_that_waits(
    world: World, news: Asked, mailbox: Mailbox
) -> None:
    Stranger().ask("rose@example.org")
    found = LINK.search(mailbox.received()[0].get_content())
    assert found
    assert news.purpose.name.fr in Visitor(world.rose, found[1]).read()
    link = PreferenceLink.objects.get()
    assert link.expires_at - link.made_at == codes.LINK_OF_A_CODE


def test_the_mail_says_nothing_of_anyone_and_is_in_both_languages(world: World, mailbox: Mailbox) -> None:
    Stranger().ask("rose@example.org")
    [letter] = mailbox.received()
    body = letter.get_content()
    assert letter["subject"] == "Votre code, comme demandé"
    assert letter["auto-submitted"] == "auto-generated"
    assert body.index("Bonjour") < body.index("Hello")
    assert not any(word in letter["subject"] + body for word in ("Rose", "Landry", "@"))
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
    assert [letter["to"] for letter in mailbox.received()] == ["rose@example.org"]


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize("way", ["code", "link"])
def test_until_the_answer_as_much_is_done_for_an_unknown_as_for_a_known_one(world: World, way: str) -> None:
    """How long it takes tells nothing: whom it is about is looked up afterwards, by the caretaker."""
    ended = Visitor.of(world.rose, now=timezone.now() - timedelta(days=100))
    done = []
    for address, secret in (("rose@example.org", ended.secret), ("nobody@example.org", "x" * 43)):
        stranger = Stranger()
        token = TOKEN.findall(stranger.open("/preferences/").content.decode())[0]
        page, sent = ("/preferences/", {"address": address, "csrfmiddlewaretoken": token})
        if way == "link":
            page, sent = ("/preferences/again/", {"secret": secret})
        with CaptureQueriesContext(connection) as asked:
            headers = {**stranger.headers, "referer": "https://testserver/"}
            assert stranger.browser.post(page, sent, secure=True, headers=headers).status_code == 302
        done.append([re.sub(r"'[^']*'|s\d+_x\d+", "…", each["sql"]) for each in asked.captured_queries])
    assert done[0] == done[1]
    assert not Code.objects.exists()
    assert not mail.outbox
    assert codes.answer_due(timezone.now()) == 1


@pytest.mark.parametrize("address", ["", "rose", "12", "@", "\x00@x", "x@" + "y" * 300])
@pytest.mark.usefixtures("world")
def test_what_is_no_address_is_asked_again(address: str, mailbox: Mailbox) -> None:
    answer = Stranger().send("/preferences/", address=address)
    assert answer.status_code == 422
    assert "Écrivez une adresse courriel" in answer.content.decode()
    assert not mailbox.received()
    assert not CodeRequest.objects.exists()


@pytest.mark.usefixtures("world")
def test_a_code_is_good_once(mailbox: Mailbox) -> None:
    stranger = Stranger()
    where = stranger.ask("rose@example.org")
    code = typed(mailbox)
    assert stranger.send(where, code=code).status_code == 302
    assert stranger.send(where, code=code).status_code == 422


@pytest.mark.usefixtures("world")
def test_a_code_is_good_for_fifteen_minutes_and_five_tries() -> None:
    now = timezone.now()
    ticket, code = told(now)
    assert codes.use(ticket=ticket, code=code, now=now + timedelta(minutes=15)) is None
    for _ in range(5):
        assert codes.use(ticket=ticket, code="AAAA-AAAA", now=now) is None
    assert codes.use(ticket=ticket, code=code, now=now) is None
    ticket, code = told(now)
    for _ in range(4):
        codes.use(ticket=ticket, code="AAAA-AAAA", now=now)
    assert codes.use(ticket=ticket, code=code, now=now)


@pytest.mark.usefixtures("world")
def test_a_code_is_good_only_where_it_was_asked_for() -> None:
    now = timezone.now()
    _, code = told(now)
    other = codes.ask(typed="nobody@example.org", source="there", now=now)
    assert codes.use(ticket=other, code=code, now=now) is None
    assert codes.use(ticket="x" * 43, code=code, now=now) is None


def test_from_one_place_no_more_than_three_messages_an_hour_whichever_way_they_are_asked_for(
    world: World, mailbox: Mailbox
) -> None:
    old = Visitor.of(world.rose, now=timezone.now() - timedelta(days=100))
    for address in ("rose@example.org", "506 555-0101", "rose@example.org", "rose@example.org"):
        Stranger().ask(address)
    there = {**PROXY, "x-forwarded-for": "203.0.113.7"}
    old.browser.post("/preferences/again/", {"secret": old.secret}, secure=True, headers=there)
    assert len(mailbox.received()) == 3
    an_hour_later = timezone.now() + timedelta(hours=1, minutes=1)
    codes.ask(typed="rose@example.org", source="there", now=an_hour_later)
    assert codes.answer_due(an_hour_later) == 1


def test_whoever_asks_in_someone_s_name_does_not_keep_them_out(
    world: World, news: Asked, mailbox: Mailbox
) -> None:
    for _ in range(5):
        Stranger("198.51.100.1").ask("rose@example.org")
    assert len(mailbox.received()) == 3
    rose = Stranger("203.0.113.7")
    where = rose.ask("rose@example.org")
    assert rose.send(where, code=typed(mailbox)).status_code == 302
    # From many places at once, the mailbox is not flooded; and whatever came into it lets its reader in.
    for place in range(20):
        Stranger(f"2001:db8:{place}::1").ask("rose@example.org")
    letters = mailbox.received()
    assert len(letters) == codes.MOST_TO_ONE
    found = LINK.search(letters[-1].get_content())
    assert found
    assert news.purpose.name.fr in Visitor(world.rose, found[1]).read()


@pytest.mark.usefixtures("world")
def test_who_asks_about_too_many_people_has_to_wait() -> None:
    for number in range(codes.MOST_FROM_ONE_PLACE):
        # One home has many such addresses.
        Stranger(f"2001:db8:1:2::{number:x}").ask(f"someone{number}@example.org")
    refused = Stranger("2001:db8:1:2::ffff").send("/preferences/", address="rose@example.org")
    assert refused.status_code == 429
    assert "Trop de codes" in refused.content.decode()
    assert CodeRequest.objects.count() == codes.MOST_FROM_ONE_PLACE
    assert Stranger("2001:db8:1:3::1").ask("rose@example.org")


@pytest.mark.usefixtures("world")
def test_where_it_was_asked_from_and_what_was_typed_are_kept_only_as_keyed_hashes() -> None:
    Stranger("203.0.113.7").ask("rose@example.org")
    kept = str(list(CodeRequest.objects.values()))
    plain = (each for word in ("203.0.113.7", "rose@example.org") for each in (word, codes.hash_of(word)))
    assert not any(each in kept for each in plain)


def test_the_caretaker_answers_on_its_rounds() -> None:
    assert codes.answer_due in CHORES


@pytest.mark.usefixtures("world")
def test_two_processes_that_make_their_rounds_write_once() -> None:
    now = timezone.now()
    codes.ask(typed="rose@example.org", source="there", now=now)
    assert [codes.answer_due(now), codes.answer_due(now)] == [1, 0]
    assert len(mail.outbox) == 1


@pytest.mark.usefixtures("world")
def test_the_address_of_the_page_that_waits_is_told_to_nobody() -> None:
    stranger = Stranger()
    page = stranger.open(stranger.ask("rose@example.org"))
    assert page.headers["Referrer-Policy"] == "strict-origin"


def test_a_link_that_ended_gets_another_sent_to_the_address_on_file(
    world: World, mailbox: Mailbox, news: Asked
) -> None:
    old = Visitor.of(world.rose, now=timezone.now() - timedelta(days=100))
    page = old.get().content.decode()
    assert "M’envoyer un autre lien" in page
    answer = old.post("/preferences/again/", secret=old.secret)
    unknown = old.post("/preferences/again/", secret="x" * 43)
    assert answer.status_code == unknown.status_code == 302
    [letter] = mailbox.received()
    assert letter["to"] == "rose@example.org"
    found = LINK.search(letter.get_content())
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
    led = stranger.send(where, code=typed(mailbox))
    link = link_of(led.headers["Location"].split("/")[2], timezone.now())
    assert link
    assert link.client == world.ulla


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
    assert codes.answer_due(timezone.now()) == 1


@pytest.mark.usefixtures("world")
def test_what_is_kept_of_codes_is_hashed_and_goes_after_an_hour() -> None:
    now = timezone.now()
    ticket, code = told(now)
    kept = str(list(CodeRequest.objects.values())) + str(list(Code.objects.values()))
    assert not any(each in kept for each in (ticket, code, code.replace("-", ""), "rose@"))
    codes.answer_due(now + timedelta(hours=1, minutes=1))
    assert not CodeRequest.objects.exists()
    assert not Code.objects.exists()
