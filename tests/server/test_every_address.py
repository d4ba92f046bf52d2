"""Every address that Balise has answers a visitor with every header of protection, whatever it answers.

`tests/matrix` says the same of what everybody else gets.
"""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.test.client import ClientHandler
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


@pytest.fixture(scope="module")
def handler() -> ClientHandler:
    """One for all, as in a server: when it begins, it looks for all files that it serves."""
    return ClientHandler(enforce_csrf_checks=True)


def visitor(handler: ClientHandler) -> Client:
    """Somebody who comes for the first time."""
    client = Client(raise_request_exception=False)
    client.handler = handler
    return client


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address", [*addresses(), *STATIC, *PROBES, "/nothing/", "/policies", "/%00", "/%ff"]
)
def test_every_answer_of_every_address_is_protected(address: str, handler: ClientHandler) -> None:
    found = {method: wrong_with(method, address, visitor(handler)) for method in METHODS}
    assert {method: wrong for method, wrong in found.items() if wrong} == {}


def wrong_with(method: str, address: str, client: Client) -> list[str]:
    response = client.generic(method, address, headers={"x-forwarded-proto": "https"})
    response.close()
    is_file = address in STATIC and response.status_code == 200
    wrong = faults(response.headers, https=True, kept=is_file)
    return wrong if response.status_code < 500 else [*wrong, f"status: {response.status_code}"]


@pytest.mark.django_db
@pytest.mark.parametrize("address", list(addresses()))
def test_no_page_holds_what_its_policy_forbids(address: str, handler: ClientHandler) -> None:
    assert not inline(visitor(handler).get(address).content)
