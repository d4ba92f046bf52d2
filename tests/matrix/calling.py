"""Calls as a persona, each undone right after, and what of an answer counts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.test import RequestFactory
from django.test.client import ClientHandler

from tests.server.protection import faults, inline

if TYPE_CHECKING:
    from collections.abc import Collection

    from tests.matrix.cast import Person

TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="\w+"')
OWN_TO_EACH = frozenset({"X-Request-ID", "Date", "Expires"})
"""Headers that differ between any two answers."""

site = ClientHandler(enforce_csrf_checks=False)
"""Balise itself, put together once: a browser of Django's tests would do it anew for each call."""


@dataclass(frozen=True)
class Answer:
    """What came back, without what is drawn at random."""

    status: int
    location: str
    allow: str
    digest: str
    """Of the whole answer, where the address itself is blotted out: two that are alike have the same."""
    told: frozenset[str]
    """The words looked for that stand in it."""
    faults: tuple[str, ...]
    """What a browser is not told, or what the page holds and must not."""


def call(who: Person, method: str, address: str, words: Collection[str] = ()) -> Answer:
    """Send a request with nothing in it, and undo what it did."""
    sender = RequestFactory(headers={"x-forwarded-proto": "https"})
    sender.cookies.load({**who.cookies, "balise_language": "en-ca"})
    request = sender.generic(
        method, address, content_type="application/x-www-form-urlencoded" if method == "POST" else ""
    )
    with transaction.atomic():
        answer: Any = site(request.environ)
        body = b"".join(answer) if answer.streaming else answer.content
        answer.close()
        transaction.set_rollback(True)
    text = body.decode("utf-8", "replace")
    return Answer(
        status=answer.status_code,
        location=answer.headers.get("Location", ""),
        allow=answer.headers.get("Allow", ""),
        digest=_digest(answer, body, address),
        told=frozenset(word for word in words if word in text),
        faults=(*faults(answer.headers, https=True), *(inline(body) if _is_page(answer) else ())),
    )


def _is_page(answer: Any) -> bool:  # noqa: ANN401  the handler of Django's tests has no types
    return str(answer.headers.get("Content-Type", "")).startswith("text/html")


def _digest(answer: Any, body: bytes, address: str) -> str:  # noqa: ANN401  the test client has its own type
    headers = sorted(
        f"{name}: {value}".replace(address, "…")
        for name, value in answer.headers.items()
        if name not in OWN_TO_EACH
    )
    cookies = sorted(f"{name}={bool(morsel.value)}" for name, morsel in answer.cookies.items())
    plain = TOKEN.sub(b"token", body).replace(address.encode(), "…".encode())
    return sha256(repr((answer.status_code, headers, cookies, plain)).encode()).hexdigest()
