"""Getting to the page without a link that works: type an address, then the code that was sent there.

Whatever is typed, the answer is the same: nobody learns here whom we know.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from balise.consent.models import PreferenceLink
from balise.consent.preferences import codes, mailing
from balise.theme.language import current_language
from balise.theme.texts import t

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from django.http import HttpRequest, HttpResponse

UNPROCESSABLE = 422
LONGEST = 254


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
def start(request: HttpRequest) -> HttpResponse:
    """Ask for a code."""
    typed = request.POST.get("address", "").strip()
    if request.method != "POST" or not _reads_as_address(typed):
        return _form(request, "start", "address", refused=request.method == "POST")
    ticket, messages = codes.ask(typed=typed, now=timezone.now())
    return _sent(request, ticket, messages)


@require_POST
@login_not_required
@csrf_exempt
def again(request: HttpRequest) -> HttpResponse:
    """Ask for another link in place of one that ended or was revoked.

    The page that asks sends no origin (`pages`), and the old secret is more than a forger can know.
    """
    secret = request.POST.get("secret", "")
    link = PreferenceLink.objects.filter(secret_hash=PreferenceLink.hash_of(secret)).first()
    ticket, messages = codes.ask_for_link(client=link.client if link else None, now=timezone.now())
    return _sent(request, ticket, messages)


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
def code(request: HttpRequest, ticket: str) -> HttpResponse:
    """Type the code that was sent."""
    if request.method == "POST":
        secret = codes.use(ticket=ticket, code=request.POST.get("code", "")[:LONGEST], now=timezone.now())
        if secret is not None:
            return redirect("preferences:page", secret)
    return _form(request, "code", "code", refused=request.method == "POST")


def _form(request: HttpRequest, name: str, field: str, *, refused: bool) -> HttpResponse:
    lang = current_language()
    problem = t(f"preferences.{name}.refused", lang) if refused else ""
    context = {
        "problem": problem,
        "errors": [{"text": problem, "field": field}] if refused else [],
    }
    status = UNPROCESSABLE if refused else 200
    return render(request, f"consent/preferences/{name}.html", context, status=status)


def _sent(request: HttpRequest, ticket: str, messages: Iterable[codes.Message]) -> HttpResponse:
    mailing.send(messages, _addresses(request))
    return redirect("preferences:code", ticket)


def _addresses(request: HttpRequest) -> Callable[[str], str]:
    return lambda secret: request.build_absolute_uri(reverse("preferences:page", args=[secret]))


def _reads_as_address(typed: str) -> bool:
    """Whether it could be an e-mail address or a phone number at all; which ones we know is not told."""
    if len(typed) > LONGEST or "\x00" in typed:
        return False
    return "@" in typed.strip("@") or sum(letter.isdigit() for letter in typed) >= 7
