"""One click in a mail program (RFC 8058): no cookie, no token, no question, and never by merely looking."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.test import Client as Browser
from django.utils import timezone

from balise.consent.models import AddressRefusal, ConsentEvent
from balise.consent.preferences.headers import unsubscribe_headers
from balise.consent.queries import may_reach
from balise.consent.words import Channel, State
from balise.journal.models import Entry
from balise.people.addresses import address_key
from balise.people.models import ContactPoint
from balise.people.words import ContactKind
from tests.consent.preferences.visiting import PROXY, Visitor
from tests.consent.saying import says

if TYPE_CHECKING:
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
        f"/unsubscribe/{mailed.secret}/",
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
    page = mailed.read(f"/unsubscribe/{mailed.secret}/")
    assert "Arrêter ces messages" in page
    assert mailed.state(news.purpose) is State.GIVEN
    answer = mailed.press(f"/unsubscribe/{mailed.secret}/", of="/unsubscribe/")
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
    before = (ConsentEvent.objects.count(), AddressRefusal.objects.count(), Entry.objects.count())
    assert click(mailed) == 200
    assert (ConsentEvent.objects.count(), AddressRefusal.objects.count(), Entry.objects.count()) == before


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


@pytest.mark.parametrize("body", [BODY, "", "x=%00", "List-Unsubscribe=No"])
def test_whatever_the_body_a_post_is_a_no(mailed: Visitor, news: Asked, body: str) -> None:
    assert click(mailed, body) == 200
    assert mailed.state(news.purpose) is State.WITHDRAWN


def test_the_headers_are_those_of_the_standards(mailed: Visitor) -> None:
    headers = unsubscribe_headers("https://balise.example.org", mailed.secret)
    assert headers == {
        "List-Unsubscribe": f"<https://balise.example.org/unsubscribe/{mailed.secret}/>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    assert all("\n" not in value and len(value) < 200 for value in headers.values())
