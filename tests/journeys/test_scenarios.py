"""The published scenarios of the two policies, asked through the pages in each language, the answers read."""

import pytest
from playwright.sync_api import expect

from tests.journeys.desk import Desk

pytestmark = pytest.mark.journey

GYM = {
    "recipient": "individual",
    "client_status": "of_another",
    "client_is_minor": "false",
    "do_not_call": "clear",
    "price": "free",
    "needs_assessed": "false",
    "answers_need": "false",
    "personal_gain": "true",
}
GIFT = {
    "during_service": "true",
    "client_status": "current",
    "gift_is_token": "true",
    "gift_kind": "handmade_or_food",
    "gift_value": "12,50",
    "gifts_this_year": "0",
}
DURING = {
    "during_service": "true",
    "client_status": "current",
    "client_is_minor": "false",
    "client_vulnerable": "false",
}
CLIENT = {**DURING, "party": "client", "staff_status": "employee"}

SCENARIOS = {
    "Q1 a school gets information": (
        "promote_service",
        {"recipient": "organisation", "channel": "mail"},
        "permitted",
    ),
    "Q3 a dietitian phones clients she assessed": (
        "invite_to_session",
        {
            "recipient": "individual",
            "channel": "phone",
            "client_status": "current",
            "client_is_minor": "false",
            "do_not_call": "clear",
            "needs_assessed": "true",
            "answers_need": "true",
            "personal_gain": "false",
            "consent": "given",
            "price": "free",
        },
        "permitted",
    ),
    "a gift beyond a token": (
        "accept_gift",
        {**GIFT, "gift_is_token": "false", "gift_kind": "object_or_outing", "gift_value": "200"},
        "prohibited",
    ),
    "cash": ("accept_gift", {**GIFT, "gift_kind": "cash", "gift_value": "5"}, "prohibited"),
    "borrowing money": ("borrow_from_client", {**CLIENT, "thing": "money"}, "prohibited"),
    "a social event": ("social_event", CLIENT, "needs_approval"),
    "a personal topic": ("raise_topic", {**CLIENT, "topic": "politics"}, "prohibited"),
    "speaking of a client outside": (
        "share_client_information",
        {**CLIENT, "who_learns": "outsider", "professional_need": "false", "client_agreed": "false"},
        "prohibited",
    ),
    "smoking at a client's home": ("smoke", {**CLIENT, "smoking_place": "client_home"}, "prohibited"),
    "a friendship with a client": ("social_or_personal_tie", CLIENT, "prohibited"),
    "a client's testimonial": ("use_testimonial", {"testimonial_by": "individual"}, "discouraged"),
    "something no rule speaks of": ("other_conduct", CLIENT, "ask_a_human"),
}


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_a_published_scenario_gets_its_answer_with_all_that_goes_with_it(desk: Desk, scenario: str) -> None:
    act, facts, verdict = SCENARIOS[scenario]
    desk.ask(act, facts)
    desk.reads(verdict)


def test_q2_a_letter_to_an_administrator_may_be_followed_by_a_call(desk: Desk) -> None:
    desk.ask("promote_service", {"recipient": "administrator", "channel": "mail"})
    desk.reads("permitted")
    desk.ask("promote_service", {"recipient": "administrator", "channel": "phone"})
    desk.reads("permitted")


ALTERNATIVES = (
    "open-mailing-list",
    "reception-display",
    "colleagues-display",
    "centre-website",
    "own-website",
    "local-newspaper",
)


def test_q4_a_newcomer_may_not_phone_the_centres_clients_and_sees_the_six_alternatives(desk: Desk) -> None:
    desk.ask("invite_to_session", {**GYM, "channel": "phone", "consent": "never_asked"})
    desk.reads("strongly_discouraged")
    shown = {text.key.split("/")[1]: text.text[desk.lang] for text in desk.decision.instead}
    for alternative in ALTERNATIVES:
        expect(desk.page.get_by_text(shown[alternative], exact=True)).to_be_visible()


def test_q5_mail_without_consent_is_prohibited_and_with_consent_permitted(desk: Desk) -> None:
    facts = {**GYM, "channel": "email", "consent": "never_asked"}
    desk.ask("promote_service", facts)
    desk.reads("prohibited")
    desk.change("consent", "given", facts)
    desk.reads("permitted")


def test_a_small_gift_is_conditional_until_its_value_passes_the_limit(desk: Desk) -> None:
    desk.ask("accept_gift", GIFT)
    desk.reads("conditional")
    desk.change("gift_value", "25,01", GIFT)
    desk.reads("prohibited")


def test_a_service_outside_ones_role_needs_an_approval_and_goes_ahead_with_it(desk: Desk) -> None:
    desk.ask("service_outside_role", CLIENT)
    desk.reads("needs_approval")
    desk.change("approval_in_hand", "true", CLIENT)
    desk.reads("conditional")


def test_each_verdict_has_its_own_words_icon_and_colour(desk: Desk) -> None:
    """Three of them, side by side: no two are alike in anything."""
    seen = []
    for act, facts, verdict in (
        SCENARIOS[name] for name in ("cash", "a social event", "something no rule speaks of")
    ):
        desk.ask(act, facts)
        desk.reads(verdict)
        banner = desk.page.locator("section.balise-verdict")
        colours = banner.evaluate(
            "e => [getComputedStyle(e).backgroundColor, getComputedStyle(e).borderLeftColor].join()"
        )
        icon = banner.locator(".balise-verdict__icon").inner_html()
        seen.append((banner.get_by_role("heading").inner_text(), icon, colours))
    for column in zip(*seen, strict=True):
        assert len(set(column)) == len(seen)
