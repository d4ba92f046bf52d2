"""What a browser is told with every answer, errors and static files included."""

from collections.abc import Iterator
from http import HTTPStatus
from http.cookies import Morsel

import pytest
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.test import Client, override_settings
from django.urls import include, path

from tests.desk.visitor import Visitor
from tests.server.protection import HTTPS_FOR_A_YEAR, faults


@login_not_required
def broken(_request: HttpRequest) -> HttpResponse:
    raise RuntimeError("this page fails, to see what is then shown")


@login_not_required
def lost(_request: HttpRequest) -> HttpResponse:
    raise OperationalError("server closed the connection unexpectedly")


urlpatterns = [
    path("broken/", broken),
    path("lost/", lost),
    path("", include("balise.server.urls")),
]
handler500 = "balise.server.outage.server_error"

STYLE = "/static/balise/balise.css"
FONT = "/static/balise/fonts/source-sans-3-latin.woff2"
FILES = {"style", "script", "font", "style again", "part of a font"}


def answers() -> Iterator[tuple[str, int, HttpResponseBase]]:
    """Every kind of answer there is."""
    visitor = Visitor(enforce_csrf_checks=False)
    name = visitor.start("accept_gift")
    fact = visitor.asked(name)
    yield "home", 200, visitor.open("/")
    yield "theme", 200, visitor.open("/ask/about/gifts/")
    yield "search", 200, visitor.send("/ask/search/", {"words": "vin"})
    yield "question", 200, visitor.open(f"/ask/{name}/{fact}/")
    yield "redirect", 302, visitor.open(f"/ask/{name}/")
    yield "refused answer", 422, visitor.send(f"/ask/{name}/{fact}/")
    yield "answer", 200, visitor.open(f"/ask/{visitor.ask('accept_gift', {})}/")
    yield "policies", 200, visitor.open("/policies/")
    yield "language", 302, visitor.send("/language/", {"language": "en-ca", "next": "/"})
    yield "added slash", 301, visitor.open("/policies")
    yield "no such page", 404, visitor.open("/nothing/")
    yield "wrong method", 405, visitor.send("/")
    yield "wrong host", 400, visitor.open("/", host="elsewhere.example")
    yield "broken", 500, visitor.open("/broken/")
    yield "database away", 503, visitor.open("/lost/")
    yield "sign-in", 200, visitor.open("/account/login/")
    yield "failed sign-in elsewhere", 401, visitor.open("/account/provider/error/")
    yield "health", 200, visitor.open("/health/")
    yield "metrics", 200, visitor.open("/metrics/")
    yield "metrics by a wrong method", 405, visitor.send("/metrics/")
    yield "no token", 403, Visitor(enforce_csrf_checks=True).send("/ask/", {"act": "smoke"})
    style = visitor.client.get(STYLE)
    yield "style", 200, style
    again = {"if-modified-since": style.headers["last-modified"]}
    yield "style again", 304, visitor.client.get(STYLE, headers=again)
    yield "script", 200, visitor.client.get("/static/desk/print.js")
    yield "font", 200, visitor.client.get(FONT)
    yield "part of a font", 206, visitor.client.get(FONT, headers={"range": "bytes=0-9"})
    yield "no such file", 404, visitor.open("/static/nothing.css")


@pytest.mark.django_db
@override_settings(ROOT_URLCONF=__name__)
def test_every_answer_carries_every_header_of_protection() -> None:
    for kind, status, response in answers():
        response.close()
        assert response.status_code == status, kind
        assert not faults(response.headers, https=False, kept=kind in FILES), kind


@pytest.mark.django_db
@override_settings(ROOT_URLCONF=__name__)
def test_over_https_every_answer_asks_for_https_for_a_year() -> None:
    for address in ("/", "/nothing/", "/broken/", "/lost/", "/metrics/", STYLE):
        client = Client(raise_request_exception=False)
        response = client.get(address, headers={"x-forwarded-proto": "https"})
        response.close()
        assert response.headers["strict-transport-security"] == HTTPS_FOR_A_YEAR, address


@pytest.mark.django_db
@override_settings(ROOT_URLCONF=__name__)
def test_an_error_of_ours_says_so_in_both_languages_and_tells_nothing_of_the_program() -> None:
    response = Visitor().open("/broken/")
    html = response.content.decode()
    assert response.status_code == HTTPStatus.INTERNAL_SERVER_ERROR
    assert "Quelque chose n’a pas fonctionné" in html
    assert "Something went wrong" in html
    assert not any(word in html for word in ("RuntimeError", "Traceback", "to see what is then shown", ".py"))


@pytest.mark.django_db
def test_cookies_are_for_this_host_over_https_only_and_out_of_reach_of_scripts() -> None:
    visitor = Visitor()
    visitor.open("/")
    visitor.start("smoke")
    visitor.send("/language/", {"language": "en-ca", "next": "/"})
    cookies: dict[str, Morsel[str]] = dict(visitor.client.cookies)
    assert set(cookies) == {"__Host-balise_session", "__Host-balise_csrf", "balise_language"}
    for name, cookie in cookies.items():
        assert cookie["secure"], name
        assert cookie["httponly"], name
        assert cookie["samesite"] == "Lax", name
        assert cookie["path"] == "/", name
        assert not cookie["domain"], name
    assert cookies["__Host-balise_session"]["max-age"] == 12 * 60 * 60
    assert settings.SESSION_COOKIE_NAME == "__Host-balise_session"
