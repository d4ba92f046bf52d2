"""Asking in a browser that runs no script: nothing is missing but the button that prints."""

import pytest
from playwright.sync_api import BrowserContext, expect

from balise.policy.text import Lang
from tests.journeys.desk import UNKNOWN, Desk

pytestmark = pytest.mark.journey


def test_the_whole_of_asking_works(without_script: BrowserContext, site: str, lang: Lang) -> None:
    desk = Desk(without_script.new_page(), site, lang)
    desk.open()
    expect(desk.search("temoignage").first).to_have_attribute("value", "use_testimonial")
    expect(desk.search("xyzzyq")).to_have_count(0)
    desk.choose("accept_gift")
    desk.go_on()
    expect(desk.page.locator(".govuk-error-summary")).to_be_visible()
    desk.page.locator("summary").click()
    expect(desk.page.locator(".govuk-details__text")).to_be_visible()
    while desk.asked:
        desk.answer(UNKNOWN)
    desk.reads("undetermined")
    desk.change("gift_kind", "cash")
    desk.reads("prohibited")
    expect(desk.page.locator("#print")).to_be_hidden()
    desk.page.locator('button[name="language"]').click()
    desk.lang = "en" if lang == "fr" else "fr"
    desk.reads("prohibited")
    desk.page.locator(".balise-source a").first.click()
    expect(desk.page).to_have_url(f"{site}policies/organisation/#{desk.decision.reasons[0].rule.id}")
