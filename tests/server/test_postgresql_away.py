"""A real server whose PostgreSQL goes away for a while: nothing is lost, and it comes back by itself."""

import re
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener

import psycopg

from tests.databases import Server
from tests.server.installation import Installation

STARTS_WITHIN = 60
BACK_WITHIN = 10
"""Seconds."""


class Browser:
    """Keeps cookies, and what each page gave it to send."""

    def __init__(self, port: int) -> None:
        self._root = f"http://127.0.0.1:{port}"
        self._opener = build_opener(HTTPCookieProcessor(CookieJar()))
        self._opener.addheaders = [("Accept-Language", "en")]

    def open(self, address: str, data: dict[str, str] | None = None) -> tuple[int, str]:
        sent = urlencode(data).encode() if data is not None else None
        try:
            with self._opener.open(f"{self._root}{address}", sent, timeout=60) as response:
                return response.status, response.read().decode()
        except HTTPError as error:
            with error:
                return error.code, error.read().decode()


@contextmanager
def serving(installation: Installation) -> Iterator[Browser]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", "balise.cli", "serve", "--port", str(port), "--workers", "1"],
        env=installation.environment(),
    )
    try:
        browser = Browser(port)
        end = time.monotonic() + STARTS_WITHIN
        while time.monotonic() < end:
            try:
                if browser.open("/ready/")[0] == 200:
                    break
            except OSError:
                time.sleep(0.1)
        yield browser
    finally:
        server.terminate()
        server.wait(timeout=30)


@contextmanager
def away(server: Server, name: str) -> Iterator[None]:
    """Nobody can connect to this database, and whoever was connected no longer is."""
    with psycopg.connect(server.url("postgres"), autocommit=True) as connection:
        connection.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false'.encode())
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name]
        )
        try:
            yield
        finally:
            connection.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true'.encode())


def token(page: str) -> str:
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert found
    return found[1]


def test_while_it_is_away_people_are_told_and_afterwards_go_on(tmp_path: Path, postgres: Server) -> None:
    name = f"away_{uuid.uuid4().hex[:8]}"
    data = tmp_path / "data"
    installation = Installation(
        data, postgres.create(name), {"BALISE_HTTPS": "0", "BALISE_HOSTS": "127.0.0.1"}
    )
    assert installation.balise("migrate").returncode == 0
    with serving(installation) as browser:
        status, page = browser.open("/ask/about/gifts/")
        assert status == 200
        choice = {"act": "accept_gift", "csrfmiddlewaretoken": token(page)}
        assert browser.open("/ask/", choice)[0] == 200
        with away(postgres, name):
            status, page = browser.open("/ask/", choice)
            assert status == 503
            assert "Balise is unavailable for a moment" in page
            assert 'name="act" value="accept_gift"' in page
            assert browser.open("/health/")[0] == 200
            assert browser.open("/ready/")[0] == 503
        back = time.monotonic()
        while browser.open("/ask/", {**choice, "csrfmiddlewaretoken": token(page)})[0] != 200:
            assert time.monotonic() < back + BACK_WITHIN
            time.sleep(0.2)
        assert 'balise_requests_total{route="/ask/",status="503"}' in browser.open("/metrics/")[1]
    log = (data / "balise.log").read_text(encoding="utf-8")
    assert '"status": 503' in log
    assert "accept_gift" not in log
