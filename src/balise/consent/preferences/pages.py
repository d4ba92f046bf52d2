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

from balise.consent.queries import link_of, link_that_stops
from balise.consent.standings import living
from balise.policy.text import LANGS
from balise.theme.language import current_language

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from balise.consent.models import PreferenceLink

P = ParamSpec("P")

NOT_FOUND = 404


class LinkRequest:
    """A request with a link that leads somewhere, at the instant it came in; `client` is the record that the
    link's lives on as.
    """

    def __init__(self, request: HttpRequest, link: PreferenceLink, secret: str, now: datetime) -> None:
        self.http = request
        self.link = link
        self.client = living(link.client)
        self.secret = secret
        self.now = now

    def page(self, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
        """Write a page. Each has a number of its own, by which a form that is sent twice is known."""
        more = {
            "secret": self.secret,
            "key": uuid4(),
            "query": urlencode({"lang": current_language()}),
            **languages(self.http.path),
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
    return _opened(view, link_of)


def stop_page(
    view: Callable[Concatenate[LinkRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, str, P], HttpResponse]:
    """Open a page to who has the other secret of a link, which only says no: it always leads here."""
    return _opened(view, lambda secret, _now: link_that_stops(secret))


def _opened(
    view: Callable[Concatenate[LinkRequest, P], HttpResponse],
    find: Callable[[str, datetime], PreferenceLink | None],
) -> Callable[Concatenate[HttpRequest, str, P], HttpResponse]:
    @wraps(view)
    def answer(request: HttpRequest, secret: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        now = timezone.now()
        link = find(secret, now)
        opened = LinkRequest(request, link, secret, now) if link else None
        spoken = opened.client.language if opened else current_language()
        with override(f"{_asked(request) or spoken}-ca"):
            response = view(opened, *args, **kwargs) if opened else nowhere(request, secret)
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    # Its two first arguments have names here, which the type cannot say.
    told = cast("Callable[Concatenate[HttpRequest, str, P], HttpResponse]", answer)
    return login_not_required(csrf_exempt(told))


def nowhere(request: HttpRequest, secret: str) -> HttpResponse:
    """The page of a link that leads nowhere (any more), with a way to get another."""
    # Also what was sent to another address gets this page, which that one does not show when it is opened.
    context = {"secret": secret, **languages(reverse("preferences:page", args=[secret]))}
    return render(request, "consent/preferences/nowhere.html", context, status=NOT_FOUND)


def languages(path: str) -> dict[str, str]:
    """The way to the page in the other language: an address, since it changes nothing."""
    other = "fr" if current_language() == "en" else "en"
    return {"other_lang": other, "other_href": f"{path}?{urlencode({'lang': other})}"}


def sent_key(request: HttpRequest) -> UUID:
    """The number that came with the form; a new one where it is missing or no number."""
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError:
        return uuid4()


def _asked(request: HttpRequest) -> str:
    asked = request.GET.get("lang", "")
    return asked if asked in LANGS else ""
