"""Every address that Balise has answers a visitor with every header of protection, whatever it answers.

`tests/matrix` says the same of what everybody else gets.
"""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tests.server.protection import faults, inline

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
    is_file = address in STATIC and response.status_code == 200
    assert not faults(response.headers, https=True, kept=is_file)
    assert response.status_code < 500


@pytest.mark.django_db
@pytest.mark.parametrize("address", list(addresses()))
def test_no_page_holds_what_its_policy_forbids(address: str) -> None:
    assert not inline(Client(raise_request_exception=False).get(address).content)
