"""From paper to proof: a consent taken at intake, withdrawn on a phone, verified by a stranger."""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urljoin

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from balise.consent import operations
from balise.consent.queries import consents_on, may_reach
from balise.consent.words import Channel, State
from balise.people.periods import day_of
from balise.policy.text import Text
from tests.consent.conftest import ask_for
from tests.consent.saying import says
from tests.journeys.axe import violations
from tests.people.world import NOW, World, later, make_world

if TYPE_CHECKING:
    from balise.people.models import Client
    from tests.consent.conftest import Asked

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


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


def test_from_paper_to_a_withdrawal_on_a_phone_and_a_receipt_that_a_stranger_verifies(
    heron_cove: World, news: Asked, link: str, page: Page, tmp_path: Path
) -> None:
    rose = heron_cove.rose
    # At intake, on paper: told to us five days after it was signed.
    says(heron_cove.marie, rose, news, now=later(days=5), effective_at=NOW)
    page.goto(link)
    row = page.locator("#workshops-email")
    expect(row).to_contain_text("Vous avez dit oui")
    row.get_by_role("button", name="Arrêter").click()
    # In force before the page answers.
    expect(page.get_by_role("alert")).to_contain_text("Votre non est noté")
    assert state(rose, news) is State.WITHDRAWN
    expect(row).to_contain_text("Vous y avez mis fin")

    page.get_by_role("link", name="Tout ce que vous avez répondu").click()
    latest = page.locator(".preferences-history > li").first
    with page.expect_download() as download:
        latest.get_by_role("link", name="Signé").click()
    receipt = tmp_path / "receipt.jws"
    download.value.save_as(receipt)
    keys = tmp_path / "keys.json"
    keys.write_text(page.request.get(urljoin(link, reverse("receipts:keys"))).text(), encoding="utf-8")
    verified = subprocess.run(
        [sys.executable, "docs/verify_receipt.py", receipt, keys], capture_output=True, text=True, check=True
    )
    assert "dpv:ConsentWithdrawn" in verified.stdout

    def was(day: timedelta, *, known: timedelta | None = None) -> State:
        consents = consents_on(rose, day_of(NOW + day), None if known is None else NOW + known)
        found = [each.state for each in consents if each.channel is Channel.EMAIL]
        return found[0] if found else State.UNKNOWN

    assert was(-timedelta(days=1)) is State.UNKNOWN
    assert was(timedelta(days=2)) is State.GIVEN
    assert was(timedelta(days=2), known=timedelta(days=2)) is State.UNKNOWN  # the form was not typed in yet
    assert was(timezone.now() - NOW) is State.WITHDRAWN


def test_all_of_it_works_without_script_by_touch_and_by_keyboard(
    heron_cove: World, news: Asked, link: str, without_script: BrowserContext
) -> None:
    page = without_script.new_page()
    page.goto(link)
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
