"""The preference page in a browser: without script, by keyboard, and without a fault."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from balise.consent import operations
from balise.consent.queries import may_reach
from balise.consent.words import Channel, State
from balise.policy.text import Text
from tests.consent.conftest import ask_for
from tests.consent.saying import says
from tests.journeys.axe import violations
from tests.people.world import World, make_world

if TYPE_CHECKING:
    from balise.people.models import Client
    from tests.consent.conftest import Asked

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def context(own_context: BrowserContext) -> BrowserContext:
    """The server is in this process."""
    return own_context


@pytest.fixture
def heron_cove() -> World:
    return make_world()


@pytest.fixture
def news(heron_cove: World) -> Asked:
    asked = ask_for(heron_cove, "workshops", Text("Nouvelles des ateliers", "Workshop news"))
    ask_for(heron_cove, "visits", Text("Rappels de visites", "Visit reminders"))
    return asked


@pytest.fixture
def link(heron_cove: World, live_server: LiveServer, settings: Settings) -> str:
    """The address in the message that Rose got."""
    settings.CSRF_COOKIE_NAME, settings.CSRF_COOKIE_SECURE = "csrf", False
    _, secret = operations.make_link(by=None, client=heron_cove.rose, now=timezone.now())
    return live_server.url + reverse("preferences:page", args=[secret])


def state(client: Client, asked: Asked) -> State:
    return may_reach(client, asked.purpose, Channel.EMAIL, timezone.now())


def test_all_of_it_works_without_script_by_touch_and_by_keyboard(
    heron_cove: World, news: Asked, link: str, without_script: BrowserContext
) -> None:
    page = without_script.new_page()
    page.goto(link)
    page.locator("section", has=page.locator("#purpose-workshops")).locator("summary").click()
    page.locator("#workshops-email").get_by_role("button", name="Dire oui").click()
    expect(page.get_by_text("1 Quay")).to_be_visible()
    button = page.get_by_role("button", name="Oui, j’accepte")
    button.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Votre oui est noté")
    assert state(heron_cove.rose, news) is State.GIVEN
    page.get_by_role("link", name="English").click()
    page.get_by_role("button", name="Stop sending me anything").click()
    expect(page.get_by_role("alert")).to_contain_text("We will send you none of this")
    assert state(heron_cove.rose, news) is State.WITHDRAWN


def test_no_page_has_a_fault_or_scrolls_sideways(
    heron_cove: World, news: Asked, link: str, page: Page, live_server: LiveServer
) -> None:
    says(heron_cove.marie, heron_cove.rose, news)
    start = live_server.url + reverse("preferences:start")
    unsubscribe = link.replace("/preferences/", "/unsubscribe/")
    code = live_server.url + reverse("preferences:code", args=["x" * 43])
    dead = f"{start}{'x' * 43}/"
    pages = [
        link,
        f"{link}?done=all",
        f"{link}history/",
        f"{link}yes/visits/phone/",
        unsubscribe,
        dead,
        start,
        code,
    ]
    found = {}
    for address in pages:
        for lang in ("fr", "en"):
            page.goto(f"{address}{'&' if '?' in address else '?'}lang={lang}")
            found[address, lang] = violations(page)
            for width in (320, 390, 1100):
                page.set_viewport_size({"width": width, "height": 844})
                assert page.evaluate("document.documentElement.scrollWidth") <= width, address
    assert not any(found.values()), found
