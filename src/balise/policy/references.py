"""Finds what a name in a pack points to: in the pack itself, then in the packs it uses, or anywhere by the
full id `pack/name`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from balise.policy.pack import Pack
from balise.policy.problems import Place, Problem, suggestion
from balise.policy.rules import Guidance, GuidanceKind, Rule


@dataclass(slots=True)
class References:
    """The names known to each pack."""

    packs: Mapping[str, Pack]
    guidance: Mapping[GuidanceKind, Mapping[str, Guidance]]
    problems: list[Problem]

    def texts(self, kind: GuidanceKind, words: Iterable[tuple[str, Place]], pack: Pack) -> tuple[str, ...]:
        """The full ids of texts of one kind; a problem for each name that is not one."""
        found = []
        for word, place in words:
            key = self.resolve(word, pack.id, self.guidance[kind])
            if key is None:
                known = suggestion(word, _short(self.guidance[kind], self._reach(pack.id)))
                self.problems.append(
                    Problem("text-unknown", place, {"value": word, "kind": kind.value, "suggestion": known})
                )
            else:
                found.append(key)
        return tuple(found)

    def rule(self, word: str, pack: str, rules: Mapping[str, Rule], place: Place) -> str | None:
        """The full id of a rule; None, with a problem, when there is none."""
        key = self.resolve(word, pack, rules)
        if key is None:
            known = suggestion(word, _short(rules, self._reach(pack)))
            self.problems.append(Problem("rule-unknown", place, {"value": word, "suggestion": known}))
        return key

    def resolve(self, word: str, pack: str, known: Mapping[str, object]) -> str | None:
        """The full id that a name stands for in a pack; None when there is none."""
        if "/" in word:
            return word if word in known else None
        return next((key for owner in self._reach(pack) if (key := f"{owner}/{word}") in known), None)

    def _reach(self, pack: str) -> list[str]:
        """The pack, and what it uses, and what these use, nearest first."""
        reach = [pack]
        for name in reach:
            if name in self.packs:
                reach.extend(used for used in self.packs[name].uses if used not in reach)
        return reach


def _short(known: Mapping[str, object], reach: list[str]) -> list[str]:
    """The names that a pack can write without their pack."""
    return [key.split("/", 1)[1] for key in known if key.split("/", 1)[0] in reach]
