"""The desk in a browser, as someone uses it: by what stands on the page, and by ids where texts may change.

What the page must say is asked of `balise.policy` in this process: the same packs, the same answers.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from balise.acts.policy import policy_in_force
from balise.policy import Decision, decide, explain
from balise.policy.text import Lang
from balise.theme.texts import t

LANGUAGE_CODES: Mapping[Lang, str] = {"fr": "fr-ca", "en": "en-ca"}
MOST_QUESTIONS = 30
QUESTION = re.compile(r"^/ask/[^/]+/(?P<fact>[^/]+)/$")
UNKNOWN = "unknown"
PHONE_WIDTHS = (390, 320)


@dataclass
class Desk:
    page: Page
    site: str
    lang: Lang
    act: str = ""
    answers: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        language = {"name": "balise_language", "value": LANGUAGE_CODES[self.lang], "url": self.site}
        self.page.context.add_cookies([language])  # type: ignore[list-item]  # a TypedDict

    # Going somewhere

    def open(self, path: str = "") -> None:
        self.page.goto(self.site + path)

    def choose(self, act: str) -> None:
        """By its card, on the page of its theme; answers given before are forgotten."""
        self.act = act
        self.answers.clear()
        self.open(f"ask/about/{policy_in_force().acts[act].group}/")
        self.page.locator(f'button[name="act"][value="{act}"]').click()

    def search(self, words: str) -> Locator:
        """Type it in one's own words; the cards found."""
        self.page.get_by_role("searchbox").fill(words)
        self.page.get_by_role("search").get_by_role("button").click()
        return self.page.locator('button[name="act"]')

    # Asking

    @property
    def asked(self) -> str | None:
        """The fact that this page asks; None when it is no question."""
        self.page.wait_for_load_state("domcontentloaded")
        found = QUESTION.match(urlsplit(self.page.url).path)
        return found["fact"] if found else None

    def answer(self, words: str) -> None:
        """Answer the question of this page and go on."""
        assert self.asked
        self.answers[self.asked] = words
        choices = self.page.locator('input[name="answer"][type="radio"]')
        if choices.count():
            # The drawn circle lies over the real one; people press its label.
            chosen = choices.and_(self.page.locator(f'[value="{words}"]'))
            self.page.locator(f'label[for="{chosen.get_attribute("id")}"]').click()
            self.go_on()
        elif words == UNKNOWN:
            self.page.locator('button[name="answer"]').click()
        else:
            self.page.locator('input[name="answer"]').fill(words)
            self.go_on()

    def go_on(self) -> None:
        self.page.get_by_role("button", name=t("theme.form.continue", self.lang), exact=True).click()

    def ask(self, act: str, facts: Mapping[str, str]) -> None:
        """Choose the act and answer whatever is asked, in whatever order; what `facts` lacks is not known."""
        self.choose(act)
        for _ in range(MOST_QUESTIONS):
            if self.asked is None:
                return
            self.answer(facts.get(self.asked, UNKNOWN))
        raise AssertionError(f"`{act}`: more than {MOST_QUESTIONS} questions")

    def change(self, fact: str, words: str, then: Mapping[str, str] | None = None) -> None:
        """Change an answer from the list of answers, and answer what is asked because of it."""
        self.page.locator(f'.govuk-summary-list__actions a[href$="/{fact}/"]').click()
        self.answer(words)
        for _ in range(MOST_QUESTIONS):
            if self.asked is None:
                return
            self.answer((then or {}).get(self.asked, UNKNOWN))

    # Reading

    @property
    def decision(self) -> Decision:
        """What the policy says to the answers given so far."""
        known = {fact: None if words == UNKNOWN else words for fact, words in self.answers.items()}
        return decide(policy_in_force(), {"act": self.act, **known}, timezone.localdate())

    def reads(self, verdict: str) -> None:
        """The page shows this verdict, and all that goes with it."""
        banner = self.page.locator("section.balise-verdict")
        expect(banner).to_have_class(f"balise-verdict balise-verdict--{verdict}")
        decision = self.decision
        assert decision.verdict == verdict
        said = explain(decision, self.lang)
        expect(banner.get_by_role("heading", level=1)).to_have_text(said["label"])
        expect(banner.locator(".balise-verdict__icon svg")).to_be_visible()
        expect(banner).to_contain_text(said["summary"])
        main = squeezed(self.page.locator("main").inner_text())
        for text in texts_of(said):
            assert squeezed(text) in main, text

    def fits_phones(self) -> None:
        """Nothing on this page is wider than a phone's screen, be it small."""
        self.page.wait_for_load_state()
        for width in PHONE_WIDTHS:
            self.page.set_viewport_size({"width": width, "height": 700})
            needed = self.page.evaluate("document.documentElement.scrollWidth")
            assert needed <= width, f"{self.page.url} scrolls sideways at {width} px"


def texts_of(said: Mapping[str, Any]) -> list[str]:
    """What a page of an answer must say, from an explanation: of a list of things, each one."""
    parts = (
        "reasons",
        "conditions",
        "duties",
        "approval",
        "instead",
        "say",
        "would_change",
        "may_also_apply",
    )
    texts = [each["text"] for part in parts for each in said[part]]
    return texts + [reason["citation"] for reason in said["reasons"]]


def squeezed(text: str) -> str:
    return " ".join(text.split())
