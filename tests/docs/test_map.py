"""docs/map.md shows the house as it is: nothing that exists is forgotten, nothing named is missing."""

import re
from collections.abc import Iterator

import pytest

from tests.docs.documents import FENCE, ROOT

HOUSE = ROOT / "src/balise"
MAP = (ROOT / "docs/map.md").read_text(encoding="utf-8")
TO_COME = "## To come"
FILE = re.compile(r"[\w.<>*/-]+(?:\.(?:py|yaml|html|svg|scss|css|md|toml|lock)|/)")


def named_paths() -> Iterator[tuple[str, str]]:
    """Each path between backticks, with the room whose heading it stands under."""
    room = ""
    for line in FENCE.sub("", MAP.split(TO_COME)[0]).splitlines():
        if heading := re.match(r"### `(\w+)/`", line):
            room = heading[1]
        elif line.startswith("## "):
            room = ""
        for words in re.findall(r"`([^`]+)`", line):
            if FILE.fullmatch(words):
                yield words, room


def rooms() -> list[str]:
    return sorted(path.name for path in HOUSE.iterdir() if path.is_dir() and path.name != "__pycache__")


@pytest.mark.parametrize("room", rooms())
def test_each_room_has_its_place_and_a_sign_at_its_door(room: str) -> None:
    assert f"### `{room}/`" in MAP
    assert (HOUSE / room / "README.md").is_file()


@pytest.mark.parametrize("room", ["policy", "acts", "desk", "cli"])
def test_each_module_is_named_under_its_room(room: str) -> None:
    named = {path for path, under in named_paths() if under == room}
    modules = {path.name for path in (HOUSE / room).glob("*.py")} - {"__init__.py", "__main__.py", "apps.py"}
    assert modules - named == set()


def test_nothing_named_is_missing() -> None:
    missing = []
    for words, room in named_paths():
        pattern = re.sub(r"<[^>]*>", "*", words).rstrip("/")
        places = (ROOT, HOUSE, HOUSE / room)
        if not any(True for place in places for _ in place.glob(pattern)):
            missing.append(words)
    assert missing == []


def test_the_rooms_to_come_are_not_there_yet() -> None:
    to_come = re.findall(r"`(\w+)/`", MAP.split(TO_COME)[1])
    assert to_come
    assert set(to_come).isdisjoint(rooms())
