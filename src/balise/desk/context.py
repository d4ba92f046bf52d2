"""What every page shows around its content: who is here, and where one can go."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from balise.desk.here import ways
from balise.people.accounts.middleware import signed_in
from balise.theme.language import current_language
from balise.theme.texts import t

UNDER = {
    "desk.nav.ask": ("/ask/",),
    "desk.nav.consents": ("/consents/", "/rights/"),
    "desk.nav.outreach": ("/outreach/",),
}
"""Where the pages of an entry are, when not all under its own address."""


def desk(request: HttpRequest) -> dict[str, Any]:
    """`person` (None for a visitor), `sign_in` (where to) and `nav`."""
    lang = current_language()
    here = request.path
    staff = signed_in(request)
    items = [
        ("desk.nav.ask", reverse("desk:home")),
        ("desk.nav.policies", reverse("desk:policies")),
        *ways(staff),
    ]
    nav = [
        {
            "title": t(key, lang),
            "href": href,
            "current": here == href or here.startswith(UNDER.get(key, href)),
        }
        for key, href in items
    ]
    person = {"name": staff.full_name, "href": reverse("accounts:account")} if staff else None
    return {"person": person, "sign_in": reverse("account_login"), "nav": nav}
