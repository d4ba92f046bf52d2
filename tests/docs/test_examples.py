"""What the documents show is what a reader gets: programs print the text below them, commands the output."""

import os
import re
import shlex
from itertools import pairwise
from pathlib import Path

import pytest

from balise.policy import load
from tests.docs.documents import FRONT_PAGES, GUIDES, ROOT, blocks, console_examples, name_of
from tests.loaded import engine, house

PACK = "home-visits"
OF_THE_HOUSE = {"doctor", "journal", "migrate"}
"""Commands that need all rooms; the others do without Django."""
PATIENCE = 60
"""Seconds."""


def run(arguments: list[str], folder: Path) -> str:
    """What a program prints on standard output, read in English unless it is asked for French."""
    environment = {**os.environ, "BALISE_LANG": "en", "PYTHONIOENCODING": "utf-8", "COLUMNS": "80"}
    loaded = house() if OF_THE_HOUSE.intersection(arguments) else engine()
    done = loaded.run(arguments, environment=environment, timeout=PATIENCE, cwd=folder)
    assert done.returncode == 0, done.stderr
    return done.stdout


def one_line(words: str) -> str:
    """Wrapping depends on the width of the terminal, and is no part of what is shown."""
    return " ".join(words.split())


def first_pack(guide: Path) -> dict[str, str]:
    """The files of the whole pack that a guide shows: blocks whose first line is their path."""
    files = {}
    for block in blocks(guide):
        path, _, content = block.content.removeprefix("# ").partition("\n")
        if block.language == "yaml" and path.startswith(f"{PACK}/"):
            files[path] = content
    return files


def write_first_pack(guide: Path, folder: Path) -> None:
    for path, content in first_pack(guide).items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(content, encoding="utf-8")


@pytest.mark.parametrize("document", FRONT_PAGES, ids=name_of)
def test_each_python_example_prints_the_text_below_it(document: Path) -> None:
    examples = [pair for pair in pairwise(blocks(document)) if pair[0].language == "python"]
    assert examples
    for program, expected in examples:
        assert expected.language == "text"
        assert run(["-c", program.content], ROOT) == expected.content


@pytest.mark.parametrize("document", [*FRONT_PAGES, *GUIDES], ids=name_of)
def test_each_command_prints_the_output_below_it(document: Path, tmp_path: Path) -> None:
    write_first_pack(document, tmp_path)
    examples = list(console_examples(document))
    assert examples
    for example in examples:
        program, *arguments = shlex.split(example.command)
        assert program in {"balise", ".venv/bin/balise"}
        rest = one_line(run(["-m", "balise.cli", *arguments], tmp_path))
        # A line of `…` alone stands for what is left out.
        for part in map(one_line, re.split(r"^\s*…$", example.output, flags=re.MULTILINE)):
            assert part in rest
            rest = rest.partition(part)[2] if part else rest


@pytest.mark.parametrize("guide", GUIDES, ids=name_of)
def test_the_first_pack_of_the_guide_is_sound(guide: Path, tmp_path: Path) -> None:
    write_first_pack(guide, tmp_path)
    policy = load(tmp_path / PACK)
    assert policy.rules
    assert policy.cases


def test_both_guides_show_the_same_first_pack() -> None:
    english, french = map(first_pack, GUIDES)
    assert len(english) == 4
    assert english == french
