"""What every page behind a link shares: the link, the language, and headers that keep its address to itself.

The address holds a secret that a forger cannot know, so that no cookie and no token of a form is needed; with
`no-referrer` browsers would not send the latter's origin anyway.
"""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, cast
from urllib.parse import urlencode
from uuid import UUID, uuid4

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from django.views.decorators.csrf import csrf_exempt

from balise.consent.queries import link_of
from balise.policy.text import LANGS
from balise.theme.language import current_language

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from balise.consent.models import PreferenceLink

P = ParamSpec("P")

NOT_FOUND = 404


class LinkRequest:
    """A request with a link that leads somewhere, at the instant it came in."""

    def __init__(self, request: HttpRequest, link: PreferenceLink, secret: str, now: datetime) -> None:
        self.http = request
        self.link = link
        self.client = link.client
        self.secret = secret
        self.now = now

    def page(self, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
        """Write a page. Each has a number of its own, by which a form that is sent twice is known."""
        more = {
            "secret": self.secret,
            "key": uuid4(),
            "query": urlencode({"lang": current_language()}),
            **languages(self.http),
            **context,
        }
        return render(self.http, template, more, status=status)

    def address(self, name: str, *args: object, **query: str) -> str:
        """The address of another of these pages, in the language of this one."""
        path = reverse(f"preferences:{name}", args=[self.secret, *args])
        return f"{path}?{urlencode({**query, 'lang': current_language()})}"


def link_page(
    view: Callable[Concatenate[LinkRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, str, P], HttpResponse]:
    """Open a page to who has a link. Unknown, ended and revoked answer alike."""

    @wraps(view)
    def answer(request: HttpRequest, secret: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        now = timezone.now()
        link = link_of(secret, now)
        spoken = link.client.language if link else current_language()
        with override(f"{_asked(request) or spoken}-ca"):
            if link is None:
                response = nowhere(request, secret)
            else:
                response = view(LinkRequest(request, link, secret, now), *args, **kwargs)
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    # Its two first arguments have names here, which the type cannot say.
    opened = cast("Callable[Concatenate[HttpRequest, str, P], HttpResponse]", answer)
    return login_not_required(csrf_exempt(opened))


def nowhere(request: HttpRequest, secret: str) -> HttpResponse:
    """The page of a link that leads nowhere (any more), with a way to get another."""
    context = {"secret": secret, **languages(request)}
    return render(request, "consent/preferences/nowhere.html", context, status=NOT_FOUND)


def languages(request: HttpRequest) -> dict[str, str]:
    """The way to the same page in the other language: an address, since it changes nothing."""
    other = "fr" if current_language() == "en" else "en"
    return {"other_lang": other, "other_href": f"{request.path}?{urlencode({'lang': other})}"}


def sent_key(request: HttpRequest) -> UUID:
    """The number that came with the form; a new one where it is missing or no number."""
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError:
        return uuid4()


def _asked(request: HttpRequest) -> str:
    asked = request.GET.get("lang", "")
    return asked if asked in LANGS else ""
