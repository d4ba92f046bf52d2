"""A check that is turned off says why, on its line or in a comment right above it:
`# noqa: S607  apt-get is where PATH says`.
"""

import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = ("src", "tests", "benchmarks")
TURNED_OFF = re.compile(
    r"""\#\s*(?:ruff:\s*)?(?:noqa|type:\s*ignore)
        (?:\[[^\]]*\] | :\s*[A-Z]+[0-9]+(?:[,\s]+[A-Z]+[0-9]+)*)?
        (?P<reason>.*)""",
    re.VERBOSE,
)


def has_reason(comment: str) -> bool:
    """True unless the comment turns a check off in fewer than two words."""
    found = TURNED_OFF.match(comment)
    return found is None or len(re.findall(r"\w+", found["reason"])) > 1


def find_unexplained(source: Path) -> Iterator[str]:
    line_above = 0
    with source.open("rb") as file:
        for token in tokenize.tokenize(file.readline):
            if token.type != tokenize.COMMENT:
                continue
            line, column = token.start
            if not has_reason(token.string) and line_above != line - 1:
                yield f"{source.relative_to(ROOT)}:{line}: {token.string}"
            if not token.line[:column].strip():
                line_above = line


def test_every_check_that_is_turned_off_says_why() -> None:
    sources = [source for folder in SOURCES for source in sorted((ROOT / folder).rglob("*.py"))]
    assert [unexplained for source in sources for unexplained in find_unexplained(source)] == []


@pytest.mark.parametrize(
    ("comment", "expected"),
    [
        ("# noqa", False),
        ("# noqa: S607", False),
        ("# noqa: S607, S603", False),
        ("# type: ignore[attr-defined]", False),
        ("# ruff: noqa: E501", False),
        ("# noqa: S607  apt-get is where PATH says", True),
        ("# type: ignore[misc]  # the stub forgets this", True),
        ("# an ordinary comment", True),
    ],
)
def test_a_reason_is_told_from_a_bare_code(comment: str, *, expected: bool) -> None:
    assert has_reason(comment) is expected
