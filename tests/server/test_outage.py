"""When the database is away, people are told so in their language and what they wrote is not lost."""

import sqlite3
from collections.abc import Callable, Iterator

import psycopg
import pytest
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, DataError, InterfaceError, InternalError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.test import Client, override_settings
from django.urls import include, path

from balise.policy.text import Lang
from balise.server.outage import is_outage
from tests.desk.visitor import LANGUAGE_CODES
from tests.server.kept_form import KeptForm

WORDS = 'Ma cliente m’a offert « un tricot » & <demande>\nune réponse "vite"'


@login_not_required
def lost(_request: HttpRequest) -> HttpResponse:
    raise OperationalError("server closed the connection unexpectedly")


@login_not_required
def mistake(_request: HttpRequest) -> HttpResponse:
    raise DataError("value too long")


urlpatterns = [
    path("lost/", lost),
    path("mistake/", mistake),
    path("", include("balise.server.urls")),
]
handler500 = "balise.server.outage.server_error"


@pytest.fixture
def client() -> Iterator[Client]:
    with override_settings(ROOT_URLCONF=__name__):
        yield Client(raise_request_exception=False)


def text(response: HttpResponseBase) -> str:
    return response.getvalue().decode()


@pytest.mark.parametrize(
    ("lang", "words"),
    [("fr", "Balise est momentanément indisponible"), ("en", "Balise is unavailable for a moment")],
)
def test_a_visitor_is_told_in_their_language(client: Client, lang: Lang, words: str) -> None:
    client.cookies["balise_language"] = LANGUAGE_CODES[lang]
    response = client.get("/lost/")
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "10"
    assert f'<h1 class="govuk-heading-l">{words}</h1>' in text(response)
    assert 'href="/lost/"' in text(response)


def test_what_was_typed_is_kept_and_can_be_sent_again(client: Client) -> None:
    response = client.post("/lost/?step=2", {"words": WORDS, "kind": ["a", "b"], "csrfmiddlewaretoken": "t"})
    form = KeptForm(text(response))
    assert form.address == "/lost/?step=2"
    assert form.fields == [("words", WORDS), ("kind", "a"), ("kind", "b"), ("csrfmiddlewaretoken", "t")]
    assert "<demande>" not in text(response)


def test_a_password_is_never_written_into_the_page(client: Client) -> None:
    response = client.post("/lost/", {"login": "marie", "password": "canari-1", "code": "123456"})
    assert "canari-1" not in text(response)
    assert "123456" not in text(response)
    assert KeptForm(text(response)).address == ""


def test_a_mistake_of_ours_is_no_outage(client: Client) -> None:
    assert client.get("/mistake/").status_code == 500


@pytest.mark.django_db
def test_the_database_lost_while_a_session_is_read_is_an_outage_too(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_: object, **__: object) -> None:
        raise OperationalError("the connection is lost")

    monkeypatch.setattr("django.contrib.sessions.backends.db.SessionStore.load", gone)
    client.cookies["__Host-balise_session"] = "x" * 32
    assert client.get("/").status_code == 503


def _caused(error: DatabaseError, cause: Exception) -> DatabaseError:
    error.__cause__ = cause
    return error


def _sqlite(code: int) -> sqlite3.Error:
    error = sqlite3.OperationalError("words")
    error.sqlite_errorcode = code
    return error


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (OperationalError, True),
        (InterfaceError, True),
        (lambda: _caused(OperationalError(), psycopg.OperationalError()), True),
        (lambda: _caused(OperationalError(), psycopg.errors.DiskFull()), True),
        (lambda: _caused(OperationalError(), _sqlite(sqlite3.SQLITE_BUSY)), True),
        (lambda: _caused(OperationalError(), _sqlite(sqlite3.SQLITE_FULL)), True),
        (lambda: _caused(OperationalError(), _sqlite(sqlite3.SQLITE_ERROR)), False),
        (lambda: _caused(InternalError(), psycopg.errors.ReadOnlySqlTransaction()), True),
        (lambda: _caused(InternalError(), psycopg.errors.InFailedSqlTransaction()), False),
        (DataError, False),
        (RuntimeError, False),
        (lambda: None, False),
    ],
)
def test_an_outage_is_told_from_a_mistake(make: Callable[[], Exception | None], *, expected: bool) -> None:
    assert is_outage(make()) is expected
