"""Every page of outreach: without a fault in both languages, and the whole way of a list by the keyboard."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from balise.outreach.models import Check, Recipient
from balise.outreach.words import CheckItem
from balise.people.models import Staff
from balise.policy.text import LANGS, Text
from tests.consent.conftest import ask_for
from tests.journeys.axe import faults, violations
from tests.journeys.consents import Leaf, sign_in
from tests.journeys.desk import LANGUAGE_CODES, Desk
from tests.journeys.outreach import Told, tell
from tests.journeys.places import FORM, OUTREACH, here
from tests.journeys.test_keyboard import press, tab_to
from tests.outreach.preparing import STATEMENT, begun
from tests.people.world import make_world

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page
    from pytest_django import Settings
    from pytest_django.live_server_helper import LiveServer

    from balise.outreach.models import Campaign
    from balise.policy.text import Lang

MAIL = "campaigns:message"
"""What stands in a frame of `campaigns:preview`: a mail, which has no landmarks of a page."""
OF_A_PAGE = re.compile("landmark-one-main|page-has-heading-one|region:")

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def context(own_context: BrowserContext) -> BrowserContext:
    """The server is in this process."""
    return own_context


@pytest.fixture
def desk(page: Page, live_server: LiveServer, settings: Settings) -> Desk:
    """It speaks HTTP, where these cookies cannot be Secure."""
    settings.SESSION_COOKIE_NAME, settings.SESSION_COOKIE_SECURE = "session", False
    settings.CSRF_COOKIE_NAME, settings.CSRF_COOKIE_SECURE = "csrf", False
    return Desk(page, f"{live_server.url}/", "fr")


@pytest.fixture
def told(settings: Settings) -> Told:
    settings.BALISE_ORGANISATION = "charity"
    return tell()


@pytest.fixture
def new() -> Campaign:
    """One of Marie’s, just begun."""
    world = make_world()
    news = ask_for(world, "workshops", Text("Nouvelles des ateliers", "Workshop news"))
    return begun(world, news.purpose)


def speak(desk: Desk, lang: Lang) -> None:
    desk.lang = lang
    language = {"name": "balise_language", "value": LANGUAGE_CODES[lang], "url": desk.site}
    desk.page.context.add_cookies([language])  # type: ignore[list-item]  # a TypedDict


def open_leaf(desk: Desk, leaf: Leaf) -> None:
    """In the language of the moment, also behind a mark, where the address says it."""
    query = f"?lang={desk.lang}" if leaf.name == "sending:stop" else ""
    desk.open(leaf.address[1:] + query)
    assert here(desk.page) == leaf.name


def test_no_page_of_outreach_has_a_fault(told: Told, desk: Desk) -> None:
    found: dict[str, list[str]] = {}
    for who, leaves in told.leaves.items():
        if who:
            sign_in(desk, getattr(told.world, who))
        for lang in LANGS:
            speak(desk, lang)
            for leaf in leaves:
                open_leaf(desk, leaf)
                # A desk shows the same as a phone in either language: it is looked at in the longer one.
                seen = faults(desk.page) if lang == "fr" else violations(desk.page)
                found[f"{who}, {lang}: {leaf.address}"] = [
                    each for each in seen if leaf.name != MAIL or not OF_A_PAGE.search(each)
                ]
                if leaf.refused:
                    desk.page.locator(FORM).last.click()
                    desk.page.locator(".govuk-error-summary").wait_for()
                    found[f"{who}, {lang}: {leaf.address}, refused"] = violations(desk.page)
    assert not any(found.values()), {where: each for where, each in found.items() if each}
    assert {leaf.name for leaves in told.leaves.values() for leaf in leaves} == set(OUTREACH)


@pytest.mark.usefixtures("new")
def test_a_secret_of_the_gate_is_shown_once_on_a_page_without_a_fault(desk: Desk) -> None:
    sign_in(desk, Staff.objects.get(email="paul@example.org"))
    page = desk.page
    desk.open(reverse("gate:add")[1:])
    page.locator("#name").fill("Infolettre du quai")
    page.locator("#login").fill("quai")
    for name in ("unit", "purpose", "act", "audience"):
        choose(page, name)
    page.locator(FORM).last.click()
    secret = page.locator("code", has_text="gate_").inner_text()
    assert faults(page) == []
    desk.open(reverse("gate:accounts")[1:])
    expect(page.get_by_role("link", name="Infolettre du quai")).to_be_visible()
    assert secret not in page.content()


def choose(page: Page, name: str) -> None:
    """The first answer there is, be they buttons or a menu."""
    if page.locator(f"select[name={name}]").count():
        page.locator(f"select[name={name}]").select_option(index=1)
    elif page.locator(f"input[name={name}][type=radio]").count():
        page.locator(f"label[for={name}]").click()


@pytest.mark.provision("S1-31", "S1-46")
def test_a_list_is_attached_read_and_examined_and_the_checklist_begun_by_keyboard(
    new: Campaign, desk: Desk
) -> None:
    page = desk.page
    sign_in(desk, new.author)
    desk.open(reverse("campaigns:campaign", args=[new.uuid])[1:])
    press(page, f"main a[href='{reverse('audience:list', args=[new.uuid])}']")
    page.wait_for_url("**/list/")
    press(page, "main a[href$='/attach/']")
    page.wait_for_url("**/attach/")
    press(page, FORM)
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    press(page, ".govuk-error-summary a")
    assert page.evaluate("document.activeElement.form !== null")
    tab_to(page, "textarea[name=pasted]")
    page.keyboard.type("rose@example.org\nlou@example.org\nlou at example.org\n")
    tab_to(page, "input[name=origin]")
    while not page.locator("input[name=origin][value=provider]").is_checked():
        page.keyboard.press("ArrowDown")
    tab_to(page, "input[name=provider]")
    page.keyboard.type("Fitness Centre")
    tab_to(page, "textarea[name=statement]")
    page.keyboard.type(STATEMENT)
    press(page, FORM)
    # What the message led to stays in the address.
    page.wait_for_url(re.compile(r"/columns/(#\w+)?$"))
    press(page, FORM)
    page.wait_for_url(re.compile(r"/result/(#\w+)?$"))
    press(page, "form[action$='/screening/run/'] button")
    page.wait_for_url(re.compile(r"/screening/(#\w+)?$"))
    assert Recipient.objects.filter(campaign=new).count() == 2
    press(page, ".govuk-back-link")
    page.wait_for_url(re.compile(f"/{new.uuid}/$"))
    press(page, "main a[href$='/checklist/']")
    page.wait_for_url("**/checklist/")
    press(page, "main a[href$='/checklist/conduct/']")
    page.wait_for_url("**/conduct/")
    tab_to(page, "input[name=answer]")
    page.keyboard.press("Space")
    press(page, FORM)
    page.wait_for_url("**/checklist/")
    assert Check.objects.filter(campaign=new, item=CheckItem.CONDUCT).exists()
