"""What is wrong in a text that someone wrote, as values: where it stands, what it says, what to do.

Readers gather problems instead of stopping at the first, so that an author mends them all at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches

from balise.policy.messages import HELP, MESSAGES
from balise.policy.text import Lang, Text


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A spot in a file: `line` and `column` count from 1; 0 means the file as a whole."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend: a registered `code`, its place, and the words that the message quotes."""

    code: str
    place: Place
    values: Mapping[str, object] = field(default_factory=dict)

    @property
    def message(self) -> Text:
        """What is wrong, in the author's words."""
        return MESSAGES[self.code].format(**self.values)

    @property
    def help(self) -> Text:
        """What to do about it."""
        return HELP[self.code].format(**self.values)

    def line(self, lang: Lang) -> str:
        """`file:line:column: what is wrong. What to do.`"""
        return f"{self.place}: {self.message[lang]} {self.help[lang]}"


class PolicyError(Exception):
    """Base of what Balise refuses: carries every problem found, never only the first."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(problem.line("en") for problem in self.problems))

    def lines(self, lang: Lang) -> list[str]:
        """The problems, one line each, in the language asked."""
        return [problem.line(lang) for problem in self.problems]


class PackError(PolicyError):
    """A pack that cannot be used as it is written."""


class SituationError(PolicyError):
    """Facts that the policy does not know, or answers that a fact does not have. Nothing was decided."""

    def lines(self, lang: Lang) -> list[str]:
        """The problems, one line each; facts have no place in a file."""
        return [f"{problem.message[lang]} {problem.help[lang]}" for problem in self.problems]


def quoted(value: object) -> str:
    """A value from outside as messages show it: short, and without what garbles a line.

    Left out are controls, bidirectional marks and lone surrogates.
    """
    try:
        words = value if isinstance(value, str) else repr(value)
    except Exception:  # noqa: BLE001 - how a foreign value shows itself is foreign code
        words = type(value).__name__
    return "".join(sign if sign.isprintable() or sign == "\u00a0" else "\ufffd" for sign in words[:80])


def suggestion(word: str, known: Iterable[str]) -> Text:
    """`Did you mean …?` or the list of what is known, whichever helps."""
    names = sorted(known)
    close = get_close_matches(word.casefold(), names, n=1, cutoff=0.6)
    if close:
        return Text(f"Vouliez-vous dire `{close[0]}`?", f"Did you mean `{close[0]}`?")
    if not names:
        return Text("Il n’y en a aucun ici.", "There is none here.")
    shown = ", ".join(f"`{name}`" for name in names[:25])
    more = (
        Text(f", et {len(names) - 25} autre{'s' if len(names) > 26 else ''}", f", and {len(names) - 25} more")
        if len(names) > 25
        else Text("", "")
    )
    return Text(f"Choix possibles\u00a0: {shown}{more.fr}.", f"Known here: {shown}{more.en}.")
