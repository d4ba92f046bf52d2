"""Interface texts, French and English side by side: each room has a `texts.yaml`; `t` and `both` read them.

The idea: nobody can write one language and forget the other, because a text without both does not load.
Texts are plain text with named places, `{name}`; escaping is for who writes HTML (`templatetags/balise.py`).
No Django is needed here, so that the command line may use it.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from string import Formatter
from typing import TYPE_CHECKING

import yaml

from balise.policy.text import LANGS, Lang, Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

HOUSE = Path(__file__).resolve().parent.parent


class FaultyTextsError(Exception):
    """Some `texts.yaml` cannot be used; `problems` lists every reason, each with file and line."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class UnknownTextError(LookupError):
    """No room has a text of this key."""


class MissingValueError(LookupError):
    """The text has a place for a value that was not given."""


def t(key: str, lang: Lang, /, **values: object) -> str:
    """Return the text `key`, such as `desk.ask.title`, with its places filled. Plain text: not escaped.

    Raise `UnknownTextError` or `MissingValueError`.
    """
    try:
        text = catalogue()[key]
    except KeyError:
        room = key.partition(".")[0]
        raise UnknownTextError(f"no text `{key}`: add it, in both languages, to {room}/texts.yaml") from None
    try:
        return text[lang].format_map(values)
    except KeyError as error:
        raise MissingValueError(f"text `{key}` needs a value for `{error.args[0]}`") from None


def both(key: str, /, **values: object) -> Text:
    """Return the text `key` in both languages; a `Text` among the values is taken in each.

    Raise `UnknownTextError` or `MissingValueError`.
    """

    def told(lang: Lang) -> str:
        known = {name: value[lang] if isinstance(value, Text) else value for name, value in values.items()}
        return t(key, lang, **known)

    return Text(told("fr"), told("en"))


@cache
def catalogue() -> Mapping[str, Text]:
    """Return all texts of all rooms, read once. Raise `FaultyTextsError`."""
    # A part of a room that is an application of its own, such as `people/accounts`, has its own texts.
    return load(sorted([*HOUSE.glob("*/texts.yaml"), *HOUSE.glob("*/*/texts.yaml")]))


def load(files: Iterable[Path]) -> dict[str, Text]:
    """Read the files; a folder is the first word of its keys. Raise `FaultyTextsError`, all told at once."""
    texts: dict[str, Text] = {}
    problems: list[str] = []
    for file in files:
        # Nodes rather than values: every scalar stays as it was written (`no` is a word) and has a line. The
        # loader in C, which every wheel brings, takes `{fr: Que faire?, en: …}`; the other stops at the `?`.
        try:
            root = yaml.compose(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        except yaml.YAMLError as error:
            problems.append(f"{file}: {error}")
            continue
        for key, node in _leaves(file.parent.name, root):
            text = _text(node)
            if isinstance(text, Text) and key not in texts:
                texts[key] = text
                continue
            faults = ["is written twice"] if isinstance(text, Text) else text
            problems += [f"{file}:{node.start_mark.line + 1}: `{key}` {fault}" for fault in faults]
    if problems:
        raise FaultyTextsError(problems)
    return texts


def places(text: str) -> set[str]:
    """Return the names of the places in a text. Raise `ValueError` for a brace that is no `{name}`."""
    names = set()
    for _, name, form, conversion in Formatter().parse(text):
        if name is not None:
            if not name.isidentifier() or form or conversion:
                raise ValueError(f"`{{{name}}}` is not a plain name")
            names.add(name)
    return names


def _leaves(key: str, node: yaml.Node | None) -> Iterator[tuple[str, yaml.Node]]:
    """Yield what ends each path: texts, and whatever was written where one should stand."""
    if isinstance(node, yaml.MappingNode) and not any(name.value in LANGS for name, _ in node.value):
        for name, child in node.value:
            yield from _leaves(f"{key}.{name.value}", child)
    elif node is not None:
        yield key, node


def _text(node: yaml.Node) -> Text | list[str]:
    """Return the text that a node holds, or what is wrong with it."""
    if not isinstance(node, yaml.MappingNode):
        return ["is neither a group of texts nor a text with `fr` and `en`"]
    written = {name.value: value.value for name, value in node.value if isinstance(value, yaml.ScalarNode)}
    problems = [f"has no text in `{lang}`" for lang in LANGS if not written.get(lang, "").strip()]
    if strangers := {name.value for name, _ in node.value} - set(LANGS):
        problems.append(f"has {_listed(strangers)} beside its languages")
    if problems:
        return problems
    text = Text(written["fr"].strip(), written["en"].strip())
    try:
        lonely = places(text.fr) ^ places(text.en)
    except ValueError as error:
        return [f"has a brace that is no {{name}}: {error}"]
    return [f"has a place for {_listed(lonely)} in one language only"] if lonely else text


def _listed(words: set[str]) -> str:
    return ", ".join(f"`{word}`" for word in sorted(words))
