"""A consent from paper to proof: taken down by staff, withdrawn on a phone by a link, proven by a script that
knows nothing of Balise, and told again as of three days.
"""

from __future__ import annotations

import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urljoin

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from balise.consent.words import State
from balise.policy.text import Lang
from balise.server.demo.people import CLIENT, CLIENT_FILE
from balise.theme.texts import t
from tests.journeys.axe import faults
from tests.journeys.conftest import PHONE
from tests.journeys.desk import Desk

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.journey

VERIFY = Path(__file__).parents[2] / "docs" / "verify_receipt.py"
CHANNELS: dict[Lang, str] = {"fr": "email", "en": "phone"}
"""What is asked in which language, so that the one journey leaves the other alone."""
SIGNED = 5
"""How many days ago the form was signed; it is typed in today."""


@pytest.fixture
def marie(browser: Browser, site: str, lang: Lang) -> Iterator[Desk]:
    """The dietitian who has the file, at her own phone."""
    context = browser.new_context(viewport=PHONE)
    someone = Desk(context.new_page(), site, lang)
    someone.open("demo/marie-tremblay/")
    yield someone
    context.close()


@pytest.fixture
def jeanne(browser: Browser, site: str, lang: Lang) -> Iterator[Page]:
    """The client at hers: she signs in nowhere, and follows her link."""
    context = browser.new_context(viewport=PHONE)
    page = context.new_page()
    page.goto(f"{site}demo/{CLIENT.id}/")
    page.goto(f"{page.url.partition('?')[0]}?lang={lang}")
    yield page
    context.close()


@pytest.mark.provision("S1-42", "S1-48")
def test_from_paper_to_a_withdrawal_a_verified_receipt_and_three_days_told_again(
    marie: Desk, jeanne: Page, lang: Lang, tmp_path: Path
) -> None:
    channel = CHANNELS[lang]
    today = timezone.localdate()
    on_paper(marie, channel, signed=today - timedelta(days=SIGNED), scan=tmp_path / "form.pdf")

    jeanne.reload()
    row = jeanne.locator(f"#survey-{channel}")
    expect(row).to_contain_text(t("preferences.state.given", lang))
    row.get_by_role("button", name=t("preferences.page.stop", lang)).click()
    expect(jeanne.get_by_role("alert")).to_contain_text(t("preferences.done.no", lang))
    expect(row).to_contain_text(t("preferences.state.withdrawn", lang))

    assert "dpv:ConsentWithdrawn" in verified(jeanne, lang, tmp_path)

    for ago, held, known in (
        (SIGNED + 1, State.UNKNOWN, State.UNKNOWN),
        (SIGNED - 2, State.GIVEN, State.UNKNOWN),  # signed, and in a drawer
        (0, State.WITHDRAWN, State.WITHDRAWN),
    ):
        look_back(marie, today - timedelta(days=ago))
        read = marie.page.locator(f"#survey-{channel}")
        if held is State.UNKNOWN:
            expect(read).to_have_count(0)
            continue
        expect(read.locator(".consent-rows__state--held")).to_contain_text(held.label[lang])
        expect(read.locator(".consent-rows__state--known")).to_contain_text(known.label[lang])
    assert not faults(marie.page)


def on_paper(marie: Desk, channel: str, *, signed: date, scan: Path) -> None:
    """From her list to the answer: the form that came back is typed in, and attached."""
    page, lang = marie.page, marie.lang
    marie.open("clients/")
    page.get_by_role("searchbox").fill(CLIENT.name)
    page.get_by_role("search").get_by_role("button").click()
    page.get_by_role("link", name=CLIENT.name, exact=True).click()
    page.locator(f'a[href$="/survey/{channel}/"]').click()
    chosen = page.locator('input[name="how"][value="paper_form"]')
    # The drawn circle lies over the real one; people press its label.
    page.locator(f'label[for="{chosen.get_attribute("id")}"]').click()
    page.locator("summary", has_text=t("intake.page.more", lang)).click()
    fill_day(page, signed)
    scan.write_bytes(b"%PDF-1.7\nwhat was signed")
    page.locator('input[name="evidence"]').set_input_files(scan)
    page.get_by_role("button", name=t("intake.answer.yes", lang)).click()
    expect(page.locator(".govuk-notification-banner--success")).to_contain_text(t("intake.done", lang))


def look_back(marie: Desk, day: date) -> None:
    """Ask for a past day, from the page of her consents."""
    page = marie.page
    marie.open(f"clients/{CLIENT_FILE}/consents/")
    page.get_by_role("link", name=t("intake.on_day.link", marie.lang)).click()
    fill_day(page, day)
    page.get_by_role("button", name=t("intake.on_day.submit", marie.lang)).click()
    expect(page.locator("#found")).to_be_visible()


def fill_day(page: Page, day: date) -> None:
    for part in ("year", "month", "day"):
        page.locator(f'input[name="day-{part}"]').fill(str(getattr(day, part)))


def verified(jeanne: Page, lang: Lang, folder: Path) -> str:
    """What the script says of the receipt of her latest answer, run by a stranger; of a bent one, nothing."""
    keys = folder / "keys.json"
    published = urljoin(jeanne.url, "/.well-known/balise-consent-keys.json")
    keys.write_text(jeanne.request.get(published).text(), encoding="utf-8")
    jeanne.get_by_role("link", name=t("preferences.page.history", lang)).click()
    latest = jeanne.locator(".preferences-history > li").first
    with jeanne.expect_download() as download:
        latest.locator('a[href$="receipt.jws"]').click()
    receipt, bent = folder / "receipt.jws", folder / "bent.jws"
    download.value.save_as(receipt)
    header, content, signature = receipt.read_text().split(".")
    bent.write_text(f"{header}.{content[:-8]}{content[-8:].swapcase()}.{signature}")
    assert run(bent, keys).returncode != 0
    done = run(receipt, keys)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def run(receipt: Path, keys: Path) -> subprocess.CompletedProcess[str]:
    """A process of its own, which finds nothing of Balise."""
    return subprocess.run(
        [sys.executable, VERIFY, receipt, keys],
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": ""},
    )
