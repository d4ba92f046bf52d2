"""No document points to what does not exist, names a command that is not one, or forgets typography."""

import re
import subprocess
from functools import cache
from pathlib import Path

import pytest
import typer
from typer.core import TyperCommand, TyperGroup

from balise.cli.app import LANG, app
from balise.cli.rooms import Shelf, add_commands_of_rooms
from balise.server.environment import KNOWN
from tests.docs.documents import (
    DOCUMENTS,
    FRENCH,
    FRONT_PAGES,
    GUIDES,
    OPERATING,
    OUTREACH,
    ROOT,
    links,
    name_of,
    prose,
)
from tests.theme.typography import problems

ELSEWHERE = re.compile(r"[a-z]+:")


@cache
def commands() -> set[str]:
    """The commands that `./run help` lists."""
    listed = subprocess.run(
        ["sh", "run", "help"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    return set(re.findall(r"^\./run (\w+)", listed, re.MULTILINE))


@cache
def subcommands() -> set[str]:
    """The commands of `balise`: its own, and those that rooms bring."""
    shelf = Shelf(typer.Typer(), LANG, TyperCommand, TyperGroup)
    add_commands_of_rooms(shelf)
    found = [*app.registered_commands, *shelf.app.registered_commands]
    names = {each.name or each.callback.__name__ for each in found if each.callback}
    return names | {str(each.name) for each in shelf.app.registered_groups}


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
    assert set(re.findall(r"(?:`|bin/|\$ )balise ([a-z]+)", text)) <= subcommands()


def settings_in(document: Path) -> set[str]:
    """The variables that its table lists."""
    text = document.read_text(encoding="utf-8")
    return set(re.findall(r"^\| `(BALISE_\w+)` \|", text, re.MULTILINE))


@pytest.mark.parametrize("guide", OPERATING, ids=name_of)
def test_each_setting_is_in_the_guides_table(guide: Path) -> None:
    # `./run demo` sets the one, and only the tests read the other.
    assert settings_in(guide) == set(KNOWN) - {"BALISE_DEMO", "BALISE_CHROME"}


@pytest.mark.parametrize("page", FRONT_PAGES, ids=name_of)
def test_the_front_pages_list_settings_that_exist(page: Path) -> None:
    assert settings_in(page) == settings_in(FRONT_PAGES[0])
    assert settings_in(page) <= set(KNOWN)


def test_both_front_pages_point_to_the_same_places() -> None:
    def places(page: Path) -> set[str]:
        own = {"README.md", "LISEZMOI.md", *map(name_of, GUIDES + OPERATING + OUTREACH)}
        return {re.sub(r"-(fr|en)\.svg$", ".svg", link) for link in links(page)} - own

    english, french = map(places, FRONT_PAGES)
    assert english == french


@pytest.mark.parametrize("document", FRENCH, ids=name_of)
def test_the_french_is_written_as_in_canada(document: Path) -> None:
    assert problems(prose(document)) == []
