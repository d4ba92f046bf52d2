"""Getting to the page without a link that works: type an address, then the code that was sent there.

Whatever is typed, the answer is the same: nobody learns here whom we know.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from balise.consent.preferences import codes
from balise.people.accounts.source import source_of
from balise.theme.language import current_language
from balise.theme.texts import t

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

LONGEST = 254


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
def start(request: HttpRequest) -> HttpResponse:
    """Ask for a code."""
    typed = request.POST.get("address", "").strip()
    if request.method != "POST":
        return _form(request, "start", "address")
    if not _reads_as_address(typed):
        return _form(request, "start", "address", refused="refused")
    now = timezone.now()
    return _asked(request, lambda source: codes.ask(typed=typed, source=source, now=now))


@require_POST
@login_not_required
@csrf_exempt
def again(request: HttpRequest) -> HttpResponse:
    """Ask for another link in place of one that ended or was revoked.

    The page that asks sends no origin (`pages`), and the old secret is more than a forger can know.
    """
    secret = request.POST.get("secret", "")
    now = timezone.now()
    return _asked(request, lambda source: codes.ask_for_link(secret=secret, source=source, now=now))


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
def code(request: HttpRequest, ticket: str) -> HttpResponse:
    """Type the code that was sent."""
    refused = ""
    if request.method == "POST":
        secret = codes.use(ticket=ticket, code=request.POST.get("code", "")[:LONGEST], now=timezone.now())
        if secret is not None:
            return redirect("preferences:page", secret)
        refused = "refused"
    response = _form(request, "code", "code", refused=refused)
    # The address holds the ticket: no path is told to anyone. The origin is, for the check of the forms.
    response.headers["Referrer-Policy"] = "strict-origin"
    return response


def _form(
    request: HttpRequest, name: str, field: str, *, refused: str = "", status: int = 422
) -> HttpResponse:
    """The page of a form; `refused` names the text that says why, if it was sent in vain."""
    problem = t(f"preferences.{name}.{refused}", current_language()) if refused else ""
    context = {"problem": problem, "errors": [{"text": problem, "field": field}] if refused else []}
    return render(request, f"consent/preferences/{name}.html", context, status=status if refused else 200)


def _asked(request: HttpRequest, ask: Callable[[str], str]) -> HttpResponse:
    """Ask, and lead on to where the code is typed; whom it is about is looked up after the answer."""
    try:
        return redirect("preferences:code", ask(source_of(request)))
    except codes.TooOftenError:
        return _form(request, "start", "address", refused="too_often", status=429)


def _reads_as_address(typed: str) -> bool:
    """Whether it could be an e-mail address or a phone number at all; which ones we know is not told."""
    if len(typed) > LONGEST or "\x00" in typed:
        return False
    return "@" in typed.strip("@") or sum(letter.isdigit() for letter in typed) >= 7
