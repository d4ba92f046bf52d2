"""A client at a browser: opens their pages by the link alone, presses buttons as they stand on the page."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from typing import TYPE_CHECKING, Any

from django.test import Client as Browser
from django.utils import timezone

from balise.consent import operations
from balise.consent.models import PreferenceLink
from balise.consent.preferences import codes
from balise.consent.queries import may_reach
from balise.consent.words import Channel, State

if TYPE_CHECKING:
    from email.message import EmailMessage

    from balise.consent.models import Purpose
    from balise.people.models import Client

FORM = re.compile(r'<form method="post" action="([^"]+)".*?</form>', re.DOTALL)
FIELD = re.compile(r'name="([^"]+)" value="([^"]*)"')


@dataclass
class Visitor:
    """Someone with a link. The browser checks tokens of forms, and follows no redirect by itself."""

    client: Client
    secret: str
    browser: Browser = field(default_factory=lambda: Browser(enforce_csrf_checks=True))

    @classmethod
    def of(cls, client: Client, **link: Any) -> Visitor:  # noqa: ANN401  whatever `make_link` takes
        _, secret = operations.make_link(**{"by": None, "client": client, "now": timezone.now(), **link})
        return cls(client, secret)

    @property
    def home(self) -> str:
        return f"/preferences/{self.secret}/"

    @property
    def stop(self) -> str:
        """The address in the headers of a message: one click there stops it."""
        return f"/unsubscribe/{PreferenceLink.unsubscribe_secret(self.secret)}/"

    def get(self, address: str = "") -> Any:  # noqa: ANN401  Django's test responses have more than their type
        return self.browser.get(self._at(address), secure=True, headers=PROXY)

    def post(self, address: str, **told: object) -> Any:  # noqa: ANN401  as above
        return self.browser.post(self._at(address), told, secure=True, headers=PROXY)

    def read(self, address: str = "") -> str:
        response = self.get(address)
        assert response.status_code == 200, f"{address}: {response.status_code}"
        text: str = response.content.decode()
        return text

    def form(self, address: str, *, of: str, **pressed: str) -> dict[str, str]:
        """What the form to `of` on this page would send, with the button that is pressed."""
        found = next(
            match
            for match in FORM.finditer(self.read(address))
            if of in match[1] and all(f'name="{n}" value="{v}"' in match[0] for n, v in pressed.items())
        )
        hidden = {n: v for n, v in FIELD.findall(found[0]) if f'type="hidden" name="{n}"' in found[0]}
        return {**hidden, **pressed, "_to": found[1].replace("&amp;", "&")}

    def press(self, address: str, *, of: str, **pressed: str) -> Any:  # noqa: ANN401  as above
        return self.send(self.form(address, of=of, **pressed))

    def send(self, form: dict[str, str]) -> Any:  # noqa: ANN401  as above
        return self.post(form["_to"], **{name: value for name, value in form.items() if name != "_to"})

    def state(self, purpose: Purpose, channel: Channel = Channel.EMAIL) -> State:
        return may_reach(self.client, purpose, channel, timezone.now())

    def _at(self, address: str) -> str:
        return address if address.startswith("/") else self.home + address


PROXY = {"x-forwarded-proto": "https"}


class Mailbox:
    """Keeps what the mail server receives."""

    def __init__(self) -> None:
        self._received: list[EmailMessage] = []

    async def handle_DATA(self, _server: object, _session: object, envelope: object) -> str:  # noqa: N802  aiosmtpd's name
        content: bytes = envelope.content  # type: ignore[attr-defined]  # aiosmtpd has no types
        self._received.append(message_from_bytes(content, policy=policy.default))
        return "250 OK"

    # No property: the mail server reads all of those that its handler has.
    def received(self) -> list[EmailMessage]:
        """What came, once the caretaker has made its round."""
        codes.answer_due(timezone.now())
        return self._received
