"""From YAML nodes to values, one key at a time, gathering every problem on the way.

A `Form` reads one mapping: it hands out typed values, remembers which keys were asked for, and reports the
others. A value that cannot be read becomes a problem and a harmless stand-in, so that reading goes on and
the author sees everything at once.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from datetime import date

from balise.policy.document import BOOLEAN_WORDS, Mapping, Node, Scalar, Sequence
from balise.policy.problems import Place, Problem, suggestion
from balise.policy.text import Text

_ID = re.compile(r"[a-z][a-z0-9_-]{0,79}")
_REFERENCE = re.compile(r"([a-z][a-z0-9_-]{0,79}/)?[a-z][a-z0-9_-]{0,79}")
NOWHERE = Text("…", "…")
"""Stands in for a text that could not be read; never shown, since a pack with problems is refused."""


class Form:
    """One mapping of a file, read key by key. `what` names it in messages: a rule, a fact…"""

    def __init__(self, node: Mapping, what: Text, problems: list[Problem]) -> None:
        self.node = node
        self.place = node.place
        self.what = what
        self.problems = problems
        self._asked: set[str] = set()

    def problem(self, code: str, place: Place | None = None, **values: object) -> None:
        """Add a problem at a place in this form."""
        self.problems.append(Problem(code, place or self.place, values))

    def has(self, key: str) -> bool:
        """Whether the key is written."""
        return key in self.node.entries

    def take(self, key: str, *, required: bool = False) -> Node | None:
        """The node under a key, or None; a problem when it is required and absent."""
        self._asked.add(key)
        node = self.node.entries.get(key)
        if node is None and required:
            self.problem("key-missing", key=key, what=self.what)
        return node

    def close(self) -> None:
        """Report the keys that nobody asked for."""
        for key, scalar in self.node.keys.items():
            if key not in self._asked:
                self.problem(
                    "key-unknown",
                    scalar.place,
                    key=key,
                    what=self.what,
                    suggestion=suggestion(key, self._asked),
                )

    def id(self, key: str = "id") -> str:
        """A required id; an empty string when it cannot be read."""
        node = self.take(key, required=True)
        return self._word(node, _ID, "not-an-id") if node else ""

    def reference(self, key: str) -> str | None:
        """An optional reference to something by its id or full id."""
        node = self.take(key)
        return self._word(node, _REFERENCE, "not-an-id") or None if node else None

    def references(self, key: str) -> list[tuple[str, Place]]:
        """A list of references, each with its place; one alone may be written without brackets."""
        found = [(self._word(node, _REFERENCE, "not-an-id"), node.place) for node in self.items(key)]
        return [(word, place) for word, place in found if word]

    def _word(self, node: Node, pattern: re.Pattern[str], code: str) -> str:
        if isinstance(node, Scalar) and isinstance(node.value, str) and pattern.fullmatch(node.value):
            return node.value
        self.problem(code, node.place, value=shown(node))
        return ""

    def string(self, key: str, *, required: bool = False) -> str | None:
        """A single line of plain text, such as a version or a section: numbers are taken as written."""
        node = self.take(key, required=required)
        if node is None:
            return None
        if isinstance(node, Scalar) and node.words.strip():
            return node.words.strip()
        self.problem("not-a-word", node.place, key=key)
        return None

    def strings(self, key: str) -> list[str]:
        """A list of plain texts; one alone may be written without brackets."""
        found = []
        for node in self.items(key):
            if isinstance(node, Scalar) and node.words.strip():
                found.append(node.words.strip())
            else:
                self.problem("not-a-word", node.place, key=key)
        return found

    def flag(self, key: str, *, default: bool) -> bool:
        """True or false; a problem for the words that people write instead."""
        node = self.take(key)
        if node is None:
            return default
        if isinstance(node, Scalar) and isinstance(node.value, bool):
            return node.value
        word = shown(node)
        code = "boolean-word" if word.casefold() in BOOLEAN_WORDS else "not-a-boolean"
        self.problem(code, node.place, value=word, key=key)
        return default

    def day(self, key: str, *, required: bool = False) -> date | None:
        """A date written `2026-03-01`."""
        node = self.take(key, required=required)
        if node is None:
            return None
        try:
            if isinstance(node, Scalar) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", node.words):
                return date.fromisoformat(node.words)
        except ValueError:
            pass
        self.problem("bad-date", node.place, value=shown(node))
        return None

    def text(self, key: str, *, required: bool = False) -> Text | None:
        """A text in both languages, neither of them empty."""
        node = self.take(key, required=required)
        if node is None:
            return None
        if not isinstance(node, Mapping):
            self.problem("text-not-bilingual", node.place, key=key)
            return NOWHERE
        form = Form(node, Text(f"`{key}`", f"`{key}`"), self.problems)
        words = {lang: form._said(lang, key) for lang in ("fr", "en")}
        form.close()
        return Text(**words)

    def _said(self, lang: str, key: str) -> str:
        node = self.take(lang)
        if node is None:
            self.problem("language-missing", lang=_LANGUAGES[lang], key=key)
        elif not isinstance(node, Scalar):
            self.problem("text-not-bilingual", node.place, key=key)
        elif not node.words.strip() or (node.value is None):
            self.problem("text-empty", node.place, lang=_LANGUAGES[lang], key=key)
        else:
            return " ".join(node.words.split(" ")).strip()
        return "…"

    def said(self, key: str) -> Text:
        """A required text; a stand-in when it cannot be read."""
        return self.text(key, required=True) or NOWHERE

    def items(self, key: str) -> list[Node]:
        """The nodes of a list; a single value is a list of one."""
        node = self.take(key)
        if node is None or (isinstance(node, Scalar) and node.value is None):
            return []
        return node.items if isinstance(node, Sequence) else [node]

    def forms(self, key: str, what: Text) -> Iterator[Form]:
        """The mappings of a list, as forms, each closed once its reader has gone on."""
        for form in self.open_forms(key, what):
            yield form
            form.close()

    def open_forms(self, key: str, what: Text) -> list[Form]:
        """The mappings of a list, as forms that their reader closes later."""
        node = self.take(key)
        return [] if node is None else open_forms(node, what, self.problems)

    def form(self, key: str, what: Text, *, required: bool = False) -> Form | None:
        """A nested mapping; None when absent."""
        node = self.take(key, required=required)
        if node is None:
            return None
        if isinstance(node, Mapping):
            return Form(node, what, self.problems)
        self.problem("not-a-mapping", node.place, what=what)
        return None

    def choice(self, key: str, choices: Collection[str], default: str) -> str:
        """One of a few words, required; the default, with a problem, when it is something else."""
        node = self.take(key, required=True)
        if node is None:
            return default
        if isinstance(node, Scalar) and node.words in choices:
            return node.words
        self.problem(
            "not-one-of", node.place, key=key, value=shown(node), suggestion=suggestion(shown(node), choices)
        )
        return default


_LANGUAGES = {"fr": Text("français", "French"), "en": Text("anglais", "English")}


def open_forms(node: Node, what: Text, problems: list[Problem]) -> list[Form]:
    """The mappings of a list, as forms; a problem for what is not one."""
    if not isinstance(node, Sequence):
        problems.append(Problem("not-a-list", node.place, {"what": what}))
        return []
    found = []
    for item in node.items:
        if isinstance(item, Mapping):
            found.append(Form(item, what, problems))
        else:
            problems.append(Problem("not-a-mapping", item.place, {"what": what}))
    return found


def shown(node: Node) -> str:
    """The author's own words for a node, short enough for a message."""
    if isinstance(node, Scalar):
        return node.words if len(node.words) <= 60 else f"{node.words[:57]}…"
    return "[…]" if isinstance(node, Sequence) else "{…}"
