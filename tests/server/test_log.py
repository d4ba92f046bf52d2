"""The log tells what happened and nothing about anybody: what people send is searched for in every line of
it.
"""

import json
import logging
import logging.config
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import include, path

from balise.server.logs import logging_to

CANARY = "canari7d1f"


@login_not_required
def fails(request: HttpRequest, name: str = "") -> HttpResponse:
    """Fails with what the visitor sent in its words, in its causes and in its variables."""
    sent = request.POST.get("words", name)
    try:
        int(sent)
    except ValueError as error:
        raise RuntimeError(f"no number: {sent}") from error
    return HttpResponse()


@login_not_required
def outage(_request: HttpRequest) -> HttpResponse:
    raise OperationalError(f"connection of {CANARY} lost")


@login_not_required
def tells(_request: HttpRequest, name: str) -> HttpResponse:
    """What careless code does: a name in a message, of ours and of a library's."""
    logging.getLogger("balise.desk").warning("somebody asked for %s", name)
    logging.getLogger("a_library").error("%s cannot be found", name)
    logging.getLogger("another").error(f"{name} cannot be found")  # noqa: G004  as careless code does
    return HttpResponse()


urlpatterns = [
    path("fails/<str:name>/", fails),
    path("outage/", outage),
    path("tells/<str:name>/", tells),
    path("", include("balise.server.urls")),
]
handler500 = "balise.server.outage.server_error"


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Path]:
    """The log as an installation has it, in a file of its own."""
    file = tmp_path / "balise.log"
    logging.config.dictConfig(logging_to(str(file), tmp_path))
    with override_settings(ROOT_URLCONF=__name__):
        yield file
    logging.config.dictConfig(settings.LOGGING)


def lines(log: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]


@pytest.mark.django_db
def test_a_request_is_one_line_with_the_pattern_of_its_address(log: Path) -> None:
    response = Client().get(f"/ask/about/{CANARY}/?q={CANARY}", headers={"x-forwarded-proto": "https"})
    (line,) = lines(log)
    assert line.pop("at").endswith("+00:00")
    assert line.pop("ms") >= 0
    assert line == {
        "level": "info",
        "logger": "balise.server.observing",
        "event": "request",
        "request": response.headers["X-Request-ID"],
        "method": "GET",
        "route": "/ask/about/<slug:group>/",
        "status": 404,
    }


@pytest.mark.django_db
def test_nothing_that_people_send_is_ever_logged(log: Path) -> None:
    client = Client(raise_request_exception=False, REMOTE_ADDR="203.0.113.77")
    client.cookies["other"] = CANARY
    sent = {
        "user-agent": CANARY,
        "referer": f"https://{CANARY}/",
        "x-forwarded-for": "203.0.113.77",
        "authorization": CANARY,
        "accept-language": f"{CANARY};q=x",
    }
    client.get(f"/{CANARY}/?{CANARY}={CANARY}", headers=sent)
    client.get(f"/fails/{CANARY}/", headers=sent)
    client.post(f"/fails/{CANARY}/?{CANARY}", {"words": CANARY, CANARY: CANARY}, headers=sent)
    client.post("/outage/", {"words": CANARY}, headers=sent)
    client.get(f"/tells/{CANARY}/", headers=sent)
    client.post("/ask/search/", {"words": CANARY}, headers=sent)
    client.get("/", headers={**sent, "host": f"{CANARY}.example"})
    client.generic(CANARY.upper(), "/")
    client.post("/ask/", b"\xff" + CANARY.encode(), content_type=f"multipart/form-data; boundary={CANARY}")
    Client(enforce_csrf_checks=True).post("/ask/", {"act": CANARY})
    written = log.read_text(encoding="utf-8")
    assert len(lines(log)) > 10
    assert CANARY not in written.lower()
    assert "203.0.113.77" not in written


@pytest.mark.django_db
def test_an_error_is_told_by_its_kind_its_causes_and_the_places_it_went_through(log: Path) -> None:
    response = Client(raise_request_exception=False).get(f"/fails/{CANARY}/")
    error, request = lines(log)
    assert error["request"] == request["request"] == response.headers["X-Request-ID"]
    assert (error["level"], error["logger"], request["status"]) == ("error", "django.request", 500)
    kinds = [each["type"] for each in error["exception"]]
    assert kinds == ["builtins.RuntimeError", "builtins.ValueError"]
    assert error["exception"][0]["frames"][-1].endswith(" fails")


@pytest.mark.django_db
def test_a_message_of_ours_is_written_without_its_values_and_another_s_not_at_all(log: Path) -> None:
    Client().get(f"/tells/{CANARY}/")
    ours, library, another, _ = lines(log)
    assert ours["event"] == "somebody asked for %s"
    assert "event" not in library
    assert "event" not in another
    assert library["where"].endswith(" tells")


def test_machines_that_ask_every_few_seconds_are_not_news(log: Path, db: None) -> None:  # noqa: ARG001  /ready/ reads it
    for address in ("/health/", "/ready/", "/metrics/"):
        assert Client().get(address).status_code == 200
    assert not log.exists()


def test_a_file_that_was_moved_away_is_made_anew(log: Path) -> None:
    Client().get("/nothing/", headers={"host": "localhost"})
    log.rename(log.with_suffix(".1"))
    Client().get("/nothing/", headers={"host": "localhost"})
    assert len(lines(log)) == len(lines(log.with_suffix(".1"))) == 1


def test_the_log_goes_where_it_is_told(tmp_path: Path) -> None:
    assert logging_to("-", tmp_path)["handlers"]["lines"]["stream"] == "ext://sys.stderr"
    assert logging_to("", tmp_path)["handlers"]["lines"]["filename"] == str(tmp_path / "balise.log")
