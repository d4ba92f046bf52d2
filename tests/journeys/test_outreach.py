"""The fitness centre, from a list to a report: whom a newcomer may write to, who is left alone, and who stops
it while it leaves. A mail server takes what leaves, and the worker is the one that `balise send` runs.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, expect

from balise.acts.policy import policy_in_force
from balise.consent.words import State
from balise.outreach.models import Message
from balise.outreach.small import FEWEST
from balise.outreach.words import CampaignState, Means, MessageState, TaskState
from balise.policy.rules import GuidanceKind
from balise.policy.text import LANGS
from balise.policy.verdict import Verdict
from balise.theme.texts import t
from tests.consent.saying import withdraws
from tests.journeys.axe import DESK
from tests.journeys.campaigning import (
    answer_what_is_asked,
    approve,
    at,
    attach_the_centres_list,
    begin,
    change_to_email,
    fill,
    go_through_the_checklist,
    number,
    press,
    say_the_price,
    screen,
    speak,
    start,
    write,
)
from tests.journeys.centre import AGREED, Centre, make_centre
from tests.journeys.conftest import PHONE
from tests.journeys.consents import sign_in
from tests.journeys.desk import Desk
from tests.journeys.places import here
from tests.outreach.preparing import SIX
from tests.outreach.sending.crowd import worker_of
from tests.outreach.sending.post_office import open_post_office
from tests.outreach.worlds import excel_list

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import APIRequestContext, Browser, BrowserContext, Page
    from pytest_django import Settings
    from pytest_django.live_server_helper import LiveServer

    from balise.outreach.sending.worker import Worker
    from balise.policy.text import Lang
    from tests.outreach.sending.post_office import PostOffice

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def context(own_context: BrowserContext) -> BrowserContext:
    """The server is in this process."""
    return own_context


@pytest.fixture
def centre(settings: Settings) -> Centre:
    settings.BALISE_ORGANISATION = "other"
    return make_centre()


@pytest.fixture
def office(settings: Settings) -> Iterator[PostOffice]:
    with open_post_office(settings) as opened:
        yield opened


@pytest.fixture
def site(live_server: LiveServer, settings: Settings) -> str:
    """It speaks HTTP, where these cookies cannot be Secure."""
    settings.SESSION_COOKIE_NAME, settings.SESSION_COOKIE_SECURE = "session", False
    settings.CSRF_COOKIE_NAME, settings.CSRF_COOKIE_SECURE = "csrf", False
    return f"{live_server.url}/"


@pytest.fixture
def marie(page: Page, site: str, centre: Centre) -> Desk:
    """The dietitian who is new there, at her phone."""
    desk = Desk(page, site, "fr")
    sign_in(desk, centre.world.marie)
    return desk


@pytest.fixture
def grace(browser: Browser, site: str, centre: Centre) -> Iterator[Desk]:
    """Her manager, at a computer."""
    context = browser.new_context(viewport=DESK)
    desk = Desk(context.new_page(), site, "fr")
    sign_in(desk, centre.world.grace)
    yield desk
    context.close()


@pytest.fixture
def mail_program(browser: Browser) -> Iterator[APIRequestContext]:
    """Signed in nowhere, without a page."""
    context = browser.new_context()
    yield context.request
    context.close()


@pytest.mark.provision(
    *("S1-22", "S1-23", "S1-30", "S1-31", "S1-33", "S1-35"),
    *("S1-36", "S1-37", "S1-38", "S1-39", "S1-40", "S1-41", "S1-46"),
)
def test_a_newcomer_writes_only_to_those_who_agreed_and_whoever_stops_it_meanwhile_is_left_alone(
    centre: Centre, marie: Desk, grace: Desk, mail_program: APIRequestContext, office: PostOffice
) -> None:
    begin(marie, centre, Means.PHONE)
    attach_the_centres_list(marie)
    say_the_price(marie, "free")
    screen(marie)
    answer_what_is_asked(marie)
    calls_are_strongly_discouraged_also_when_free(marie)

    change_to_email(marie)
    screen(marie)
    only_those_who_agreed_may_be_written_to(marie)
    the_rest_hears_it_otherwise(marie)

    write(marie)
    go_through_the_checklist(marie)
    approve(marie, grace)
    try_it_on_herself(marie, centre, office)
    start(marie)

    first, later = leaves_until(office, 3)
    assert centre.state(first) is State.GIVEN
    one_click(mail_program, marie.site, office, first)
    assert centre.state(first) is State.WITHDRAWN
    withdraws(centre.agreed[later], centre.news, now=timezone.now())
    send()

    assert office.reached == dict.fromkeys(centre.agreed.keys() - {later}, 1)
    it_is_finished(marie, later)
    small_numbers_are_hidden(grace)


# What each of them sees


def calls_are_strongly_discouraged_also_when_free(marie: Desk) -> None:
    """With the reason, where it stands, and what to do instead. What the sessions cost changes nothing."""
    page = marie.page
    free = [answered(page, verdict, "fr") for verdict in Verdict]
    assert answered(page, Verdict.STRONGLY_DISCOURAGED, "fr") > excel_list().counts["good"] // 2
    assert not answered(page, Verdict.PERMITTED, "fr")
    say_the_price(marie, "paid")
    screen(marie)
    assert [answered(page, verdict, "fr") for verdict in Verdict] == free
    for lang in LANGS:
        speak(marie, lang)
        assert answered(page, Verdict.STRONGLY_DISCOURAGED, lang)
        assert page.locator(".balise-reasons .balise-source").count()
        for key in SIX:
            expect(page.locator("main")).to_contain_text(_alternative(key, lang))
    speak(marie, "fr")
    marie.fits_phones()
    page.set_viewport_size(PHONE)


def only_those_who_agreed_may_be_written_to(marie: Desk) -> None:
    page = marie.page
    for lang in LANGS:
        speak(marie, lang)
        lead = page.locator("p.govuk-body-l").first.inner_text()
        good = excel_list().counts["good"]
        assert number(lead) == int(f"{AGREED}{good}"), "the one, then the other, whatever stands between"
    speak(marie, "fr")
    _row(page, Verdict.PERMITTED, "fr").get_by_role("link").click()
    expect(page.locator(".people-count")).to_contain_text(str(AGREED))
    page.go_back()
    _row(page, Verdict.PROHIBITED, "fr").get_by_role("link").click()
    page.locator(".people-rows__title").first.click()
    assert here(page) == "screening:person"
    expect(page.locator("section.balise-verdict")).to_have_class(re.compile(r"balise-verdict--prohibited"))
    assert page.locator(".balise-source").count()


def the_rest_hears_it_otherwise(marie: Desk) -> None:
    """The six alternatives are a list of things to do; she does one."""
    page = marie.page
    marie.open(at("screening:result"))
    for key in SIX:
        expect(page.locator(".govuk-task-list")).to_contain_text(_alternative(key, "fr"))
    page.locator(".govuk-task-list a").filter(
        has_text=_alternative("cdo-sollicitation/reception-display", "fr")
    ).click()
    fill(page, state=TaskState.DONE, note="Affiche à la réception")
    expect(page.locator(".govuk-task-list")).to_contain_text("Affiche à la réception")


def answered(page: Page, verdict: Verdict, lang: Lang) -> int:
    """How many got this answer, as the page counts them."""
    found = _row(page, verdict, lang).locator("td").last
    return number(found.inner_text()) if found.count() else 0


def _row(page: Page, verdict: Verdict, lang: Lang) -> Locator:
    tag = page.locator(f".balise-tag.balise-verdict--{verdict}", has_text=verdict.label[lang])
    return page.locator("main table tr").filter(has=tag)


def _alternative(key: str, lang: Lang) -> str:
    return policy_in_force().guidance[GuidanceKind.ALTERNATIVE][key].text[lang]


def try_it_on_herself(marie: Desk, centre: Centre, office: PostOffice) -> None:
    marie.open(at("sending:state"))
    press(marie, "sending.test.button")
    expect(marie.page.locator(".govuk-notification-banner")).to_contain_text(t("sending.test.done", "fr"))
    assert list(office.reached) == [centre.world.marie.email]
    office.got.clear()


def leaves_until(office: PostOffice, messages: int) -> tuple[str, str]:
    """Let some leave, then stop; who got the first, and who will be the last."""
    worker = worker_of(timezone.now)

    def enough(_server: object, _to: str) -> None:
        if len(office.got) >= messages:
            worker.stop()

    office.before_reply = enough
    send(worker)
    waiting = Message.objects.filter(state=MessageState.QUEUED).order_by("-pk")
    return office.got[0][1], waiting.values_list("recipient__email", flat=True)[0]


def send(worker: Worker | None = None) -> None:
    """What `balise send --once` does."""
    (worker or worker_of(timezone.now)).run(once=True)


def one_click(mail_program: APIRequestContext, site: str, office: PostOffice, to: str) -> None:
    """As a mail program does it (RFC 8058), signed in nowhere."""
    mail = office.mail(to)
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = re.search(r"<https?://[^/]+/([^>]+)>", str(mail["List-Unsubscribe"]))
    assert address
    assert mail_program.post(site + address[1], form={"List-Unsubscribe": "One-Click"}).ok


def it_is_finished(marie: Desk, later: str) -> None:
    page = marie.page
    marie.open(at("sending:state"))
    expect(page.locator("main")).to_contain_text(
        t("sending.is", "fr", state=CampaignState.FINISHED.label["fr"])
    )
    withheld = Message.objects.select_related("recipient").get(state=MessageState.WITHHELD)
    assert withheld.recipient.email == later
    marie.open(at("sending:message", withheld.uuid))
    expect(page.locator("main")).to_contain_text(MessageState.WITHHELD.label["fr"], ignore_case=True)
    marie.fits_phones()


def small_numbers_are_hidden(grace: Desk) -> None:
    """One was withheld, and one said no afterwards: nobody can tell who."""
    page = grace.page
    grace.open(at("reports:campaign"))
    rows = page.locator("tr")
    reached = rows.filter(has_text=t("reports.end.reached", "fr")).first
    assert number(reached.locator("td").inner_text()) == AGREED - 1
    after = rows.filter(has_text=t("reports.withdrew", "fr", days=30)).first
    expect(after.locator("td")).to_have_text(t("reports.fewer", "fr", number=FEWEST))
