"""Every text that the engine or a shipped pack can show: in both languages, well written, and in use."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Formatter

import pytest

import balise.policy
from balise.policy import Verdict, explanation, facts, measures, problems, verdict
from balise.policy.document import Mapping, Node, Scalar, read_document
from balise.policy.loading import SHIPPED
from balise.policy.messages import HELP, MESSAGES
from balise.policy.text import Text
from tests.theme import typography

SOURCES = sorted(Path(balise.policy.__file__).parent.rglob("*.py"))
FILES = sorted(SHIPPED.glob("**/*.yaml"))


@cache
def source() -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in SOURCES if path.name != "messages.py")


@pytest.mark.parametrize("code", MESSAGES)
def test_every_message_is_used_and_every_code_used_is_registered(code: str) -> None:
    assert f'"{code}"' in source()


def test_every_code_used_has_a_message() -> None:
    used = re.findall(r'(?:Problem\(|\.problem\(|_problem\(|_twice\(|code = )\s*"([a-z0-9-]+)"', source())
    assert used
    assert set(used) <= set(MESSAGES)


@pytest.mark.parametrize("code", MESSAGES)
def test_a_message_says_the_same_in_both_languages(code: str) -> None:
    for text in (MESSAGES[code], HELP[code]):
        assert text.fr.strip()
        assert text.en.strip()
        assert places(text.fr) == places(text.en)
        assert text.fr != text.en or places(text.fr)
        assert typography.problems(text.fr) == []


def places(text: str) -> set[str | None]:
    """The named places that a message leaves open."""
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def said_in_code() -> Iterator[tuple[str, Text]]:
    """The texts of the engine that are neither messages nor names in a file."""
    for module in (explanation, facts, measures, problems, verdict):
        for name, value in vars(module).items():
            for text in value.values() if isinstance(value, dict) else [value]:
                if isinstance(text, Text):
                    yield f"{module.__name__}.{name}", text


@pytest.mark.parametrize(
    "text", [pytest.param(text, id=f"{name}: {text.en}"[:60]) for name, text in said_in_code()]
)
def test_what_the_engine_says_is_well_written(text: Text) -> None:
    assert text.en.strip()
    assert typography.problems(text.fr) == []


@pytest.mark.parametrize("each", Verdict)
def test_every_verdict_has_words(each: Verdict) -> None:
    assert each.label.fr != each.label.en


def french_in(node: Node) -> Iterator[Scalar]:
    """What stands under `fr`, anywhere in a file; the words that people type are theirs to spell."""
    if isinstance(node, Mapping):
        for key, child in node.entries.items():
            if key == "fr" and isinstance(child, Scalar):
                yield child
            elif key != "synonyms":
                yield from french_in(child)
    elif not isinstance(node, Scalar):
        for child in node.items:
            yield from french_in(child)


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(SHIPPED)))
def test_the_french_of_the_packs_is_well_written(path: Path) -> None:
    node = read_document(path, path.name, [])
    assert node is not None
    faults = [
        f"{text.place}: {fault}" for text in french_in(node) for fault in typography.problems(text.words)
    ]
    assert faults == []
