"""Someone of the personnel at a browser: opens pages, sends forms, and remembers every address on the way."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client, RequestFactory
from django.utils import timezone

from balise.people.accounts.models import Account
from balise.people.accounts.sessions import sign_in_as
from balise.people.models import Staff
from tests.desk.visitor import LANGUAGE_CODES, said_by

if TYPE_CHECKING:
    from collections.abc import Mapping

    from balise.policy.text import Lang

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"')


class Someone:
    """Signed in by the real way in; follows no redirect by itself."""

    def __init__(self, staff: Staff, lang: Lang = "fr") -> None:
        self.client = Client()
        self.visited: list[str] = []
        self.speak(lang)
        person = Staff.objects.get(pk=staff.pk)
        if person.user_id is None:
            person.user = Account.objects.create_user(person.email, created_at=timezone.now())
            person.save(update_fields=["user"])
        request = RequestFactory().get("/")
        request.session, request.user = SessionStore(), AnonymousUser()
        sign_in_as(request, person)
        request.session.save()
        self.client.cookies[settings.SESSION_COOKIE_NAME] = str(request.session.session_key)

    def speak(self, lang: Lang) -> None:
        self.client.cookies[settings.LANGUAGE_COOKIE_NAME] = LANGUAGE_CODES[lang]

    def open(self, address: str) -> Any:  # noqa: ANN401  Django's test responses have more than their type
        self.visited.append(address)
        return self._seen(self.client.get(address))

    def send(self, address: str, data: Mapping[str, Any] | None = None) -> Any:  # noqa: ANN401  as above
        self.visited.append(address)
        return self._seen(self.client.post(address, dict(data or {})))

    def read(self, address: str) -> str:
        """The text of a page that has to open."""
        response = self.open(address)
        assert response.status_code == 200, f"{address}: {response.status_code}"
        return said_by(response)

    def do(self, address: str, data: Mapping[str, Any]) -> str:
        """Send a form that has to be taken; the text of the page that it leads to."""
        response = self.send(address, data)
        assert response.status_code == 302, f"{address}: {response.status_code} {said_by(response)}"
        return self.read(response.headers["location"])

    def _seen(self, response: Any) -> Any:  # noqa: ANN401  as above
        if "location" in response.headers:
            self.visited.append(response.headers["location"])
        return response


def bare(response: Any) -> str:  # noqa: ANN401  as above
    """A page without what differs from one request to the next."""
    html = TOKEN.sub("", response.content.decode())
    return re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "UUID", html)
