"""The settings: what they are told counts; what cannot stops the start, with the words that are wrong."""

import subprocess
import sys
from pathlib import Path

import pytest

from balise.server.environment import listed
from tests.loaded import house, neutral

PATIENCE = 60
"""Seconds."""


def start(data: Path, program: str = "", **settings: str) -> subprocess.CompletedProcess[str]:
    """Read the settings and begin as a web server does, then run `program`."""
    return house().run(begin(program), environment=environment(data, settings), timeout=PATIENCE)


def start_alone(data: Path, program: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """The same in a process that has loaded nothing before."""
    return subprocess.run(
        [sys.executable, *begin(program)],
        env=environment(data, settings),
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )


def begin(program: str) -> list[str]:
    return ["-c", f"import balise.server.wsgi\nfrom django.conf import settings\n{program}"]


def environment(data: Path, settings: dict[str, str]) -> dict[str, str]:
    return {**neutral(), "BALISE_DATA": str(data), **settings}


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("BALISE_PACKS", "relations-clientele, no-such-pack", "no-such-pack"),
        ("BALISE_TIME_ZONE", "Mars/Olympus", "Mars/Olympus"),
        ("BALISE_PACK", "relations-clientele", "did you mean `BALISE_PACKS`?"),
        ("BALISE_COLOUR", "red", "`BALISE_COLOUR` is no setting of Balise"),
        ("BALISE_DATA", "/dev/null/data", "/dev/null/data"),
    ],
)
def test_a_setting_that_cannot_count_stops_the_start_and_is_named(
    tmp_path: Path, name: str, value: str, told: str
) -> None:
    ended = start(tmp_path, **{name: value})
    assert ended.returncode != 0
    assert told in ended.stderr


def test_what_it_is_told_counts(tmp_path: Path) -> None:
    ended = start_alone(
        tmp_path,
        "print(settings.ALLOWED_HOSTS, settings.BALISE_PACKS, settings.TIME_ZONE,"
        " settings.SECRET_KEY, settings.DEBUG)",
        BALISE_HOSTS="balise.example.org, www.example.org",
        BALISE_PACKS=" relations-clientele ",
        BALISE_TIME_ZONE="America/Moncton",
        BALISE_SECRET_KEY="a-key-of-one-s-own",
    )
    hosts = ["balise.example.org", "www.example.org"]
    assert (
        ended.stdout.strip() == f"{hosts} {['relations-clientele']} America/Moncton a-key-of-one-s-own False"
    )
    assert not (tmp_path / "secret-key").exists()


def test_a_list_is_read_without_spaces_and_without_empty_entries() -> None:
    assert listed(" a.ca, ,b.ca,") == ["a.ca", "b.ca"]
    assert listed("") == []


def test_a_deployment_passes_the_checks_of_django(tmp_path: Path) -> None:
    """All but what is for the web server in front (W008) or for the owner of the domain (W005, W021)."""
    ended = start_alone(
        tmp_path,
        "from django.core.management import call_command\n"
        "settings.SILENCED_SYSTEM_CHECKS = ['security.W005', 'security.W008', 'security.W021']\n"
        "call_command('check', deploy=True, fail_level='WARNING')",
    )
    assert (ended.returncode, ended.stderr) == (0, "")
