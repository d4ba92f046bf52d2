"""Choosing whom to be. Only the demo installs these pages."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_safe

from balise.server.demo.people import ORGANISATION, PERSONAS
from balise.theme.language import current_language


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """Everyone whom a visitor can be."""
    lang = current_language()
    cards = [
        {
            "title": persona.name,
            "hint": f"{persona.role[lang]}. {persona.wonders[lang]}",
            "initials": "".join(word[0] for word in persona.name.split()),
            "href": reverse("demo:enter", args=[persona.id]),
        }
        for persona in PERSONAS
    ]
    return render(request, "demo/people.html", {"cards": cards, "organisation": ORGANISATION[lang]})


@require_GET
def enter(request: HttpRequest, persona: str) -> HttpResponse:
    """Be this person from now on: a plain link, since the demo prints one for each in the terminal."""
    found = next((each for each in PERSONAS if each.id == persona), None)
    if found is None:
        raise Http404
    request.session.flush()
    request.session["person"] = {"name": found.name, "known": found.known}
    return redirect("desk:home")
