"""No document points to what does not exist, names a command that is not one, or forgets typography."""

import re
import subprocess
from functools import cache
from pathlib import Path

import pytest

from balise.cli.app import app
from tests.docs.documents import DOCUMENTS, FRENCH, FRONT_PAGES, ROOT, links, name_of, prose
from tests.theme.typography import problems

ELSEWHERE = re.compile(r"[a-z]+:")


@cache
def commands() -> set[str]:
    """The commands that `./run help` lists."""
    listed = subprocess.run(
        ["sh", "run", "help"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    return set(re.findall(r"^\./run (\w+)", listed, re.MULTILINE))


def anchors(document: Path) -> set[str]:
    """What its headings are called in an address."""
    headings = re.findall(r"^#+ (.+)$", document.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)
def test_each_link_leads_somewhere(document: Path) -> None:
    for link in links(document):
        if ELSEWHERE.match(link):
            continue
        path, _, anchor = link.partition("#")
        target = (document.parent / path).resolve() if path else document
        assert target.exists(), link
        assert not anchor or anchor in anchors(target), link


@pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)
def test_each_command_named_exists(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    assert set(re.findall(r"\./run (\w+)", text)) <= commands()
    known = {command.callback.__name__ for command in app.registered_commands if command.callback}
    assert set(re.findall(r"(?:`|bin/|\$ )balise ([a-z]+)", text)) <= known


@pytest.mark.parametrize("page", FRONT_PAGES, ids=name_of)
def test_each_setting_of_the_server_is_in_the_table(page: Path) -> None:
    settings = (ROOT / "src/balise/server/settings.py").read_text(encoding="utf-8")
    read = set(re.findall(r"environ\.get\(\"(\w+)\"", settings)) - {"BALISE_DEMO"}  # `./run demo` sets it
    assert read == set(re.findall(r"^\| `(BALISE_\w+)` \|", page.read_text(encoding="utf-8"), re.MULTILINE))


def test_both_front_pages_point_to_the_same_places() -> None:
    def places(page: Path) -> set[str]:
        own = {"README.md", "LISEZMOI.md", "docs/en/packs.md", "docs/fr/politiques.md"}
        return {re.sub(r"-(fr|en)\.svg$", ".svg", link) for link in links(page)} - own

    english, french = map(places, FRONT_PAGES)
    assert english == french


@pytest.mark.parametrize("document", FRENCH, ids=name_of)
def test_the_french_is_written_as_in_canada(document: Path) -> None:
    assert problems(prose(document)) == []
