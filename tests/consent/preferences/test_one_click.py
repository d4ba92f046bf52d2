"""One click in a mail program (RFC 8058): no cookie, no token, no question, and never by merely looking."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.test import Client as Browser
from django.utils import timezone

from balise.consent import operations
from balise.consent.models import ConsentEvent, PreferenceLink, Refusal
from balise.consent.preferences import codes
from balise.consent.preferences.headers import unsubscribe_headers
from balise.consent.queries import may_reach
from balise.consent.rights.erasing import erase_client
from balise.consent.words import Channel, Event, Method, State
from balise.journal.models import Entry
from balise.people.addresses import address_key
from balise.people.models import ContactPoint
from balise.people.operations import change_client
from balise.people.words import ContactKind
from tests.consent.preferences.visiting import PROXY, Visitor
from tests.consent.saying import says

if TYPE_CHECKING:
    from balise.people.models import Client
    from tests.consent.conftest import Asked
    from tests.people.world import World

BODY = "List-Unsubscribe=One-Click"


@pytest.fixture
def mailed(world: World, news: Asked) -> Visitor:
    """Rose, with the link of a message about the workshops."""
    says(world.marie, world.rose, news)
    return Visitor.of(world.rose, purpose=news.purpose, channel=Channel.EMAIL)


def click(mailed: Visitor, body: str = BODY) -> int:
    """As a mail program sends it."""
    answer = Browser(enforce_csrf_checks=True).post(
        mailed.stop,
        body,
        content_type="application/x-www-form-urlencoded",
        secure=True,
        headers=PROXY,
    )
    assert not answer.cookies
    assert len(answer.content) < 6000
    return answer.status_code


def test_the_post_of_a_mail_program_is_obeyed_at_once(mailed: Visitor, news: Asked) -> None:
    assert click(mailed) == 200
    assert mailed.state(news.purpose) is State.WITHDRAWN


def test_only_what_the_message_was_about_is_stopped(
    world: World, mailed: Visitor, news: Asked, visits: Asked
) -> None:
    says(world.marie, world.rose, visits)
    says(world.marie, world.rose, news, channel=Channel.PHONE)
    click(mailed)
    assert mailed.state(visits.purpose) is State.GIVEN
    assert mailed.state(news.purpose, Channel.PHONE) is State.GIVEN


def test_a_scanner_that_opens_the_link_changes_nothing_and_sees_a_button(
    mailed: Visitor, news: Asked
) -> None:
    page = mailed.read(mailed.stop)
    assert "Arrêter ces messages" in page
    assert mailed.state(news.purpose) is State.GIVEN
    answer = mailed.press(mailed.stop, of="/unsubscribe/")
    assert answer.status_code == 200
    assert mailed.state(news.purpose) is State.WITHDRAWN


def test_it_holds_for_everyone_who_has_that_address(world: World, mailed: Visitor, news: Asked) -> None:
    key = address_key(ContactKind.EMAIL, "rose@example.org")
    ContactPoint.objects.create(client=world.ulla, kind="email", value="Rose@Example.org", key=key)
    says(world.aline, world.ulla, news)
    click(mailed)
    assert may_reach(world.ulla, news.purpose, Channel.EMAIL, timezone.now()) is State.WITHDRAWN


def test_a_second_click_writes_nothing(mailed: Visitor) -> None:
    click(mailed)
    before = (ConsentEvent.objects.count(), Refusal.objects.count(), Entry.objects.count())
    assert click(mailed) == 200
    assert (ConsentEvent.objects.count(), Refusal.objects.count(), Entry.objects.count()) == before


def test_a_click_after_a_new_yes_stops_again(world: World, mailed: Visitor, news: Asked) -> None:
    click(mailed)
    says(None, world.rose, news, now=timezone.now())
    assert mailed.state(news.purpose) is State.GIVEN
    click(mailed)
    assert mailed.state(news.purpose) is State.WITHDRAWN


def test_a_client_without_any_address_is_stopped_all_the_same(
    world: World, mailed: Visitor, news: Asked
) -> None:
    ContactPoint.objects.filter(client=world.rose).delete()
    click(mailed)
    assert mailed.state(news.purpose) is State.WITHDRAWN


def test_a_link_about_nothing_in_particular_stops_everything(
    world: World, news: Asked, visits: Asked
) -> None:
    everything = Visitor.of(world.rose)
    click(everything)
    for asked in (news, visits):
        for channel in Channel:
            assert everything.state(asked.purpose, channel) in {State.REFUSED, State.WITHDRAWN}


@pytest.fixture
def neighbour(world: World, news: Asked) -> Client:
    """Ulla lives where Rose lives: one phone, one street, and one mailbox; she agreed to everything."""
    street = (ContactKind.ADDRESS, "1 Quay St")
    own = [(ContactKind.PHONE, "506 555-0101"), (ContactKind.EMAIL, "rose@example.org")]
    change_client(by=world.pia, client=world.rose, contacts=[*own, street], now=timezone.now())
    change_client(by=world.pia, client=world.ulla, contacts=[*own, street], now=timezone.now())
    for channel in (Channel.EMAIL, Channel.PHONE, Channel.MAIL):
        says(world.pia, world.ulla, news, channel=channel, now=timezone.now())
    return world.ulla


def reached(client: Client, asked: Asked) -> list[Channel]:
    return [each for each in Channel if may_reach(client, asked.purpose, each, timezone.now()).allows]


def test_who_stops_everything_does_not_answer_for_the_neighbours_phone_and_letters(
    world: World, news: Asked, neighbour: Client
) -> None:
    click(Visitor.of(world.rose))
    assert reached(world.rose, news) == []
    assert reached(neighbour, news) == [Channel.PHONE, Channel.MAIL]
    said = ConsentEvent.objects.filter(event=Event.WITHDRAWN).get(client=neighbour)
    assert (said.channel, said.method) == (Channel.EMAIL, Method.SHARED_ADDRESS)
    assert {each.method for each in ConsentEvent.objects.filter(client=world.rose)} == {Method.ONE_CLICK}


def test_a_no_on_the_page_holds_for_the_mailbox_that_its_link_went_to(
    world: World, news: Asked, neighbour: Client
) -> None:
    """Whoever reads there may be the same person, under another name."""
    mailbox = address_key(ContactKind.EMAIL, "rose@example.org")
    for way, after in (
        (Channel.PHONE, [Channel.EMAIL, Channel.PHONE, Channel.MAIL]),
        (None, [Channel.PHONE, Channel.MAIL]),
    ):
        stop = {"all": "1"} if way is None else {"purpose": news.purpose.code, "channel": way.value}
        assert Visitor.of(world.rose, address=mailbox).post("no/", **stop).status_code == 302
        assert reached(neighbour, news) == after
    next_year = address_key(ContactKind.EMAIL, "ROSE+2@example.org")
    assert Refusal.objects.filter(address=next_year, channel=Channel.EMAIL).exists()


def test_a_no_on_a_page_whose_link_was_handed_over_on_paper_holds_for_its_client_alone(
    world: World, news: Asked, neighbour: Client
) -> None:
    Visitor.of(world.rose).post("no/", all="1")
    assert reached(world.rose, news) == []
    assert len(reached(neighbour, news)) == 3


@pytest.mark.parametrize("body", [BODY, "", "x=%00", "List-Unsubscribe=No"])
def test_whatever_the_body_a_post_is_a_no(mailed: Visitor, news: Asked, body: str) -> None:
    assert click(mailed, body) == 200
    assert mailed.state(news.purpose) is State.WITHDRAWN


def test_the_headers_are_those_of_the_standards_and_hold_no_way_to_the_page(mailed: Visitor) -> None:
    headers = unsubscribe_headers("https://balise.example.org", mailed.secret)
    assert headers == {
        "List-Unsubscribe": f"<https://balise.example.org{mailed.stop}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    assert all("\n" not in value and len(value) < 200 for value in headers.values())
    assert not any(mailed.secret in value for value in headers.values())


def test_who_a_message_is_forwarded_to_can_only_stop_it(world: World, mailed: Visitor, news: Asked) -> None:
    event = says(world.marie, world.rose, news, channel=Channel.PHONE)
    secret = PreferenceLink.unsubscribe_secret(mailed.secret)
    forwarded = Visitor(world.rose, secret)
    for address in ("", "history/", "letter.pdf", f"receipts/{event.uuid}/receipt.jws"):
        assert forwarded.get(address).status_code == 404
    for address in ("no/", "language/", "revoke/", "yes/workshops/email/"):
        assert forwarded.post(address, all="1", language="en").status_code == 404
    assert f"/preferences/{mailed.secret}" not in forwarded.read(mailed.stop)
    # Nor does it get them a link, and the secret of the page does not do what the other does.
    assert codes.ask_for_link(secret=secret, source="there", now=timezone.now())
    assert codes.answer_due(timezone.now()) == 0
    assert mailed.post(f"/unsubscribe/{mailed.secret}/").status_code == 404
    assert mailed.state(news.purpose) is State.GIVEN


@pytest.mark.parametrize("over", ["ended", "turned off", "address left", "erased"])
def test_one_click_in_an_old_message_still_stops_it(world: World, news: Asked, over: str) -> None:
    says(world.marie, world.rose, news)
    now = timezone.now()
    made = now - timedelta(days=365 if over == "ended" else 1)
    old = Visitor.of(world.rose, purpose=news.purpose, channel=Channel.EMAIL, address="k", now=made)
    if over == "turned off":
        operations.revoke_links(by=world.pia, client=world.rose, now=now)
    elif over == "erased":
        closed = now.date() - timedelta(days=4000)
        change_client(by=world.pia, client=world.rose, closed_date=closed, now=now)
        erase_client(by=world.pia, client=world.rose, now=now)
        assert PreferenceLink.objects.get().address == ""
    assert old.get().status_code == 404
    assert old.post(old.stop).status_code == 200
    assert not old.state(news.purpose).allows
