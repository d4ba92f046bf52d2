"""docs/map.md shows the house as it is: nothing that exists is forgotten, nothing named is missing. What the
glossary and the signs at the doors name exists, too.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.docs.documents import FENCE, ROOT, SIGNS, name_of

HOUSE = ROOT / "src/balise"
MAP = ROOT / "docs/map.md"
TO_COME = "## To come"
FILE = re.compile(r"[\w.<>*/-]+(?:\.(?:py|yaml|html|svg|scss|css|md|toml|lock)|/)")
THEME = HOUSE / "theme"
ELSEWHERE = [
    ROOT,
    HOUSE,
    *HOUSE.glob("packs/*/"),
    ROOT / "tools/theme/styles",
    THEME / "templates",
    THEME / "templates/balise",
    THEME / "static/balise",
]
"""Folders that a page about the whole house, or about packs or the theme, may take for granted."""


def before_to_come(document: Path) -> str:
    return document.read_text(encoding="utf-8").split(TO_COME)[0]


def named_paths(document: Path) -> Iterator[tuple[str, Path]]:
    """Each path between backticks, with the folder of the room it is about: its heading's, or the sign's."""
    folder = document.parent
    for line in FENCE.sub("", before_to_come(document)).splitlines():
        if heading := re.match(r"### `(\w+)/`", line):
            folder = HOUSE / heading[1]
        elif line.startswith("## "):
            folder = document.parent
        for words in re.findall(r"`([^`]+)`", line):
            # What begins with a slash is an address of the site.
            if FILE.fullmatch(words) and not words.startswith("/"):
                yield words, folder


def rooms() -> list[str]:
    return sorted(path.name for path in HOUSE.iterdir() if path.is_dir() and path.name != "__pycache__")


@pytest.mark.parametrize("room", rooms())
def test_each_room_has_its_place_and_a_sign_at_its_door(room: str) -> None:
    assert f"### `{room}/`" in before_to_come(MAP)
    assert (HOUSE / room / "README.md").is_file()


@pytest.mark.parametrize("room", ["policy", "journal", "people", "acts", "desk", "cli", "server"])
def test_each_module_is_named_under_its_room(room: str) -> None:
    named = {path for path, folder in named_paths(MAP) if folder.name == room}
    modules = {path.name for path in (HOUSE / room).glob("*.py")} - {"__init__.py", "__main__.py", "apps.py"}
    assert modules - named == set()


@pytest.mark.parametrize("document", [MAP, ROOT / "docs/glossary.md", *SIGNS], ids=name_of)
def test_nothing_named_is_missing(document: Path) -> None:
    missing = []
    for words, folder in named_paths(document):
        pattern = re.sub(r"<[^>]*>", "*", words).rstrip("/")
        if not any(True for place in (folder, *ELSEWHERE) for _ in place.glob(pattern)):
            missing.append(words)
    assert missing == []


def test_the_rooms_to_come_are_not_there_yet() -> None:
    to_come = re.findall(r"`(\w+)/`", MAP.read_text(encoding="utf-8").split(TO_COME)[1])
    assert to_come
    assert set(to_come).isdisjoint(rooms())
