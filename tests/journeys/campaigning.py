"""A campaign in the browser, step by step, as its author and her manager go through it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.urls import resolve, reverse
from playwright.sync_api import Locator, expect

from balise.outreach.models import Campaign, Message
from balise.outreach.words import Audience, CampaignState, CheckItem, Means
from balise.theme.texts import t
from tests.journeys.centre import AGREED, SENDER
from tests.journeys.desk import LANGUAGE_CODES
from tests.journeys.places import FORM, here
from tests.outreach.preparing import STATEMENT
from tests.outreach.worlds import excel_list

if TYPE_CHECKING:
    from playwright.sync_api import FilePayload, Page

    from balise.policy.text import Lang
    from tests.journeys.centre import Centre
    from tests.journeys.desk import Desk

ANSWERS = {
    "client_status": "of_another",
    "needs_assessed": "false",
    "answers_need": "false",
    "personal_gain": "true",
    "do_not_call": "clear",
}
"""She is new at the centre, and her free sessions feed paid ones."""

CONFIRMED = {
    CheckItem.HEALTH: "no",
    CheckItem.NO_PRESSURE: "yes",
    CheckItem.NO_CONFLICT: "real",
    CheckItem.CONDUCT: "yes",
    CheckItem.SPHERES: "yes",
}
"""She has an interest in it, and says so."""


def campaign() -> Campaign:
    found: Campaign = Campaign.objects.get()
    return found


def at(name: str, *more: object) -> str:
    """A page of the campaign, without the slash that it begins with."""
    return reverse(name, args=[campaign().uuid, *more])[1:]


def press(desk: Desk, name: str) -> None:
    """The button of this text, be it a link that looks like one."""
    desk.page.get_by_role("button", name=t(name, desk.lang)).click()


def fill(page: Page, **answers: object) -> None:
    """Answer the questions of a form, each by its name, and send it."""
    for name, answer in answers.items():
        field = page.locator(f'[name="{name}"]')
        match field.first.evaluate("each => each.type"):
            case "radio":
                choose(page, field.and_(page.locator(f'[value="{answer}"]')))
            case "select-one":
                field.select_option(str(answer))
            case _:
                field.fill(str(answer))
    page.locator(FORM).first.click()


def choose(page: Page, chosen: Locator) -> None:
    """The drawn circle lies over the real one; people press its label."""
    page.locator(f'label[for="{chosen.get_attribute("id")}"]').click()


def speak(desk: Desk, lang: Lang) -> None:
    """The same page in a language."""
    cookie = {"name": "balise_language", "value": LANGUAGE_CODES[lang], "url": desk.site}
    desk.page.context.add_cookies([cookie])  # type: ignore[list-item]  # a TypedDict
    desk.page.reload()


def begin(marie: Desk, centre: Centre, means: Means) -> None:
    page = marie.page
    marie.open(reverse("campaigns:campaigns")[1:])
    press(marie, "campaigns.begin.title")
    page.select_option('[name="sender"]', label=SENDER)
    fill(
        page,
        unit=centre.world.clinic.uuid,
        title="Séances gratuites au centre",
        act="invite_to_session",
        purpose="news",
        audience=Audience.OUTSIDE_LIST,
        means=means,
    )
    expect(page.locator(".govuk-notification-banner")).to_contain_text(t("campaigns.begin.done", "fr"))


def attach_the_centres_list(marie: Desk) -> None:
    """Two thousand rows with every kind of fault; not without what its provider states (S1-31)."""
    page, made = marie.page, excel_list()
    marie.open(at("audience:list"))
    press(marie, "audience.attach.title")
    sent: FilePayload = {
        "name": "membres.xlsx",
        "mimeType": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "buffer": made.content,
    }
    page.set_input_files("input[type=file]", sent)
    fill(page, origin="provider", provider=SENDER)
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    page.set_input_files("input[type=file]", sent)
    fill(page, origin="provider", provider=SENDER, statement=STATEMENT)
    page.wait_for_url("**/columns/")
    expect(page.get_by_label("Courriel", exact=True)).to_have_value("email")
    page.locator(FORM).first.click()
    page.wait_for_url("**/result/")
    counted = page.locator(".govuk-summary-list__row")
    for name, count in made.counts.items():
        row = counted.filter(has_text=t(f"audience.result.{name}", "fr"))
        assert number(row.locator("dd").inner_text()) == count
    first = next(row.number for row in made.rows if row.fate == "faulty")
    expect(page.locator("main")).to_contain_text(t("audience.result.row", "fr", number=first))


def number(words: str) -> int:
    return int("".join(re.findall(r"\d", words)))


def screen(marie: Desk) -> None:
    """Have everyone on the list examined, from whichever page she is on."""
    marie.open(at("screening:result"))
    press(marie, "audience.screen.title")
    expect(marie.page.locator(".govuk-notification-banner")).to_contain_text(t("screening.page.done", "fr"))


def say_the_price(marie: Desk, price: str) -> None:
    marie.open(at("campaigns:fact", "price"))
    fill(marie.page, answer=price)


def answer_what_is_asked(marie: Desk) -> None:
    """The questions that stand for everyone, until none is left; then everyone is examined again."""
    page = marie.page
    marie.open(at("campaigns:facts"))
    page.locator(".balise-list a[href*='/facts/']").first.click()
    while here(page) == "campaigns:fact":
        fact = resolve(urlsplit(page.url).path).kwargs["fact"]
        fill(page, answer=ANSWERS[fact])
        page.wait_for_url(re.compile(rf"^(?!.*/{fact}/)"))
    screen(marie)


def change_to_email(marie: Desk) -> None:
    marie.open(at("campaigns:campaign"))
    marie.page.get_by_role("link", name=t("campaigns.change.title", "fr")).click()
    fill(marie.page, means=Means.EMAIL)
    expect(marie.page.locator(".govuk-notification-banner")).to_contain_text(t("campaigns.change.done", "fr"))


def write(marie: Desk) -> None:
    page = marie.page
    marie.open(at("campaigns:content", "fr"))
    fill(page, subject="Séances au centre", body="Bonjour {first_name},\n\nVoici nos **séances**.")
    marie.open(at("campaigns:testimonials"))
    fill(page, whose="none")
    # Also at night, when tests may run.
    marie.open(at("campaigns:limits"))
    fill(page, quiet_from="08:00", quiet_until="08:00")


def go_through_the_checklist(marie: Desk) -> None:
    """Nothing goes with an open item (S1-46)."""
    page = marie.page
    submit = page.get_by_role("button", name=t("campaigns.submit.submit", "fr"))
    marie.open(at("campaigns:submit"))
    expect(submit).to_have_count(0)
    for item, answer in CONFIRMED.items():
        marie.open(at("campaigns:check", item.value))
        fill(page, answer=answer)
    marie.open(at("campaigns:submit"))
    submit.click()
    page.wait_for_load_state()
    assert campaign().state == CampaignState.SUBMITTED


def approve(marie: Desk, grace: Desk) -> None:
    """She has an interest in it: her manager decides, and she cannot start before."""
    marie.open(at("sending:state"))
    expect(marie.page.get_by_role("button", name=t("sending.start.title", "fr"))).to_have_count(0)
    grace.open(reverse("campaigns:waiting")[1:])
    grace.page.get_by_role("link", name=campaign().title).click()
    if here(grace.page) == "campaigns:campaign":
        press(grace, "campaigns.decide.title")
    fill(grace.page, decision="approved", words="Merci de l’avoir déclaré.")
    grace.page.wait_for_load_state()
    assert campaign().state == CampaignState.READY


def start(marie: Desk) -> None:
    marie.open(at("sending:state"))
    press(marie, "sending.start.title")
    marie.page.locator("main form button").click()
    expect(marie.page.locator(".govuk-notification-banner")).to_contain_text(t("sending.start.done", "fr"))
    assert Message.objects.count() == AGREED
