"""What `balise doctor` and `/ready/` look at: each check is a function that yields findings; none changes
anything.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from balise.policy.text import Lang
from balise.theme.texts import t


class Level(StrEnum):
    """How bad it is: a failure stops Balise or betrays someone; a warning will, one day."""

    OK = "ok"
    WARNING = "warning"
    FAILURE = "failure"


@dataclass(frozen=True)
class Finding:
    """What one check found. Its words are `server.doctor.<check>.<what>`, in `says` and, unless all is well,
    `do`.
    """

    check: str
    what: str
    level: Level = Level.OK
    values: dict[str, object] = field(default_factory=dict)

    def title(self, lang: Lang) -> str:
        return t(f"server.doctor.{self.check}.title", lang)

    def says(self, lang: Lang) -> str:
        return t(f"server.doctor.{self.check}.{self.what}.says", lang, **self.values)

    def do(self, lang: Lang) -> str:
        """What to do about it; empty when all is well."""
        if self.level is Level.OK:
            return ""
        return t(f"server.doctor.{self.check}.{self.what}.do", lang, **self.values)


def ok(check: str, what: str, **values: object) -> Finding:
    return Finding(check, what, Level.OK, values)


def warning(check: str, what: str, **values: object) -> Finding:
    return Finding(check, what, Level.WARNING, values)


def failure(check: str, what: str, **values: object) -> Finding:
    return Finding(check, what, Level.FAILURE, values)
