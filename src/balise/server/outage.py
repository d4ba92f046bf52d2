"""When the database is away: a page that says so in the visitor's language, with what they typed still in it.

Every error that nobody handled ends in `server_error`, wherever it was raised: in a view, in a template, or
while a middleware kept the session. So this is the one place that tells "the database is away" from "we made
a mistake".
"""

from __future__ import annotations

import sqlite3
import sys
from http import HTTPStatus

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.db import InterfaceError, InternalError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.template.loader import render_to_string
from django.utils import translation
from django.views.defaults import server_error as mistake_of_ours

READ_ONLY = "25006"
"""How PostgreSQL numbers a write to a database that has become a standby."""

TRY_AGAIN_AFTER = 10
"""Seconds."""

# Never written into a page, hidden or not: these are typed again.
SECRET_WORDS = ("password", "passphrase", "secret", "otp")
SECRET_NAMES = ("code",)
CSRF = "csrfmiddlewaretoken"


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's `handler500`, called while the error is being handled."""
    if is_outage(sys.exc_info()[1]):
        return _unavailable(request)
    return mistake_of_ours(request)


def is_outage(error: BaseException | None) -> bool:
    """Whether the database could not be reached, was lost, is full or takes no writes; not that it was
    misused.
    """
    cause = error.__cause__ if error else None
    if isinstance(error, InternalError):
        return getattr(cause, "sqlstate", None) == READ_ONLY
    if isinstance(error, OperationalError):
        # SQLite says "no such table" with the same exception; that is a mistake of ours.
        return getattr(cause, "sqlite_errorcode", None) != sqlite3.SQLITE_ERROR
    return isinstance(error, InterfaceError)


def _unavailable(request: HttpRequest) -> HttpResponse:
    # Read from the request: the error may have come before its language was chosen.
    with translation.override(translation.get_language_from_request(request)):
        # Without the request: what pages show of their visitor is in the database.
        page = render_to_string("server/unavailable.html", _typed(request))
    return HttpResponse(
        page, status=HTTPStatus.SERVICE_UNAVAILABLE, headers={"Retry-After": str(TRY_AGAIN_AFTER)}
    )


def _typed(request: HttpRequest) -> dict[str, object]:
    """What was sent, to send it again to the same address."""
    if request.method != "POST":
        return {"address": request.get_full_path(), "fields": None}
    try:
        sent = [(name, value) for name, values in request.POST.lists() for value in values]
        files = bool(request.FILES)
    except (MultiPartParserError, OSError, RequestDataTooBig, TooManyFieldsSent):
        sent, files = [], True
    kept = [(name, value) for name, value in sent if name == CSRF or not _is_secret(name)]
    return {
        "address": request.get_full_path(),
        "fields": kept,
        "lost": files or len(kept) < len(sent),
        "shown": [value for name, value in kept if name != CSRF and len(value.split()) > 1],
    }


def _is_secret(name: str) -> bool:
    return name in SECRET_NAMES or any(word in name.lower() for word in SECRET_WORDS)
