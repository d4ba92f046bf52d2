"""Every address that Balise has answers with every header of protection, whatever it answers."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

ARGUMENT = re.compile(r"<(?:\w+:)?\w+>")
STATIC = [
    "/static/balise/balise.css",
    "/static/balise/favicon.svg",
    "/static/desk/print.js",
    "/static/none.css",
]
PROBES = ["/health/", "/ready/", "/metrics/"]
METHODS = ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE"]


def addresses(resolver: Any = None, before: str = "/") -> Iterator[str]:  # noqa: ANN401  Django's two kinds
    """One address for each pattern, its arguments filled with a number: what is not there answers, too."""
    for each in (resolver or get_resolver()).url_patterns:
        pattern = before + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from addresses(each, pattern)
        elif isinstance(each, URLPattern):
            yield ARGUMENT.sub("1", pattern).replace("^", "").replace("$", "")


@pytest.mark.django_db
@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(
    "address", [*addresses(), *STATIC, *PROBES, "/nothing/", "/policies", "/%00", "/%ff"]
)
def test_every_answer_of_every_address_is_protected(address: str, method: str) -> None:
    client = Client(raise_request_exception=False, enforce_csrf_checks=True)
    response = client.generic(method, address, headers={"x-forwarded-proto": "https"})
    response.close()
    headers = response.headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["Strict-Transport-Security"] == "max-age=31536000"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] in {"same-origin", "no-referrer"}
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Permissions-Policy"].startswith("camera=()")
    assert re.fullmatch("[0-9a-f]{16}", headers["X-Request-ID"])
    is_file = address in STATIC and response.status_code == 200
    assert ("no-store" in headers["Cache-Control"]) is not is_file
    assert response.status_code < 500


@pytest.mark.django_db
@pytest.mark.parametrize("address", list(addresses()))
def test_no_page_holds_what_its_policy_forbids(address: str) -> None:
    html = Client(raise_request_exception=False).get(address).content.decode()
    assert not re.search(r"<style|\sstyle=|<script(?![^>]*\ssrc=)|\son\w+=|javascript:", html)
