"""A situation: the facts known about one act, checked against the questions of a policy. What is wrong is
told all at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from balise.policy import document
from balise.policy.facts import Fact, Value
from balise.policy.problems import Place, Problem, SituationError, quoted, suggestion
from balise.policy.reading import shown

UNKNOWN = None
"""The answer `I don't know`: the fact stays missing, and is not asked again."""

UNKNOWN_WORDS = frozenset({"unknown", "inconnu", "?", "i don’t know", "i don't know", "je ne sais pas"})
"""Words for it, which no answer of a pack may take."""


def check_facts(
    facts: Mapping[str, Fact], answers: Mapping[str, object], as_of: date
) -> dict[str, Value | None]:
    """The answers as the policy compares them. Raises `SituationError` with every unknown fact and every ill-
    typed answer.
    """
    problems: list[Problem] = []
    checked: dict[str, Value | None] = {}
    for name, answer in answers.items():
        fact = facts.get(name)
        if fact is None:
            values = {"fact": quoted(name), "suggestion": suggestion(quoted(name), facts)}
            problems.append(Problem("fact-unknown", Place("facts"), values))
            continue
        value = _checked(fact, answer, as_of)
        if isinstance(value, Problem):
            problems.append(replace(value, place=Place("facts")))
        else:
            checked[name] = value
    if problems:
        raise SituationError(problems)
    return checked


def read_answers(
    node: document.Mapping, facts: Mapping[str, Fact], as_of: date, problems: list[Problem]
) -> dict[str, Value | None]:
    """The answers written in a file, with problems at their lines."""
    checked: dict[str, Value | None] = {}
    for name, entry in node.entries.items():
        fact = facts.get(name)
        place = node.keys[name].place
        if fact is None:
            problems.append(
                Problem("fact-unknown", place, {"fact": name, "suggestion": suggestion(name, facts)})
            )
        elif not isinstance(entry, document.Scalar):
            problems.append(Problem("one-answer", entry.place, {"fact": name, "value": shown(entry)}))
        else:
            value = _checked(fact, entry.value, as_of)
            if isinstance(value, Problem):
                problems.append(replace(value, place=entry.place))
            else:
                checked[name] = value
    return checked


def _checked(fact: Fact, answer: object, as_of: date) -> Value | Problem | None:
    if answer is UNKNOWN or (isinstance(answer, str) and answer.strip().casefold() in UNKNOWN_WORDS):
        return UNKNOWN
    return fact.check(answer, as_of)
