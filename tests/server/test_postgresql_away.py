"""A real server whose PostgreSQL goes away, or takes nothing more: who was writing is told in their language
and keeps what they typed, nothing is half done, and it comes back by itself.
"""

import re
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from http.cookiejar import Cookie, CookieJar
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener

import psycopg
import pytest

from balise.policy.text import LANGS, Lang
from balise.server.database import database
from tests.databases import Server
from tests.server.installation import Installation
from tests.server.kept_form import KeptForm

STARTS_WITHIN = 60
BACK_WITHIN = 10
"""Seconds."""

HOST = "127.0.0.1"
HIRE = "/people/hire/"
UNAVAILABLE = {"fr": "Balise est momentanément indisponible", "en": "Balise is unavailable for a moment"}

PEOPLE = """
import django; django.setup()
from django.test import Client
from balise.people.accounts.models import Account
from tests.people.accounts.keyboard import enter
from tests.people.world import make_world

world = make_world()
world.louise.user = Account.objects.create(email=world.louise.email, password="!")
world.louise.save(update_fields=["user"])
browser = Client()
enter(browser, world.louise)
(cookie,) = browser.cookies.values()
print(cookie.key, cookie.value, world.home.uuid)
"""
"""The small world, and who hires in it, signed in."""


class Browser:
    """Keeps cookies, and follows where it is led."""

    def __init__(self, port: int, session: tuple[str, str] | None = None, lang: Lang = "en") -> None:
        self._root = f"http://{HOST}:{port}"
        kept = CookieJar()
        if session:
            kept.set_cookie(_cookie(*session))
        self._opener = build_opener(HTTPCookieProcessor(kept))
        self._opener.addheaders = [("Accept-Language", lang)]

    def open(self, address: str, data: dict[str, str] | None = None) -> tuple[int, str]:
        sent = urlencode(data).encode() if data is not None else None
        try:
            with self._opener.open(f"{self._root}{address}", sent, timeout=60) as response:
                return response.status, response.read().decode()
        except HTTPError as error:
            with error:
                return error.code, error.read().decode()


def _cookie(name: str, value: str) -> Cookie:
    return Cookie(
        version=0,
        name=name,
        value=value,
        port=None,
        port_specified=False,
        domain=HOST,
        domain_specified=False,
        domain_initial_dot=False,
        path="/",
        path_specified=True,
        secure=False,
        expires=None,
        discard=True,
        comment=None,
        comment_url=None,
        rest={},
    )


@dataclass(frozen=True)
class Site:
    """Balise, serving from a database of its own."""

    installation: Installation
    server: Server
    name: str
    port: int
    session: tuple[str, str]
    """The cookie of who is signed in."""
    unit: str

    def visitor(self) -> Browser:
        return Browser(self.port)

    def louise(self, lang: Lang = "en") -> Browser:
        """The HR director; her language is what her browser says."""
        return Browser(self.port, self.session, lang)

    def execute(self, statement: str) -> None:
        with psycopg.connect(self.server.url(self.name), autocommit=True) as connection:
            connection.execute(statement.encode())

    def count(self, what: str) -> int:
        with psycopg.connect(self.server.url(self.name)) as connection:
            row = connection.execute(f"SELECT count(*) FROM {what}".encode()).fetchone()  # noqa: S608  written below
        assert row is not None
        return int(row[0])


@pytest.fixture(scope="module")
def site(postgres: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    name = f"away_{uuid.uuid4().hex[:8]}"
    settings = {"BALISE_HTTPS": "0", "BALISE_HOSTS": HOST}
    installation = Installation(tmp_path_factory.mktemp("away") / "data", postgres.create(name), settings)
    assert installation.balise("migrate").returncode == 0
    key, value, unit = installation.python(PEOPLE).split()
    with serving(installation) as port:
        yield Site(installation, postgres, name, port, (key, value), unit)


@contextmanager
def serving(installation: Installation) -> Iterator[int]:
    with socket.socket() as free:
        free.bind((HOST, 0))
        port = int(free.getsockname()[1])
    server = subprocess.Popen(
        [sys.executable, "-m", "balise.cli", "serve", "--port", str(port), "--workers", "1"],
        env=installation.environment(),
    )
    try:
        end = time.monotonic() + STARTS_WITHIN
        while time.monotonic() < end:
            try:
                if Browser(port).open("/ready/")[0] == 200:
                    break
            except OSError:
                time.sleep(0.1)
        yield port
    finally:
        server.terminate()
        server.wait(timeout=30)


# Ways to be unavailable


@contextmanager
def stopped(site: Site) -> Iterator[None]:
    """Nobody can connect to the database, and whoever was connected no longer is."""
    with psycopg.connect(site.server.url("postgres"), autocommit=True) as connection:
        connection.execute(f'ALTER DATABASE "{site.name}" ALLOW_CONNECTIONS false'.encode())
        _throw_out(connection, site)
        try:
            yield
        finally:
            connection.execute(f'ALTER DATABASE "{site.name}" ALLOW_CONNECTIONS true'.encode())


@contextmanager
def read_only(site: Site) -> Iterator[None]:
    """As a standby is."""
    change = f'ALTER DATABASE "{site.name}" SET default_transaction_read_only = '
    with psycopg.connect(site.server.url("postgres"), autocommit=True) as connection:
        connection.execute(f"{change}on".encode())
        _throw_out(connection, site)
        try:
            yield
        finally:
            connection.execute(f"{change}off".encode())
            _throw_out(connection, site)


@contextmanager
def lost_at_commit(site: Site) -> Iterator[None]:
    """The connection breaks when everything was written, and is about to be kept."""
    with _at_commit(site, "PERFORM pg_terminate_backend(pg_backend_pid())"):
        yield


@contextmanager
def disk_full_at_commit(site: Site) -> Iterator[None]:
    with _at_commit(site, "RAISE EXCEPTION 'could not extend file' USING ERRCODE = 'disk_full'"):
        yield


@contextmanager
def pool_exhausted(site: Site) -> Iterator[None]:
    """All connections wait for a table that somebody keeps."""
    size = database(site.server.url(site.name), site.installation.data)["OPTIONS"]["pool"]["max_size"]
    with (
        ThreadPoolExecutor(size) as visitors,
        psycopg.connect(site.server.url(site.name)) as keeper,
        psycopg.connect(site.server.url("postgres"), autocommit=True) as watcher,
    ):
        keeper.execute("LOCK TABLE django_session IN ACCESS EXCLUSIVE MODE")
        # Those who got no connection in time try again, until all connections are taken.
        end = time.monotonic() + STARTS_WITHIN
        waiting: list[Future[tuple[int, str]]] = []
        while _waiting(watcher, site) < size:
            assert time.monotonic() < end
            waiting = [each for each in waiting if not each.done()]
            while len(waiting) < size:
                waiting.append(visitors.submit(site.louise().open, "/"))
            time.sleep(0.1)
        try:
            yield
        finally:
            keeper.rollback()


def _throw_out(connection: psycopg.Connection, site: Site) -> None:
    connection.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [site.name]
    )


def _waiting(connection: psycopg.Connection, site: Site) -> int:
    row = connection.execute(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND wait_event_type = 'Lock'", [site.name]
    ).fetchone()
    assert row is not None
    return int(row[0])


@contextmanager
def _at_commit(site: Site, what: str) -> Iterator[None]:
    site.execute(
        f"CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {what}; RETURN NULL; END $$;"
        "CREATE CONSTRAINT TRIGGER fails AFTER INSERT ON people_staff DEFERRABLE INITIALLY DEFERRED "
        "FOR EACH ROW EXECUTE FUNCTION fail()"
    )
    try:
        yield
    finally:
        site.execute("DROP TRIGGER fails ON people_staff; DROP FUNCTION fail()")


WAYS: dict[str, Callable[[Site], AbstractContextManager[None]]] = {
    "stopped": stopped,
    "read_only": read_only,
    "lost_at_commit": lost_at_commit,
    "disk_full_at_commit": disk_full_at_commit,
    "pool_exhausted": pool_exhausted,
}


def token(page: str) -> str:
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert found
    return found[1]


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("way", WAYS)
def test_what_someone_was_writing_is_kept_nothing_is_half_done_and_it_is_sent_again(
    site: Site, way: str, lang: Lang
) -> None:
    louise = site.louise(lang)
    email = f"{way}-{lang}@example.org"
    typed = {
        "csrfmiddlewaretoken": token(louise.open(HIRE)[1]),
        "full_name": "Zoé « Zo » Arseneau & fille",
        "email": email,
        "status": "volunteer",
        "unit": site.unit,
        "language": "fr",
        "job_scope_fr": "Visites du mardi\r\net du jeudi",
        "job_scope_en": "Visits on Tuesday",
    }
    hired, entries = "people_staff", "journal_entry WHERE kind = 'people.hired'"
    before = site.count(hired), site.count(entries)

    with WAYS[way](site):
        begun = time.monotonic()
        status, page = louise.open(HIRE, typed)
        assert status == 503
        assert time.monotonic() - begun < BACK_WITHIN
        assert UNAVAILABLE[lang] in page
        kept = KeptForm(page)
        assert (kept.address, dict(kept.fields)) == (HIRE, typed)
        assert site.visitor().open("/health/")[0] == 200
    assert (site.count(hired), site.count(entries)) == before

    back = time.monotonic()
    while (status := louise.open(HIRE, dict(kept.fields))[0]) == 503:
        assert time.monotonic() < back + BACK_WITHIN
        time.sleep(0.2)
    assert status == 200  # the page of who was hired
    assert site.count(f"{hired} WHERE email = '{email}'") == 1
    assert (site.count(hired), site.count(entries)) == (before[0] + 1, before[1] + 1)


def test_visitors_ask_on_as_soon_as_it_is_back(site: Site) -> None:
    visitor = site.visitor()
    status, page = visitor.open("/ask/about/gifts/")
    assert status == 200
    choice = {"act": "accept_gift", "csrfmiddlewaretoken": token(page)}
    assert visitor.open("/ask/", choice)[0] == 200
    with stopped(site):
        assert visitor.open("/ready/")[0] == 503
        for _ in range(2):
            status, page = visitor.open("/ask/", choice)
            assert status == 503
    back = time.monotonic()
    while visitor.open("/ask/", dict(KeptForm(page).fields))[0] != 200:
        assert time.monotonic() < back + BACK_WITHIN
        time.sleep(0.2)
    assert visitor.open("/ready/")[0] == 200


def test_the_log_and_the_metrics_tell_of_it_and_not_what_was_written(site: Site) -> None:
    visitor = site.visitor()
    choice = {"act": "accept_gift", "csrfmiddlewaretoken": token(visitor.open("/ask/about/gifts/")[1])}
    with stopped(site):
        assert visitor.open("/ask/", choice)[0] == 503
    assert 'balise_requests_total{route="/ask/",status="503"}' in visitor.open("/metrics/")[1]
    log = (site.installation.data / "balise.log").read_text(encoding="utf-8")
    assert '"status": 503' in log
    assert "accept_gift" not in log
