"""The page where whoever got a message stops the next, also when their address is on no file of ours.

Its address holds what nobody can guess (`tickets`), so that no cookie and no token of a form is needed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from balise.consent.models import Purpose
from balise.consent.preferences.pages import languages
from balise.outreach.models import Message
from balise.outreach.sending import stopping, tickets
from balise.outreach.words import MessageEventKind
from balise.policy.text import LANGS
from balise.theme.language import current_language

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

NOT_FOUND = 404


@login_not_required
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, ticket: str) -> HttpResponse:
    """One click in a mail program (RFC 8058): a POST, whatever it holds. A GET only shows the button."""
    found = Message.objects.select_related("campaign__purpose", "recipient__client")
    message = found.filter(mark=tickets.mark_of(ticket)).first()
    said = tickets.read(ticket)
    known = message is not None or said is not None
    purpose = (
        message.campaign.purpose if message else said and Purpose.objects.filter(code=said.purpose).first()
    )
    asked = request.GET.get("lang", "")
    spoken = asked if asked in LANGS else (message and message.recipient.language) or current_language()
    with override(f"{spoken}-ca"):
        done = request.method == "POST" and known
        if done and message:
            stopping.stop(message=message, now=timezone.now(), kind=MessageEventKind.UNSUBSCRIBED)
        if done and said and (message is None or message.address != said.address):
            stopping.stop_by_ticket(ticket=said, now=timezone.now())
        lang = current_language()
        context = {
            "ticket": ticket,
            "known": known,
            "done": done,
            "purpose": purpose.name[lang] if purpose else "",
            **languages(reverse("sending:stop", args=[ticket])),
        }
        response = render(request, "outreach/sending/stop.html", context, status=200 if known else NOT_FOUND)
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
