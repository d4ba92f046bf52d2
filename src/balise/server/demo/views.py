"""Choosing whom to be. Only the demo installs these pages."""

from __future__ import annotations

from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_safe

from balise.consent.operations import make_link
from balise.people.accounts.sessions import sign_in_as
from balise.people.models import Client, Staff
from balise.policy.text import Lang
from balise.server.demo.people import CLIENT, CLIENT_FILE, ORGANISATION, PERSONAS, PURPOSES, Persona
from balise.theme.language import current_language
from balise.theme.texts import t


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """Everyone whom a visitor can be."""
    lang = current_language()
    groups = [
        {
            "title": purpose.title[lang],
            "name": f"persona-{number}",
            "cards": [_card(persona, lang) for persona in purpose.personas],
        }
        for number, purpose in enumerate(PURPOSES, 1)
    ]
    served = {
        "title": t("server.demo.served", lang),
        "name": "persona-served",
        "cards": [_card(CLIENT, lang)],
    }
    context = {"groups": [*groups, served], "organisation": ORGANISATION[lang]}
    return render(request, "demo/people.html", context)


def _card(persona: Persona, lang: Lang) -> dict[str, str]:
    return {
        "title": persona.name,
        "hint": f"{persona.role[lang]}. {persona.wonders[lang]}",
        "initials": "".join(word[0] for word in persona.name.split()),
        "href": reverse("demo:enter", args=[persona.id]),
    }


@require_GET
def enter(request: HttpRequest, persona: str) -> HttpResponse:
    """Be this person from now on: a plain link, since the demo prints one for each in the terminal."""
    if persona == CLIENT.id:
        return _preference_page(request)
    found = next((each for each in PERSONAS if each.id == persona), None)
    if found is None:
        raise Http404
    sign_in_as(request, get_object_or_404(Staff, email=found.email))
    return redirect("desk:home")


def _preference_page(request: HttpRequest) -> HttpResponse:
    """A client has no account: she gets to her page by a link, as from a message, and is nobody else here."""
    client = get_object_or_404(Client, uuid=CLIENT_FILE)
    logout(request)
    _, secret = make_link(by=None, client=client, now=timezone.now())
    return redirect("preferences:page", secret)
