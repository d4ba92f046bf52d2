"""The committed static files: small, ours, complete, and readable in every verdict's colours."""

import gzip
import json
import re
from pathlib import Path

import pytest

from balise.policy.verdict import Verdict
from balise.theme import icons

STATIC = icons.FOLDER.parent / "static" / "balise"
CSS = (STATIC / "balise.css").read_text(encoding="utf-8")
LOCK = Path(__file__).parents[2] / "tools" / "theme" / "package-lock.json"


def test_the_styles_stay_small() -> None:
    assert len(gzip.compress(CSS.encode(), 9)) <= 20_000


def test_nothing_reserved_to_another_government_is_used() -> None:
    assert not re.search(r"GDS Transport|crown|govuk-logo", CSS, re.IGNORECASE)


def test_every_file_that_the_styles_name_is_here() -> None:
    named = re.findall(r'url\("?([^")]+)', CSS)
    assert named
    assert [name for name in named if not (STATIC / name).is_file()] == []


@pytest.mark.parametrize("name", ["fonts/OFL.txt", "govuk-frontend-LICENSE.txt"])
def test_licences_stay_with_what_they_cover(name: str) -> None:
    assert (STATIC / name).stat().st_size > 1000


def test_the_lock_of_the_build_names_no_registry() -> None:
    packages = json.loads(LOCK.read_text(encoding="utf-8"))["packages"]
    assert [name for name, package in packages.items() if "resolved" in package] == []


def luminance(colour: str) -> float:
    digits = colour.removeprefix("#")
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    channels = (int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("verdict", Verdict)
@pytest.mark.parametrize(("front", "back"), [("words", "tint"), ("icon", "panel")])
def test_each_verdict_can_be_read_in_its_colours(verdict: Verdict, front: str, back: str) -> None:
    [rule] = re.findall(rf"\.balise-verdict--{verdict}{{([^}}]*)}}", CSS)
    colours = dict(re.findall(r"--(\w+):\s*(#\w+)", rule))
    assert contrast(colours[front], colours[back]) >= 4.5
