"""Every page about consents, of staff and of clients: without a fault, by three taps, and by the keyboard."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from balise.consent.models import Merge
from balise.consent.queries import may_reach
from balise.consent.rights.models import Complaint
from balise.consent.words import Channel, State
from tests.journeys.axe import faults, violations
from tests.journeys.consents import Leaf, Told, sign_in, tell
from tests.journeys.desk import Desk
from tests.journeys.importing import import_steps
from tests.journeys.places import CONSENTS, FORM, here
from tests.journeys.test_keyboard import press, tab_to

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page
    from pytest_django import Settings
    from pytest_django.live_server_helper import LiveServer

    from balise.policy.text import Lang

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

ANSWERS = """Courriel;Finalité;Canal;Consentement;Date du consentement;Couleur
rose@example.org;workshops;courriel;oui;2024-05-01;bleu
nobody@example.org;workshops;courriel;peut-être;2024-05-01;vert
ulla@example.org;nothing;courriel;oui;;rouge
"""


@pytest.fixture
def context(own_context: BrowserContext) -> BrowserContext:
    """The server is in this process."""
    return own_context


@pytest.fixture
def told() -> Told:
    return tell()


@pytest.fixture
def desk(page: Page, live_server: LiveServer, settings: Settings, lang: Lang) -> Desk:
    """The desk of the small world, in each language. It speaks HTTP, where these cookies cannot be Secure."""
    settings.SESSION_COOKIE_NAME, settings.SESSION_COOKIE_SECURE = "session", False
    settings.CSRF_COOKIE_NAME, settings.CSRF_COOKIE_SECURE = "csrf", False
    return Desk(page, f"{live_server.url}/", lang)


def open_leaf(desk: Desk, leaf: Leaf) -> None:
    """In the language of this test, also behind a link, where the address says it."""
    behind = leaf.name.startswith("preferences:")
    desk.open(leaf.address[1:] + (f"?lang={desk.lang}" if behind else ""))
    assert here(desk.page) == leaf.name


@pytest.mark.parametrize("who", ["marie", "pia", ""], ids=lambda who: who or "client")
def test_no_page_about_consents_has_a_fault(told: Told, desk: Desk, who: str) -> None:
    if who:
        sign_in(desk, getattr(told.world, who))
    found = {}
    for leaf in told.leaves[who]:
        open_leaf(desk, leaf)
        found[leaf.address] = faults(desk.page)
        if leaf.refused:
            desk.page.locator(FORM).last.click()
            desk.page.locator(".govuk-error-summary").wait_for()
            found[f"{leaf.address}, refused"] = violations(desk.page)
    assert not any(found.values()), found


def test_no_page_of_an_import_of_consents_has_a_fault(told: Told, desk: Desk) -> None:
    sign_in(desk, told.world.pia)
    found = {}
    for name in import_steps(desk, reverse("consent_imports:start")[1:], ANSWERS):
        found[name] = faults(desk.page)
    assert not any(found.values()), found


def test_a_key_is_shown_once_on_a_page_without_a_fault(told: Told, desk: Desk) -> None:
    sign_in(desk, told.world.pia)
    page = desk.page
    desk.open(reverse("api_keys:keys")[1:])
    page.get_by_role("textbox").fill("Infolettre")
    page.locator("label[for=purpose]").click()
    page.locator("label[for=may_grant]").click()
    page.locator(FORM).last.click()
    secret = page.locator("code").inner_text()
    assert secret.startswith("balise_")
    assert faults(page) == []
    desk.open(reverse("api_keys:keys")[1:])
    expect(page.locator(".people-rows__title", has_text="Infolettre")).to_be_visible()
    assert secret not in page.content()


def test_a_link_that_is_turned_off_says_so_without_a_fault(told: Told, desk: Desk) -> None:
    page = next(leaf for leaf in told.leaves[""] if leaf.name == "preferences:page")
    open_leaf(desk, page)
    desk.page.locator(".govuk-details summary").last.click()
    desk.page.locator("form[action*='/revoke/'] button").click()
    assert here(desk.page) == "preferences:revoke"
    assert faults(desk.page) == []


def test_each_page_about_consents_is_opened_here(told: Told) -> None:
    opened = {leaf.name for leaves in told.leaves.values() for leaf in leaves}
    assert {each for each in CONSENTS if not each.startswith("consent_imports:")} <= opened


@pytest.mark.provision("S1-20", "S1-42")
def test_on_a_phone_three_taps_record_a_yes(told: Told, desk: Desk) -> None:
    rose, page = told.world.rose, desk.page
    sign_in(desk, told.world.marie)
    desk.open(reverse("people:client", args=[rose.uuid])[1:])
    page.locator(f"a[href='{reverse('intake:one', args=[rose.uuid, 'visits', 'phone'])}']").click()
    page.locator("label[for=how]").click()
    page.locator("button[value='yes']").click()
    assert here(page) == "intake:consents"
    assert may_reach(rose, told.visits, Channel.PHONE, timezone.now()) is State.GIVEN


@pytest.mark.provision("S1-42")
def test_a_refusal_is_recorded_and_a_complaint_handed_on_by_keyboard(told: Told, desk: Desk) -> None:
    rose, page = told.world.rose, desk.page
    sign_in(desk, told.world.marie)
    desk.open(reverse("people:client", args=[rose.uuid])[1:])
    press(page, f"a[href='{reverse('intake:one', args=[rose.uuid, 'visits', 'phone'])}']")
    page.wait_for_url("**/visits/phone/")
    press(page, "button[value='no']")
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    press(page, ".govuk-error-summary a")
    assert page.evaluate("document.activeElement.id") == "how"
    page.keyboard.press("Space")
    press(page, "button[value='no']")
    page.wait_for_url(re.compile("/consents/(#how)?$"))
    assert may_reach(rose, told.visits, Channel.PHONE, timezone.now()) is State.REFUSED
    press(page, ".govuk-back-link")
    page.wait_for_url(f"**/{rose.uuid}/")
    press(page, "a[href$='/rights/complain/']")
    page.wait_for_url("**/rights/complain/")
    tab_to(page, "textarea")
    page.keyboard.type("They call at night.")
    press(page, FORM)
    page.wait_for_url(f"**/{rose.uuid}/")
    assert Complaint.objects.filter(client=rose, words="They call at night.").exists()


def test_two_records_are_merged_by_keyboard(told: Told, desk: Desk) -> None:
    page = desk.page
    sign_in(desk, told.world.pia)
    desk.open()
    press(page, f".balise-nav a[href='{reverse('notices:purposes')}']")
    page.wait_for_url("**/purposes/")
    press(page, f"main a[href='{reverse('merging:proposals')}']")
    page.wait_for_url("**/merging/")
    press(page, "main .people-rows a")
    page.wait_for_url(f"**/{told.world.rose.uuid}/*/")
    tab_to(page, "input[name=decision]")
    page.keyboard.press("Space")
    tab_to(page, "textarea")
    page.keyboard.type("She told us so.")
    press(page, FORM)
    page.wait_for_url("**/merging/")
    assert Merge.objects.filter(kept=told.world.rose).exists()
