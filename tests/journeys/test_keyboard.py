"""By the keyboard alone: everything can be reached in order, seen when it is reached, and used."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.desk import Desk
from tests.journeys.places import CLIENT, FORM

pytestmark = pytest.mark.journey

MOST_STOPS = 80


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until this has the focus, and see that it shows it."""
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            seen = page.evaluate(
                """() => {
                    const here = document.activeElement;
                    const styles = [here, here.closest('.balise-card') ?? here, ...here.labels ?? []]
                        .flatMap(e => ['', '::before', '::after'].map(part => getComputedStyle(e, part)));
                    return styles.some(s => s.outlineStyle !== 'none' || s.boxShadow !== 'none');
                }"""
            )
            assert seen, f"nothing shows that {selector} has the focus"
            return
    raise AssertionError(f"{selector} is not reached in {MOST_STOPS} stops on {page.url}")


def press(page: Page, selector: str, key: str = "Enter") -> None:
    tab_to(page, selector)
    page.keyboard.press(key)


def test_twelve_tasks_are_done_by_keyboard(desk: Desk) -> None:
    page = desk.page
    desk.open()
    # 1. Jump to the content.
    press(page, ".govuk-skip-link")
    assert page.evaluate("document.activeElement.id") == "main"
    # 2. Search in one's own words, and 3. choose a card that was found.
    tab_to(page, "input[type=search]")
    page.keyboard.type("cadeau")
    page.keyboard.press("Enter")
    page.wait_for_url("**/ask/search/")
    press(page, "button[value=accept_gift]")
    page.wait_for_url("**/ask/*/*/")
    # 4. Be told that an answer is missing, and 5. go from the message to the field.
    press(page, "form[novalidate] button")
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    press(page, ".govuk-error-summary a")
    assert page.evaluate("document.activeElement.name") == "answer"
    # 6. Read why it is asked.
    page.reload()
    press(page, "summary", "Space")
    expect(page.locator(".govuk-details__text")).to_be_visible()
    # 7. Choose the last answer, which is that one does not know, and 8. go on, until there is an answer.
    for _ in range(12):
        if desk.asked is None:
            break
        question = desk.asked
        if page.locator("input[type=radio]").count():
            tab_to(page, "input[name=answer]")
            page.keyboard.press("ArrowUp")
            press(page, "form[novalidate] button")
        else:
            press(page, "button[value=unknown]", "Space")
        page.wait_for_url(re.compile(f"^(?!.*/{question}/)"))
    expect(page.locator(".balise-verdict--undetermined")).to_be_visible()
    # 9. Change an answer.
    press(page, ".govuk-summary-list__actions a[href$='/gift_kind/']")
    page.wait_for_url("**/gift_kind/")
    tab_to(page, "input[name=answer]")
    for _ in range(10):
        if page.locator("input[value=cash]").is_checked():
            break
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator(".balise-verdict--prohibited")).to_be_visible()
    # 10. Read the rule in the policy.
    press(page, ".balise-source a")
    page.wait_for_url("**/policies/**")
    # 11. Change the language.
    press(page, "button[name=language]")
    expect(page.locator("html")).to_have_attribute("lang", {"fr": "en-CA", "en": "fr-CA"}[desk.lang])
    # 12. Ask something else, by theme.
    press(page, ".balise-nav a[href='/']")
    page.wait_for_url(desk.site)
    press(page, "a[href='/ask/about/services/']")
    expect(page.locator("button[name=act]").first).to_be_visible()


def test_a_file_is_found_written_in_and_read_by_keyboard(desk: Desk) -> None:
    page = desk.page
    desk.open("demo/marie-tremblay/")
    press(page, ".balise-nav a[href='/clients/']")
    page.wait_for_url("**/clients/")
    name = page.locator(CLIENT).first.inner_text()
    tab_to(page, "input[type=search]")
    page.keyboard.type(name)
    page.keyboard.press("Enter")
    expect(page.locator(".people-forget")).to_be_visible()
    press(page, CLIENT)
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    press(page, "a[href$='/circle/add/']")
    page.wait_for_url("**/circle/add/")
    press(page, FORM)
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    press(page, ".govuk-error-summary a")
    assert page.evaluate("document.activeElement.id") == "full_name"
    press(page, ".govuk-button-group a")
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    press(page, "a[href$='/health/']")
    page.wait_for_url("**/health/")


def test_the_journal_is_searched_by_keyboard(desk: Desk) -> None:
    page = desk.page
    desk.open("demo/priya-raman/")
    press(page, ".balise-nav a[href='/journal/']")
    page.wait_for_url("**/journal/")
    press(page, ".people-look summary")
    tab_to(page, "select")
    page.keyboard.press("ArrowDown")
    press(page, ".people-look button")
    expect(page.locator(".people-sought")).to_be_visible()
    press(page, ".people-sought button")
    expect(page.locator(".people-sought")).to_have_count(0)
    press(page, ".people-entries summary")
    press(page, ".people-entries button")
    expect(page.locator(".people-sought")).to_be_visible()
