"""The facts of one call, from `--fact` and `--facts-file`: all that is wrong with them is told at once."""

import json
import sys
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from pathlib import Path

from balise.cli import texts
from balise.cli.errors import CommandError
from balise.policy import Lang

MAX_BYTES = 1_000_000

Pairs = list[tuple[str, object]]


def read_facts(typed: Sequence[str], file: str | None, lang: Lang) -> tuple[dict[str, object], list[str]]:
    """The facts by name, and a line for each problem."""
    problems: list[str] = []
    pairs: Pairs = []
    if file is not None:
        try:
            pairs = _from_file(file, lang)
        except CommandError as error:
            problems.extend(error.lines)
    for words in typed:
        name, equals, value = words.partition("=")
        if equals:
            pairs.append((name.strip(), value.strip()))
        else:
            problems.append(texts.NO_EQUALS.format(typed=words[:80])[lang])
    facts: dict[str, object] = {}
    twice: dict[str, None] = {}
    for name, answer in pairs:
        if name in facts:
            twice[name] = None
        facts[name] = answer
    problems.extend(texts.FACT_TWICE.format(fact=name[:80])[lang] for name in twice)
    return facts, problems


def _from_file(file: str, lang: Lang) -> Pairs:
    shown = file[:200]
    try:
        content = sys.stdin.buffer.read(MAX_BYTES + 1) if file == "-" else _start_of(Path(file))
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        reason = getattr(error, "strerror", None) or type(error).__name__
        raise CommandError([texts.FACTS_UNREADABLE.format(file=shown, reason=reason)[lang]]) from error
    if len(content) > MAX_BYTES:
        raise CommandError([texts.FACTS_TOO_LARGE.format(file=shown, limit=MAX_BYTES // 1000)[lang]])
    try:
        # Pairs keep a name that is written twice; decimals stay as they are written.
        read = json.loads(content, object_pairs_hook=_Object, parse_float=_decimal)
    except (ValueError, RecursionError) as error:
        raise CommandError([texts.FACTS_NOT_JSON.format(file=shown)[lang]]) from error
    if not isinstance(read, _Object):
        raise CommandError([texts.FACTS_NOT_JSON.format(file=shown)[lang]])
    return list(read)


class _Object(list[tuple[str, object]]):
    """A JSON object as its pairs, told apart from a JSON array."""


def _start_of(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(MAX_BYTES + 1)


def _decimal(words: str) -> Decimal | str:
    """A decimal as written; its words when no decimal goes that far, to be refused as no answer."""
    try:
        return Decimal(words)
    except InvalidOperation:
        return words
