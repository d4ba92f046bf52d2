"""Choosing whom to be. Only the demo installs these pages."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_safe

from balise.people.accounts.sessions import sign_in_as
from balise.people.models import Staff
from balise.policy.text import Lang
from balise.server.demo.people import ORGANISATION, PERSONAS, PURPOSES, Persona
from balise.theme.language import current_language


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
    return render(request, "demo/people.html", {"groups": groups, "organisation": ORGANISATION[lang]})


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
    found = next((each for each in PERSONAS if each.id == persona), None)
    if found is None:
        raise Http404
    sign_in_as(request, get_object_or_404(Staff, email=found.email))
    return redirect("desk:home")
