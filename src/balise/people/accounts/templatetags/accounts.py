"""Tags of the pages of an account: what is wrong in a form, and the ways in."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from allauth.mfa.webauthn.internal.auth import begin_authentication
from allauth.socialaccount.adapter import get_adapter
from django import template
from django.core.exceptions import NON_FIELD_ERRORS
from django.forms import Form
from django.http import HttpRequest
from django.urls import reverse

from balise.people.accounts.wording import error_text
from balise.theme import dates

register = template.Library()

# In this order: most browsers also call themselves one of those after them.
BROWSERS = {"Edg": "Edge", "OPR": "Opera", "Firefox": "Firefox", "Chrome": "Chrome", "Safari": "Safari"}
SYSTEMS = {
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Windows": "Windows",
    "Mac OS": "Mac",
    "Linux": "Linux",
}


@register.simple_tag
def problems(form: Form) -> list[dict[str, str]]:
    """All that is wrong in the form, for `balise/error_summary.html`."""
    return [
        {"text": error_text(name, error), "field": "" if name == NON_FIELD_ERRORS else f"id_{name}"}
        for name, errors in form.errors.items()
        for error in errors.as_data()
    ]


@register.simple_tag
def problem(form: Form, name: str) -> str:
    """What is wrong in one field; nothing when all is well."""
    errors = form.errors.get(name)
    return " ".join(error_text(name, error) for error in errors.as_data()) if errors else ""


@register.simple_tag(takes_context=True)
def providers(context: dict[str, Any]) -> list[dict[str, str]]:
    """Where else one can sign in."""
    request: HttpRequest = context["request"]
    return [
        {"name": app.name, "href": reverse("openid_connect_login", args=[app.provider_id])}
        for app in get_adapter().list_apps(request, provider="openid_connect")
    ]


@register.simple_tag
def passkey_options() -> dict[str, Any]:
    """What a browser is to be asked for to sign in by a passkey, whoever it is of."""
    options: dict[str, Any] = begin_authentication(user=None)
    return options


@register.filter
def as_json(value: object) -> str:
    """The value as JSON, for an attribute that a script reads."""
    return json.dumps(value)


@register.filter
def moment(at: datetime) -> str:
    """An instant in words."""
    return dates.moment(at)


@register.filter
def device(user_agent: str) -> str:
    """What its owner calls a device, as far as its browser tells: `Firefox, Windows`."""
    found = [
        next((name for sign, name in names.items() if sign in user_agent), "")
        for names in (BROWSERS, SYSTEMS)
    ]
    return ", ".join(filter(None, found)) or user_agent[:40]
