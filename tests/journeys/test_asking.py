"""Ways of asking: in one's own words, with doubts, back and forth, in the other language half-way."""

import pytest
from playwright.sync_api import expect

from balise.acts.policy import policy_in_force
from balise.policy.text import LANGS
from balise.theme.texts import t
from tests.journeys.desk import UNKNOWN, Desk

pytestmark = pytest.mark.journey


@pytest.mark.parametrize("words", ["temoignage", "témoignage", "testimonail", "TESTIMONIAL"])
def test_an_act_is_found_without_accents_with_a_typing_error_and_in_either_language(
    desk: Desk, words: str
) -> None:
    desk.open()
    found = desk.search(words)
    expect(found.first).to_have_attribute("value", "use_testimonial")
    assert words not in desk.page.url
    found.first.click()
    assert desk.asked


def test_words_that_find_nothing_lead_to_the_themes(desk: Desk) -> None:
    desk.open()
    expect(desk.search("xyzzyq")).to_have_count(0)
    expect(desk.page.get_by_role("heading", level=1)).to_have_text(t("desk.search.none", desk.lang))
    expect(desk.page.get_by_role("searchbox")).to_have_value("xyzzyq")
    desk.page.locator('a[href="/ask/about/gifts/"]').click()
    expect(desk.page.locator('button[name="act"]').first).to_be_visible()


def test_why_do_we_ask_opens_and_tells(desk: Desk) -> None:
    desk.choose("promote_service")
    assert desk.asked
    why = policy_in_force().facts[desk.asked].why
    assert why
    told = desk.page.get_by_text(why[desk.lang], exact=True)
    expect(told).to_be_hidden()
    desk.page.get_by_text(t("theme.form.why", desk.lang)).click()
    expect(told).to_be_visible()


def test_not_knowing_anything_ends_in_an_honest_page_from_which_one_can_go_on(desk: Desk) -> None:
    desk.ask("accept_gift", {})
    assert set(desk.answers.values()) == {UNKNOWN}
    desk.reads("undetermined")
    expect(desk.page.get_by_role("heading", name=t("desk.answer.find_out", desk.lang))).to_be_visible()
    desk.page.locator('main li a[href$="/gift_kind/"]').click()
    desk.answer("cash")
    desk.reads("prohibited")


def test_the_way_back_leads_through_the_questions_to_the_cards(desk: Desk) -> None:
    desk.choose("promote_service")
    first = desk.asked
    desk.answer("individual" if first == "recipient" else UNKNOWN)
    second = desk.asked
    assert second != first
    back = desk.page.locator(".govuk-back-link")
    back.click()
    assert desk.asked == first
    expect(desk.page.locator('input[name="answer"]:checked')).to_have_count(1)
    back.click()
    expect(desk.page.locator('button[value="promote_service"]')).to_be_visible()


def test_a_refused_answer_says_why_and_leads_to_the_field(desk: Desk) -> None:
    desk.choose("accept_gift")
    desk.go_on()
    summary = desk.page.locator(".govuk-error-summary")
    expect(summary).to_contain_text(t("desk.question.choose", desk.lang))
    assert desk.page.title().startswith(t("theme.form.error_prefix", desk.lang))
    summary.get_by_role("link").click()
    assert desk.page.evaluate("document.activeElement.name") == "answer"
    desk.page.goto(desk.page.url.split("#")[0].rsplit("/", 2)[0] + "/gift_value/")
    desk.page.locator('input[name="answer"]').fill("<b>douze")
    desk.go_on()
    expect(desk.page.locator('input[name="answer"]')).to_have_value("<b>douze")
    expect(desk.page.locator(".govuk-error-message")).to_contain_text(t("desk.question.number", desk.lang))


def test_a_change_of_language_half_way_keeps_the_interview(desk: Desk) -> None:
    (other,) = set(LANGS) - {desk.lang}
    desk.choose("promote_service")
    first = desk.asked
    desk.answer(UNKNOWN)
    second = desk.asked
    desk.page.locator('button[name="language"]').click()
    desk.lang = other
    assert desk.asked == second
    assert second
    expect(desk.page.get_by_role("heading", level=1)).to_contain_text(
        policy_in_force().facts[second].question[other]
    )
    desk.page.locator(".govuk-back-link").click()
    assert desk.asked == first
    expect(desk.page.locator(f'input[value="{UNKNOWN}"]')).to_be_checked()


def test_a_change_of_language_after_a_search_leads_to_a_page(desk: Desk) -> None:
    desk.open()
    desk.search("cadeau")
    desk.page.locator('button[name="language"]').click()
    expect(desk.page.get_by_role("searchbox")).to_be_visible()


def test_who_one_is_in_the_demo_is_known_and_not_asked(desk: Desk) -> None:
    desk.open("demo/sam-okafor/")
    expect(desk.page.locator(".balise-header__person")).to_have_text("Sam Okafor")
    desk.choose("accept_gift")
    for _ in range(10):
        if desk.asked is None:
            break
        assert desk.asked != "staff_status"
        desk.answer(UNKNOWN)


def test_a_reason_leads_to_its_rule_in_the_policy(desk: Desk) -> None:
    desk.ask("accept_gift", {"gift_kind": "cash"})
    desk.reads("prohibited")
    desk.page.locator(".balise-source a").first.click()
    anchor = desk.page.url.split("#")[1]
    rule = desk.decision.reasons[0].rule
    assert anchor == rule.id
    expect(desk.page.locator(f"#{anchor}")).to_contain_text(rule.because[desk.lang])


def test_printing_leaves_out_what_only_a_screen_can_use(desk: Desk) -> None:
    desk.ask("accept_gift", {"gift_kind": "cash"})
    expect(desk.page.locator("#print")).to_be_visible()
    desk.page.emulate_media(media="print")
    for hidden in (".balise-nav", ".balise-header__aside", ".balise-footer", ".govuk-button-group", "#print"):
        expect(desk.page.locator(hidden)).to_be_hidden()
    assert not desk.page.locator(".govuk-summary-list__actions").first.is_visible()
    desk.reads("prohibited")


def test_no_page_scrolls_sideways_on_a_phone(desk: Desk) -> None:
    annex = policy_in_force().packs["relations-clientele"].annexes[0].id
    paths = [
        "",
        "policies/",
        "policies/relations-clientele/",
        f"policies/relations-clientele/{annex}/",
        "demo/",
        "nothing/",
    ]
    for path in [*paths, *(f"ask/about/{group}/" for group in policy_in_force().groups)]:
        desk.open(path)
        desk.fits_phones()
    desk.open()
    desk.search("cadeau")
    desk.fits_phones()
    desk.search("anticonstitutionnellement" * 8)
    desk.fits_phones()
    desk.choose("accept_gift")
    while desk.asked:
        desk.fits_phones()
        desk.answer(UNKNOWN)
    desk.fits_phones()
    desk.change("gift_kind", "cash")
    desk.page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
    desk.fits_phones()
