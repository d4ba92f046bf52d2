"""The documents that people read, and what tests take out of them: fenced blocks, links, prose."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
FRONT_PAGES = [ROOT / "README.md", ROOT / "LISEZMOI.md"]
GUIDES = [ROOT / "docs/en/packs.md", ROOT / "docs/fr/politiques.md"]
OPERATING = [ROOT / "docs/en/operations.md", ROOT / "docs/fr/exploitation.md"]
OUTREACH = [
    *(ROOT / "docs/en" / name for name in ("outreach.md", "gate.md", "screening-a-list.md")),
    *(ROOT / "docs/fr" / name for name in ("campagnes.md", "barriere.md", "filtrer-une-liste.md")),
]
SIGNS = sorted((ROOT / "src").rglob("README.md"))
DOCUMENTS = [*FRONT_PAGES, ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md")), *SIGNS]
FRENCH = [ROOT / "LISEZMOI.md", *sorted((ROOT / "docs/fr").rglob("*.md"))]

FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
COMMAND = re.compile(r"^\$ (.+)\n((?:(?!\$ ).*\n)*)", re.MULTILINE)
LINK = re.compile(r"\]\(([^)\s]+)\)")


@dataclass(frozen=True)
class Block:
    """What stands between two fences, and the word after the first."""

    language: str
    content: str


@dataclass(frozen=True)
class Example:
    """A command as shown after `$`, and the output shown below it."""

    command: str
    output: str


def name_of(document: Path) -> str:
    """The document's name in a test report."""
    return document.relative_to(ROOT).as_posix()


def blocks(document: Path) -> list[Block]:
    """The fenced blocks, in order."""
    return [Block(*found) for found in FENCE.findall(document.read_text(encoding="utf-8"))]


def prose(document: Path) -> str:
    """The text without its fenced blocks and without the addresses of its links."""
    return LINK.sub("]", FENCE.sub("", document.read_text(encoding="utf-8")))


def links(document: Path) -> list[str]:
    """Where the document points to, on this site or elsewhere."""
    return LINK.findall(FENCE.sub("", document.read_text(encoding="utf-8")))


def console_examples(document: Path) -> Iterator[Example]:
    """The commands of all `console` blocks."""
    for block in blocks(document):
        if block.language == "console":
            for command, output in COMMAND.findall(block.content):
                yield Example(command, output)
