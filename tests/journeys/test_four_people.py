"""Four people of the demo organisation at work, each from signing in to the end of what they came for."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, Locator, expect

from balise.policy.text import Lang
from balise.theme.texts import t
from tests.journeys.conftest import PHONE
from tests.journeys.desk import Desk

pytestmark = pytest.mark.journey

Enter = Callable[[str], Desk]

VERIFY_BUNDLE = Path(__file__).parents[2] / "docs" / "verify_journal.py"
PERSON = re.compile(r"/people/[0-9a-f-]{36}/$")
SIGN_IN = re.compile(r"/account/login/")
GONE = 404


@pytest.fixture
def enter(browser: Browser, site: str, lang: Lang) -> Iterator[Enter]:
    """Someone in a browser of their own: several people can be there at once."""
    opened = []

    def be(persona: str) -> Desk:
        opened.append(browser.new_context(viewport=PHONE))
        someone = Desk(opened[-1].new_page(), site, lang)
        someone.open(f"demo/{persona}/")
        return someone

    yield be
    for context in opened:
        context.close()


def title(someone: Desk) -> Locator:
    return someone.page.get_by_role("heading", level=1)


def rows(someone: Desk) -> list[tuple[str, str]]:
    """Who stands in the list of this page: name and address."""
    links = someone.page.locator("a.people-rows__title").all()
    return [(link.inner_text(), link.get_attribute("href") or "") for link in links]


def search(someone: Desk, words: str) -> None:
    someone.page.get_by_role("searchbox").fill(words)
    someone.page.get_by_role("search").get_by_role("button").click()


def press(someone: Desk, text: str) -> None:
    """A link that leads to what can be done here."""
    someone.page.locator("main").get_by_role("link", name=t(text, someone.lang)).click()
    someone.page.get_by_role("heading", level=1).wait_for()


def press_button(someone: Desk, text: str) -> None:
    """The same, where it looks like a button."""
    someone.page.locator("main").get_by_role("button", name=t(text, someone.lang)).click()


def fill(someone: Desk, answers: Mapping[str, str | int], form: str = "form.people-form") -> None:
    """Answer by the names of the fields; of a folded list, the choice may be told by its place. Then send."""
    sent = someone.page.locator(form)
    for name, value in answers.items():
        field = sent.locator(f'[name="{name}"]')
        if field.count() > 1:
            # The drawn circle lies over the real one; people press its label.
            chosen = field.and_(someone.page.locator(f'[value="{value}"]'))
            sent.locator(f'label[for="{chosen.get_attribute("id")}"]').click()
        elif isinstance(value, int):
            field.select_option(index=value)
        elif field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
    sent.locator("button").last.click()


def confirms(someone: Desk, done: str) -> None:
    banner = someone.page.locator(".govuk-notification-banner--success")
    expect(banner).to_contain_text(t(done, someone.lang))


def status_of(someone: Desk, path: str) -> int:
    """What someone is answered at this address; the page stays open."""
    answer = someone.page.goto(someone.site.rstrip("/") + path)
    assert answer
    return answer.status


@pytest.mark.provision("S2-17", "S2-30")
def test_a_dietitian_reads_the_files_assigned_to_her_and_others_are_not_there(enter: Enter) -> None:
    marie, david = enter("marie-tremblay"), enter("david-chen")
    marie.open("clients/")
    name, path = rows(marie)[0]
    marie.page.get_by_role("link", name=name, exact=True).first.click()
    expect(title(marie)).to_have_text(name)
    expect(marie.page.locator("#contacts")).to_be_visible()
    expect(marie.page.locator("#assigned + ul")).to_contain_text("Marie Tremblay")
    expect(marie.page.locator(".people-noted")).to_contain_text(t("people.client.noted", marie.lang))
    press(marie, "people.client.open_health")
    expect(title(marie)).to_contain_text(t("people.health.title", marie.lang))

    david.open("clients/")
    others, other_path = next(each for each in rows(david) if each[1] != path)
    assert status_of(marie, other_path) == GONE
    expect(title(marie)).to_have_text(t("theme.not_found.title", marie.lang))
    hidden = marie.page.locator("main").inner_text()
    assert others not in marie.page.content()
    assert status_of(marie, f"/clients/{uuid4()}/") == GONE
    assert marie.page.locator("main").inner_text() == hidden
    marie.open("clients/")
    search(marie, others)
    expect(marie.page.locator("#found")).to_have_text(t("people.clients.none_found", marie.lang))


@pytest.mark.provision("S2-59")
def test_a_supervisor_assigns_a_file_and_takes_it_back(enter: Enter) -> None:
    david, sam = enter("david-chen"), enter("sam-okafor")
    david.open("clients/")
    name, path = next(each for each in rows(david) if status_of(sam, each[1]) == GONE)
    david.page.get_by_role("link", name=name, exact=True).first.click()
    press_button(david, "people.assign.title")
    fill(david, {})
    expect(david.page.locator(".govuk-error-summary")).to_contain_text(
        t("people.assign.staff_missing", david.lang)
    )
    chosen = david.page.locator("select[name=staff] option", has_text="Sam Okafor").get_attribute("value")
    assert chosen
    fill(david, {"staff": chosen, "service": "Repas à domicile", "reason": "Absence d’une collègue"})
    confirms(david, "people.assign.done")

    assert status_of(sam, path) == 200
    expect(title(sam)).to_have_text(name)
    expect(sam.page.locator("#contacts")).to_be_visible()

    assigned = david.page.locator("#assigned + ul > li", has_text="Sam Okafor")
    assigned.get_by_role("link", name=t("people.client.withdraw", david.lang)).click()
    expect(title(david)).to_have_text(t("people.withdraw.title", david.lang, name="Sam Okafor"))
    fill(david, {"reason": "La collègue est de retour"})
    confirms(david, "people.withdraw.done")
    assert status_of(sam, path) == GONE
    assert name not in sam.page.content()


def test_an_hr_director_hires_grants_a_role_and_disables_someone_who_is_out_at_their_next_click(
    enter: Enter,
) -> None:
    louise, aline = enter("louise-bergeron"), enter("aline-gagnon")
    louise.open("people/")
    press_button(louise, "people.hire.title")
    hired = f"Noémie Sansregret {louise.lang}"
    fill(
        louise,
        {
            "full_name": hired,
            "email": "louise-bergeron@example.org",
            "status": "employee",
            "unit": 1,
            "language": louise.lang,
        },
    )
    expect(louise.page.locator(".govuk-error-summary")).to_contain_text(
        t("people.errors.email_taken", louise.lang)
    )
    fill(louise, {"email": f"noemie-{louise.lang}@example.org"})
    confirms(louise, "people.hire.done")
    expect(title(louise)).to_have_text(hired)
    assert PERSON.search(louise.page.url), "no name in the address"
    press(louise, "people.grant.title")
    fill(louise, {"role": "supervisor", "unit": 1, "reason": "Remplacement d’été"})
    confirms(louise, "people.grant.done")
    expect(louise.page.locator("section", has=louise.page.locator("#roles"))).to_contain_text(
        "Remplacement d’été"
    )

    aline.open("clients/")
    expect(title(aline)).to_have_text(t("people.clients.title", aline.lang))
    louise.open("people/")
    search(louise, "Aline Gagnon")
    louise.page.get_by_role("link", name="Aline Gagnon", exact=True).click()
    press_button(louise, "people.disable.title")
    fill(louise, {"reason": "Téléphone perdu"})
    confirms(louise, "people.disable.done")
    aline.page.reload()
    assert SIGN_IN.search(aline.page.url)
    # The demo goes on after this test, with everyone in it.
    press_button(louise, "people.enable.title")
    fill(louise, {"reason": "Téléphone retrouvé"})
    confirms(louise, "people.enable.done")


def test_an_auditor_searches_the_journal_and_takes_away_a_bundle_that_proves_itself(
    enter: Enter, tmp_path: Path
) -> None:
    priya = enter("priya-raman")
    priya.open("journal/")
    priya.page.locator("summary", has_text=t("desk.journal.look", priya.lang)).click()
    fill(priya, {"kind": "people.emergency_opened"}, form="form[role=search]")
    found = priya.page.locator("ol.people-entries > li")
    expect(found).to_have_count(2)
    expect(priya.page.locator(".people-sought")).to_be_visible()
    with priya.page.expect_download() as download:
        press_button(priya, "desk.journal.bundle")
    bundle = tmp_path / "bundle"
    download.value.save_as(bundle)
    proven = verified(bundle)
    assert proven.returncode == 0, proven.stdout + proven.stderr
    bundle.write_text(bundle.read_text(encoding="utf-8").replace("emergency_opened", "emergency_0pened", 1))
    assert verified(bundle).returncode != 0


def verified(bundle: Path) -> subprocess.CompletedProcess[str]:
    """What the script that knows nothing of Balise says."""
    return subprocess.run(
        [sys.executable, VERIFY_BUNDLE, bundle], capture_output=True, text=True, check=False
    )
