"""Someone at the desk, without a browser: opens pages, chooses an act, answers whatever is asked."""

import re
from collections.abc import Mapping
from html.parser import HTMLParser

from django.conf import settings
from django.http import HttpResponse
from django.test import Client

from balise.policy.text import Lang

LANGUAGE_CODES: Mapping[Lang, str] = {"fr": "fr-ca", "en": "en-ca"}
MOST_QUESTIONS = 30

ANSWER = re.compile(r"^/ask/(?P<name>[^/]+)/$")
QUESTION = re.compile(r"^/ask/(?P<name>[^/]+)/(?P<fact>[^/]+)/$")


class Text(HTMLParser):
    """What a page says: its text, without what stands in its tags."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.feed(html)

    def handle_data(self, data: str) -> None:
        self.parts.append(data)

    def __str__(self) -> str:
        return " ".join(" ".join(self.parts).replace("\u00a0", " ").split())


class Visitor:
    """Follows no redirect by itself: where each answer leads is what the tests look at."""

    def __init__(self, lang: Lang = "fr", *, enforce_csrf_checks: bool = False) -> None:
        self.client = Client(enforce_csrf_checks=enforce_csrf_checks, raise_request_exception=False)
        self.client.cookies[settings.LANGUAGE_COOKIE_NAME] = LANGUAGE_CODES[lang]
        self.visited: list[str] = []

    def open(self, address: str, **headers: str) -> HttpResponse:
        self.visited.append(address)
        return self._seen(self.client.get(address, headers=headers))

    def send(self, address: str, data: Mapping[str, str] | None = None, **headers: str) -> HttpResponse:
        self.visited.append(address)
        return self._seen(self.client.post(address, dict(data or {}), headers=headers))

    def _seen(self, response: object) -> HttpResponse:
        assert isinstance(response, HttpResponse)
        if "location" in response.headers:
            self.visited.append(response.headers["location"])
        return response

    def start(self, act: str) -> str:
        """Choose an act; the name of the interview."""
        response = self.send("/ask/", {"act": act})
        assert response.status_code == 302, f"`{act}`: {response.status_code}"
        found = ANSWER.match(response.headers["location"])
        assert found
        return found["name"]

    def asked(self, name: str) -> str | None:
        """The fact that is asked now; None when the answer is there."""
        response = self.open(f"/ask/{name}/")
        if response.status_code == 200:
            return None
        found = QUESTION.match(response.headers["location"])
        assert found
        assert found["name"] == name
        return found["fact"]

    def answer(self, name: str, fact: str, words: str) -> HttpResponse:
        return self.send(f"/ask/{name}/{fact}/", {"answer": words})

    def ask(self, act: str, facts: Mapping[str, str]) -> str:
        """Choose the act, answer what is asked, `I don't know` to what `facts` does not say; the name."""
        name = self.start(act)
        for _ in range(MOST_QUESTIONS):
            fact = self.asked(name)
            if fact is None:
                return name
            response = self.answer(name, fact, facts.get(fact, "unknown"))
            assert response.status_code == 302, f"`{facts.get(fact)}` is no answer to `{fact}`"
        raise AssertionError(f"`{act}`: more than {MOST_QUESTIONS} questions")

    def read(self, name: str) -> str:
        """The page of the answer, as HTML."""
        response = self.open(f"/ask/{name}/")
        assert response.status_code == 200
        return response.content.decode()


def verdict_of(html: str) -> str:
    """The id of the verdict in the banner of an answer."""
    found = re.search(r'<section class="balise-verdict balise-verdict--(\w+)"', html)
    assert found, "no banner"
    return found[1]


def said_by(response: HttpResponse) -> str:
    """The text of a page."""
    return str(Text(response.content.decode()))
