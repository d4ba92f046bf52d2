"""What every page shows around its content: who is here, and where one can go."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from balise.theme.language import current_language
from balise.theme.texts import t


def desk(request: HttpRequest) -> dict[str, Any]:
    """`person` (None for a visitor) and `nav`."""
    lang = current_language()
    here = request.path
    items = [
        ("desk.nav.ask", reverse("desk:home"), ("/ask/",)),
        ("desk.nav.policies", reverse("desk:policies"), ()),
    ]
    nav = [
        {
            "title": t(key, lang),
            "href": href,
            "current": here == href or here.startswith(more) or (href != "/" and here.startswith(href)),
        }
        for key, href, more in items
    ]
    session = getattr(request, "session", {})
    return {"person": session.get("person"), "nav": nav}
