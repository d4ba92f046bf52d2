"""`/health/`, `/ready/` and `/metrics/`: for machines, which call by number and without a session."""

from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import pytest
from django.db import OperationalError, connection
from django.http.response import HttpResponseBase
from django.test import Client
from pytest_django import Settings

from tests.desk.visitor import Visitor

TOKEN = "a token drawn at random, for tests"


@pytest.fixture
def no_database() -> Iterator[None]:
    """Nobody can connect."""
    connection.close()
    with (
        patch.object(connection, "ensure_connection", side_effect=OperationalError("gone")),
        patch.object(connection, "connection", None),
    ):
        yield


def metrics(response: HttpResponseBase) -> dict[str, float]:
    text = response.getvalue().decode()
    lines = [line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#")]
    return {name: float(value) for name, value in lines}


def test_health_needs_nothing_but_the_process(no_database: None) -> None:  # noqa: ARG001  the test is about it
    response = Client().get("/health/", headers={"host": "10.0.0.7"})
    assert (response.status_code, response.json()) == (200, {"status": "ok"})


@pytest.mark.django_db
def test_ready_says_so_when_all_is_there() -> None:
    response = Client().get("/ready/", headers={"host": "10.0.0.7"})
    assert (response.status_code, response.json()) == (200, {"status": "ok"})


@pytest.mark.django_db
def test_ready_names_what_is_missing_and_nothing_more(settings: Settings, tmp_path: Path) -> None:
    settings.DATA = tmp_path / "gone"
    response = Client().get("/ready/")
    assert (response.status_code, response.json()) == (503, {"status": "unavailable", "failed": ["folders"]})


@pytest.mark.django_db(transaction=True)
def test_ready_says_when_the_database_is_away(no_database: None) -> None:  # noqa: ARG001  the test is about it
    response = Client().get("/ready/")
    assert (response.status_code, response.json()) == (503, {"status": "unavailable", "failed": ["database"]})


@pytest.mark.django_db
def test_ready_says_when_migrations_wait() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'sessions'")
    response = Client().get("/ready/")
    assert (response.status_code, response.json()) == (
        503,
        {"status": "unavailable", "failed": ["migrations"]},
    )


@pytest.mark.parametrize("address", ["/health/", "/ready/", "/metrics/"])
def test_they_are_only_read(address: str) -> None:
    assert Client().post(address).status_code == 405


@pytest.mark.django_db
def test_metrics_count_requests_by_route_and_answers_by_verdict() -> None:
    before = metrics(Client().get("/metrics/"))
    visitor = Visitor()
    visitor.open("/policies/")
    visitor.open(f"/policies/{'x' * 8}/")
    visitor.ask("accept_gift", {})
    name = visitor.ask("accept_gift", {})
    visitor.open(f"/ask/{name}/")
    after = metrics(Client().get("/metrics/"))
    added = {
        name: value - before.get(name, 0) for name, value in after.items() if value != before.get(name, 0)
    }
    assert added['balise_requests_total{route="/policies/",status="200"}'] == 1
    assert added['balise_requests_total{route="/policies/<slug:pack>/",status="404"}'] == 1
    assert added['balise_request_seconds_count{route="/policies/"}'] == 1
    verdicts = {name: value for name, value in added.items() if name.startswith("balise_decisions_total")}
    assert sum(verdicts.values()) >= 1


@pytest.mark.parametrize(
    ("address", "headers", "status"),
    [
        ("127.0.0.1", {}, 200),
        ("::1", {}, 200),
        ("203.0.113.9", {}, 404),
        ("", {}, 404),
        ("127.0.0.1", {"x-forwarded-for": "203.0.113.9"}, 404),
        ("127.0.0.1", {"x-forwarded-proto": "https"}, 404),
        ("127.0.0.1", {"forwarded": "for=203.0.113.9"}, 404),
        ("203.0.113.9", {"authorization": f"Bearer {TOKEN}"}, 200),
        ("203.0.113.9", {"authorization": "Bearer another"}, 404),
        ("203.0.113.9", {"authorization": "Bearer é"}, 404),
        ("203.0.113.9", {"authorization": f"Basic {TOKEN}"}, 404),
    ],
)
@pytest.mark.django_db
def test_metrics_are_for_this_machine_or_who_shows_the_token(
    settings: Settings, address: str, headers: dict[str, str], status: int
) -> None:
    settings.BALISE_METRICS_TOKEN = TOKEN
    assert Client(REMOTE_ADDR=address).get("/metrics/", headers=headers).status_code == status


@pytest.mark.django_db
def test_without_a_token_set_none_opens(settings: Settings) -> None:
    settings.BALISE_METRICS_TOKEN = ""
    client = Client(REMOTE_ADDR="203.0.113.9")
    assert client.get("/metrics/", headers={"authorization": "Bearer "}).status_code == 404
