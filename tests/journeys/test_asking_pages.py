"""axe-core on the pages of asking and reading, in both languages: as they are, with an error, and long."""

import pytest
from django.template.loader import render_to_string
from django.utils.translation import override

from balise.acts.policy import policy_in_force
from tests.journeys.axe import violations
from tests.journeys.desk import LANGUAGE_CODES, UNKNOWN, Desk

pytestmark = pytest.mark.journey

LONG = "anticonstitutionnellement " * 8


def test_no_page_for_readers_has_a_fault(desk: Desk) -> None:
    policy = policy_in_force()
    annexes = [f"policies/{pack.id}/{annex.id}/" for pack in policy.packs.values() for annex in pack.annexes]
    packs = [f"policies/{pack}/" for pack in {rule.pack for rule in policy.rules.values()}]
    found = {}
    for path in [
        "",
        "ask/about/reach/",
        "ask/about/relations/",
        "policies/",
        *packs,
        *annexes,
        "demo/",
        "nothing/",
    ]:
        desk.open(path)
        found[path] = violations(desk.page)
    assert not any(found.values()), found


def test_no_page_of_a_search_has_a_fault(desk: Desk) -> None:
    found = {}
    for words in ("cadeau", "xyzzyq", LONG):
        desk.open()
        desk.search(words)
        found[words] = violations(desk.page)
    assert not any(found.values()), found


def test_no_question_has_a_fault_before_or_after_an_error(desk: Desk) -> None:
    desk.choose("accept_gift")
    interview = desk.page.url.rsplit("/", 2)[0]
    found = {}
    for fact in ("gift_kind", "gift_value", "during_service", "recipient"):
        desk.page.goto(f"{interview}/{fact}/")
        found[fact] = violations(desk.page)
        if desk.page.locator("input[type=text]").count():
            desk.page.locator("input[type=text]").fill(LONG)
        desk.go_on()
        assert desk.page.locator(".govuk-error-summary").count() == 1
        found[f"{fact}, refused"] = violations(desk.page)
    assert not any(found.values()), found


ANSWERS = {
    "permitted": ("promote_service", {"recipient": "organisation", "channel": "mail"}),
    "conditional": ("publish_claim", {"claim_support": "unproven"}),
    "discouraged": ("use_testimonial", {"testimonial_by": "individual"}),
    "strongly_discouraged": (
        "invite_to_session",
        {
            "recipient": "individual",
            "channel": "phone",
            "client_status": "of_another",
            "consent": "never_asked",
            "do_not_call": "clear",
        },
    ),
    "needs_approval": ("social_event", {}),
    "prohibited": ("accept_gift", {"gift_kind": "cash"}),
    "undetermined": ("accept_gift", {"gift_kind": UNKNOWN}),
    "ask_a_human": ("other_conduct", {}),
}


def test_no_answer_of_any_verdict_has_a_fault(desk: Desk) -> None:
    found = {}
    for verdict, (act, facts) in ANSWERS.items():
        desk.ask(act, facts)
        assert desk.page.locator(f".balise-verdict--{verdict}").count() == 1, verdict
        found[verdict] = violations(desk.page)
    assert not any(found.values()), found


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "500", "503"])
def test_no_page_of_an_error_has_a_fault(desk: Desk, name: str) -> None:
    """Pages that cannot be asked for: put where the browser looks for one."""
    with override(LANGUAGE_CODES[desk.lang]):
        html = render_to_string(f"{name}.html")
    desk.page.route(
        "**/error-page", lambda route: route.fulfill(body=html, content_type="text/html; charset=utf-8")
    )
    desk.open("error-page")
    assert violations(desk.page) == []
