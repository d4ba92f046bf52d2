"""YAML 1.2 read into nodes that remember their line and column, within limits that no file can exceed.

The tree is built from libyaml's events and not by a YAML loader, for four reasons: the words `yes`, `no`,
`on` and `off` stay words (YAML 1.1 turns them into booleans), every node keeps its place for messages,
aliases are refused (an alias bomb is 300 bytes), and depth and size are bounded before anything is built.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import yaml

from balise.policy.problems import Place, Problem

MAX_BYTES = 1_000_000
MAX_DEPTH = 24
MAX_NODES = 50_000

_INTEGER = re.compile(r"[-+]?[0-9]+")
_DECIMAL = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)")
_TRUE = frozenset({"true", "True", "TRUE"})
_FALSE = frozenset({"false", "False", "FALSE"})
_NULL = frozenset({"", "~", "null", "Null", "NULL"})
# Written by people who mean true or false; plain words in YAML 1.2.
BOOLEAN_WORDS = frozenset({"yes", "no", "on", "off", "oui", "non", "y", "n", "vrai", "faux"})

Plain = str | bool | int | Decimal | None


@dataclass(frozen=True, slots=True)
class Scalar:
    """A single value: its words as written and, when not quoted, what YAML 1.2 makes of them."""

    place: Place
    words: str
    quoted: bool

    @property
    def value(self) -> Plain:
        """true/false, null, an integer or an exact decimal; text otherwise."""
        if self.quoted:
            return self.words
        if self.words in _TRUE:
            return True
        if self.words in _FALSE:
            return False
        if self.words in _NULL:
            return None
        if len(self.words) <= 40:
            if _INTEGER.fullmatch(self.words):
                return int(self.words)
            if _DECIMAL.fullmatch(self.words):
                return Decimal(self.words)
        return self.words


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list of nodes."""

    place: Place
    items: list[Node] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Mapping:
    """Named nodes, in the order written; a name stands once."""

    place: Place
    entries: dict[str, Node] = field(default_factory=dict)
    keys: dict[str, Scalar] = field(default_factory=dict)


Node = Scalar | Sequence | Mapping


class _RefusedError(Exception):
    """Stops reading a file: what follows could not be trusted."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem


def read_document(path: Path, shown_as: str, problems: list[Problem]) -> Node | None:
    """The content of a YAML file; None, with a problem added, when it cannot be read at all."""
    whole = Place(shown_as)
    try:
        if not path.is_file():
            # A pipe or a device would be read for ever.
            problems.append(Problem("file-unreadable", whole, {"reason": "—"}))
            return None
        if path.stat().st_size > MAX_BYTES:
            problems.append(Problem("file-too-large", whole, {"limit": MAX_BYTES // 1000}))
            return None
        content = path.read_bytes()
    except OSError as error:
        problems.append(Problem("file-unreadable", whole, {"reason": error.strerror or type(error).__name__}))
        return None
    return parse_document(content, shown_as, problems)


def parse_document(content: bytes, shown_as: str, problems: list[Problem]) -> Node | None:
    """The content of YAML bytes; None, with a problem added, when they cannot be read at all."""
    try:
        words = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        problems.append(Problem("not-utf8", Place(shown_as, line, 1)))
        return None
    if "\0" in words:
        line = words.count("\n", 0, words.index("\0")) + 1
        problems.append(Problem("nul-byte", Place(shown_as, line, 1)))
        return None
    try:
        return _Builder(shown_as, problems).build(words)
    except _RefusedError as refused:
        problems.append(refused.problem)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Place(shown_as, mark.line + 1, mark.column + 1) if mark else Place(shown_as)
        problems.append(Problem("not-yaml", place, {"reason": error.problem or "?"}))
    except yaml.YAMLError as error:
        problems.append(Problem("not-yaml", Place(shown_as), {"reason": str(error).splitlines()[0]}))
    return None


class _Builder:
    """Turns events into nodes, one level of a file for each level of recursion, bounded by `MAX_DEPTH`."""

    def __init__(self, shown_as: str, problems: list[Problem]) -> None:
        self.file = shown_as
        self.problems = problems
        self.nodes = 0

    def build(self, words: str) -> Node:
        """The one document; an empty file is read as null, like a file that says so."""
        events = yaml.parse(words, Loader=_EventLoader)
        root: Node | None = None
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                if root is not None:
                    raise _RefusedError(Problem("several-documents", self._place(event)))
                root = self._node(next(events), events, depth=0)
        return root or Scalar(Place(self.file, 1, 1), "", quoted=False)

    def _place(self, event: yaml.Event) -> Place:
        mark = event.start_mark
        assert mark is not None  # INVARIANT: events of a text have marks
        return Place(self.file, mark.line + 1, mark.column + 1)

    def _node(self, event: yaml.Event, events: Iterator[yaml.Event], depth: int) -> Node:
        place = self._place(event)
        self.nodes += 1
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise _RefusedError(Problem("alias", place))
        if (tag := getattr(event, "tag", None)) not in {None, "!"}:
            raise _RefusedError(Problem("tag", place, {"tag": tag}))
        if depth > MAX_DEPTH:
            raise _RefusedError(Problem("too-deep", place, {"limit": MAX_DEPTH}))
        if self.nodes > MAX_NODES:
            raise _RefusedError(Problem("too-many-values", place, {"limit": MAX_NODES}))
        if isinstance(event, yaml.ScalarEvent):
            return Scalar(place, event.value, quoted=event.style is not None and event.style != "")
        if isinstance(event, yaml.SequenceStartEvent):
            items = []
            while not isinstance(event := next(events), yaml.SequenceEndEvent):
                items.append(self._node(event, events, depth + 1))
            return Sequence(place, items)
        return self._mapping(place, events, depth)

    def _mapping(self, place: Place, events: Iterator[yaml.Event], depth: int) -> Mapping:
        mapping = Mapping(place)
        while not isinstance(event := next(events), yaml.MappingEndEvent):
            key = self._node(event, events, depth + 1)
            value = self._node(next(events), events, depth + 1)
            if not isinstance(key, Scalar):
                self.problems.append(Problem("key-not-a-word", key.place))
            elif key.words in mapping.entries:
                first = mapping.keys[key.words].place.line
                self.problems.append(Problem("key-twice", key.place, {"key": key.words, "first": first}))
            else:
                mapping.keys[key.words] = key
                mapping.entries[key.words] = value
        return mapping


_EventLoader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
