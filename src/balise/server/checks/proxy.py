"""HTTPS, seen from the settings and, when its address is given, through the proxy in front.

Only a request that Balise took for HTTPS is answered with Strict-Transport-Security. So that header, on an
answer to HTTPS, shows that the proxy says how it was reached; and on an answer to plain HTTP with a forged
`X-Forwarded-Proto`, that it lets visitors say so.
"""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from urllib.parse import urlsplit

from django.conf import settings

from balise.server.checks import Finding, failure, ok, warning

PATIENCE = 10
HSTS = "Strict-Transport-Security"


def check_https(url: str | None) -> Iterator[Finding]:
    if not settings.HTTPS:
        yield warning("https", "off")
    elif url is None:
        yield warning("https", "not_tried")
    else:
        yield _through(url)


def _through(url: str) -> Finding:
    parts = urlsplit(url)
    host = parts.hostname
    if parts.scheme != "https" or not host:
        return failure("https", "no_address", url=url)
    try:
        safe = _ask(HTTPSConnection(host, parts.port, timeout=PATIENCE), {})
    except (OSError, HTTPException) as error:
        return failure("https", "unreachable", url=url, reason=type(error).__name__)
    if safe.status != HTTPStatus.OK:
        return failure("https", "no_balise", url=url, status=safe.status)
    if safe.getheader(HSTS) is None:
        return failure("https", "not_told", url=url)
    try:
        forged = _ask(HTTPConnection(host, timeout=PATIENCE), {"X-Forwarded-Proto": "https"})
    except (OSError, HTTPException):
        return ok("https", "sound", url=url)  # nobody answers plain HTTP: the best there is
    if forged.status == HTTPStatus.OK and forged.getheader(HSTS) is not None:
        return failure("https", "forged", url=url)
    return ok("https", "sound", url=url)


def _ask(connection: HTTPConnection, headers: dict[str, str]) -> HTTPResponse:
    try:
        connection.request("GET", "/health/", headers=headers)
        response = connection.getresponse()
        response.read()
    finally:
        connection.close()
    return response
