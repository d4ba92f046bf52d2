"""`balise doctor` finds what is wrong with an installation, says what to do, and changes nothing."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from pytest_django import Settings

from balise.policy.text import LANGS
from balise.server.checks import Finding, Level, clock, folders, proxy
from balise.server.checks.clock import check_clock
from balise.server.checks.folders import check_folders
from balise.server.checks.hosts import check_hosts
from balise.server.checks.proxy import check_https
from balise.server.checks.secrets import check_secrets
from balise.theme.texts import catalogue
from tests.server.installation import Installation

SOUND_KEY = "q8Zr3vN0tYw5LkP1xDfG7hJ2mBc9SeUaTiOo4R6W"


def only(findings: Iterator[Finding]) -> Finding:
    (finding,) = findings
    return finding


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """One that is well."""
    made = Installation(
        tmp_path_factory.mktemp("doctor") / "data", settings={"BALISE_HOSTS": "balise.example.org"}
    )
    made.migrate()
    return made


def test_it_finds_a_sound_installation_sound(installation: Installation) -> None:
    found = installation.doctor()
    assert {name: check["status"] for name, check in found.items()} == {
        "secrets": "ok",
        "https": "warning",  # nobody gave the address to try
        "hosts": "ok",
        "database": "ok",
        "migrations": "ok",
        "folders": "ok",
        "clock": "ok",
        "journal": "ok",
        "consents": "ok",
        "packs": "ok",
    }
    assert "balise.example.org" in found["hosts"]["message"]


def test_it_says_what_is_wrong_and_what_to_do_in_both_languages(tmp_path: Path) -> None:
    new = Installation(tmp_path / "data")
    english, french = new.balise("doctor"), new.balise("doctor", "--lang", "fr")
    assert (english.returncode, french.returncode) == (1, 1)
    assert "✗ Migrations  pending migrations" in english.stdout
    assert "→ Make a backup, then `balise migrate`." in english.stdout
    assert "migrations en attente" in french.stdout
    assert "→ Faites une sauvegarde, puis `balise migrate`." in french.stdout


@pytest.mark.parametrize(
    ("name", "value", "check", "found"),
    [
        ("BALISE_SECRET_KEY", "changeme", "secrets", "weak"),
        ("BALISE_SECRET_KEY", "a" * 60, "secrets", "weak"),
        ("BALISE_HOSTS", "*", "hosts", "any"),
        ("BALISE_PACKS", "no-such-pack", "packs", "faulty"),
        ("BALISE_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none", "database", "unreachable"),
        ("BALISE_JOURNAL_KEY", "no key", "journal", "no_key"),
        ("BALISE_PACK", "organisation", "settings", "refused"),
        ("BALISE_DATABASE_URL", "mysql://somewhere", "settings", "refused"),
        ("BALISE_HTTPS", "yes", "settings", "refused"),
    ],
)
def test_a_setting_that_is_wrong_is_a_failure(
    installation: Installation, name: str, value: str, check: str, found: str
) -> None:
    told = installation.doctor(**{name: value})[check]
    assert (told["status"], told["found"]) == ("failure", found)
    assert told["help"]


def test_a_key_that_others_can_read_is_a_failure(tmp_path: Path, settings: Settings) -> None:
    settings.DATA, settings.SECRET_KEY, settings.BALISE_METRICS_TOKEN = tmp_path, SOUND_KEY, ""
    tmp_path.chmod(0o700)
    key = tmp_path / "secret-key"
    key.touch(0o600)
    assert only(check_secrets()).level is Level.OK
    key.chmod(0o640)
    assert only(check_secrets()).what == "readable"
    key.chmod(0o600)
    tmp_path.chmod(0o750)
    assert only(check_secrets()).what == "open_folder"


def test_a_short_token_is_a_warning(tmp_path: Path, settings: Settings) -> None:
    tmp_path.chmod(0o700)
    settings.DATA, settings.SECRET_KEY, settings.BALISE_METRICS_TOKEN = tmp_path, SOUND_KEY, "short"
    assert only(check_secrets()).what == "short_token"


@pytest.mark.parametrize(
    ("free", "found"), [(50_000_000, "full"), (500_000_000, "nearly_full"), (5_000_000_000, "writable")]
)
def test_space_that_runs_out_is_told_before_it_does(
    free: int, found: str, monkeypatch: pytest.MonkeyPatch, settings: Settings, tmp_path: Path
) -> None:
    settings.DATA = tmp_path
    monkeypatch.setattr(folders, "written_to", lambda: [tmp_path])
    usage = type("Usage", (), {"free": free})
    monkeypatch.setattr("shutil.disk_usage", lambda _: usage)
    assert only(check_folders()).what == found


def test_a_clock_that_leaps_and_one_that_is_in_the_past_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    assert only(check_clock()).level is Level.OK
    steps = iter([0.0, 0.0, 60.0, 0.2])
    monkeypatch.setattr("time.sleep", lambda _: None)
    monkeypatch.setattr("time.time", lambda: next(steps))
    monkeypatch.setattr("time.monotonic", lambda: next(steps))
    assert only(check_clock()).what == "leaps"
    monkeypatch.undo()
    monkeypatch.setattr(clock, "APART", -1e12)
    assert only(check_clock()).what == "past"


def test_the_site_should_have_a_name_of_its_own(settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["localhost"]
    assert only(check_hosts()).what == "only_here"


@contextmanager
def proxy_that(*, says_so: bool, believes: bool, status: int = 200) -> Iterator[int]:
    """A proxy and Balise behind it, in one: what reaches Balise decides whether it answers with HSTS."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            forged = self.headers.get("X-Forwarded-Proto") == "https"
            self.send_response(status)
            if (forged and believes) or (not forged and says_so):
                self.send_header("Strict-Transport-Security", "max-age=31536000")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Quiet."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.parametrize(
    ("says_so", "believes", "status", "found"),
    [
        (True, False, 200, "sound"),
        (False, False, 200, "not_told"),
        (True, True, 200, "forged"),
        (True, False, 502, "no_balise"),
    ],
)
def test_the_proxy_in_front_is_tried_for_real(
    *, says_so: bool, believes: bool, status: int, found: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with proxy_that(says_so=says_so, believes=believes, status=status) as port:
        # Without a certificate, which is not what this is about.
        plain = HTTPConnection
        monkeypatch.setattr(proxy, "HTTPSConnection", lambda *_, **__: plain("127.0.0.1", port, timeout=5))
        monkeypatch.setattr(proxy, "HTTPConnection", lambda *_, **__: plain("127.0.0.1", port, timeout=5))
        assert only(check_https("https://balise.example.org")).what == found


def test_an_address_that_is_none_or_does_not_answer_is_a_failure() -> None:
    assert only(check_https("balise.example.org")).what == "no_address"
    assert only(check_https("https://127.0.0.1:1")).what == "unreachable"


def test_plain_http_is_a_warning(settings: Settings) -> None:
    settings.HTTPS = False
    assert only(check_https(None)).what == "off"


def test_entries_out_of_the_chain_are_a_failure(tmp_path: Path) -> None:
    new = Installation(tmp_path / "data")
    new.migrate()
    new.python(
        "import django; django.setup()\n"
        "from datetime import UTC, datetime\n"
        "from balise.journal.models import Entry\n"
        "Entry.objects.create(kind='x.y', at=datetime(2026, 1, 1, tzinfo=UTC), content='{}', mac='')"
    )
    told = new.doctor()["journal"]
    assert (told["status"], told["found"]) == ("failure", "unsealed")


def test_every_check_has_a_title_and_every_problem_advice() -> None:
    keys = [key.split(".")[2:] for key in catalogue() if key.startswith("server.doctor.")]
    checks = {key[0] for key in keys if len(key) > 1}
    well = {"sound", "named", "writable", "reached", "none", "steady", "sealed"}
    for check in checks:
        assert ["title"] in [key[1:] for key in keys if key[0] == check]
    for check, what in {(key[0], key[1]) for key in keys if len(key) == 3}:
        for lang in LANGS:
            assert catalogue()[f"server.doctor.{check}.{what}.says"][lang]
            assert what in well or catalogue()[f"server.doctor.{check}.{what}.do"][lang]


def test_it_is_stable_json_for_a_program(installation: Installation) -> None:
    told = json.loads(installation.balise_alone("doctor", "--json").stdout)
    assert set(told) == {"ok", "checks"}
    assert all(set(check) == {"check", "found", "status", "message", "help"} for check in told["checks"])
