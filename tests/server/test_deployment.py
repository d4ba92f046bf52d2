"""The files of deploy/ and the operations guides say what the program does: settings, ports, commands."""

import re
from pathlib import Path

import pytest

from balise.server.environment import KNOWN

ROOT = Path(__file__).parents[2]
GUIDES = [ROOT / "docs/en/operations.md", ROOT / "docs/fr/exploitation.md"]
FILES = sorted((ROOT / "deploy").iterdir())
SETTING = re.compile(r"BALISE_[A-Z_]+")
NOT_FOR_OPERATORS = {"BALISE_CHROME", "BALISE_DEMO"}
COMMANDS = {
    "serve", "migrate", "found", "doctor", "backup", "restore", "journal", "check", "ask", "import-consents",
    "export-consents", "screen", "send", "bounces", "gate",
}  # fmt: skip


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.name)
def test_the_guide_lists_every_setting_and_no_other(guide: Path) -> None:
    listed = set(re.findall(r"^\| `(BALISE_\w+)` \|", guide.read_text(encoding="utf-8"), re.MULTILINE))
    assert listed == set(KNOWN) - NOT_FOR_OPERATORS


@pytest.mark.parametrize("file", [*FILES, *GUIDES], ids=lambda file: file.name)
def test_only_settings_and_commands_that_exist_are_named(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert set(SETTING.findall(text)) <= {*KNOWN, "BALISE_"}
    assert set(re.findall(r"(?:bin/|`)balise ([\w-]+)", text)) <= COMMANDS


def test_both_guides_have_the_same_parts() -> None:
    english, french = (guide.read_text(encoding="utf-8") for guide in GUIDES)
    for mark in ("\n## ", "\n| `BALISE_", "\n1. ", "```"):
        assert english.count(mark) == french.count(mark)


def test_the_image_is_pinned_runs_as_nobody_in_particular_and_installs_by_hashes() -> None:
    text = (ROOT / "deploy/Containerfile").read_text(encoding="utf-8")
    bases = re.findall(r"^FROM (\S+)", text, re.MULTILINE)
    assert all(re.search(r":\d+\.\d+\.\d+-", base) for base in bases)
    assert len(set(bases)) == 1
    assert re.search(r"^USER \d+", text, re.MULTILINE)
    assert "--require-hashes" in text
    assert "HEALTHCHECK" in text


@pytest.mark.parametrize("name", ["nginx.conf", "Caddyfile"])
def test_the_proxy_keeps_what_is_for_machines_to_itself(name: str) -> None:
    text = (ROOT / "deploy" / name).read_text(encoding="utf-8")
    assert "/metrics/" in text
    assert "X-Forwarded-Proto" in text
