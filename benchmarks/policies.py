"""Policies in neutral words, so that each engine gets the same one, and the situations to ask about.

They have the shape of real ones: a rule is about one or two acts and a few facts that belong together.
"""

from __future__ import annotations

import json
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Literal

from balise.policy import Policy, load
from balise.policy.verdict import SCALE, STRICTNESS, Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping

Answer = str | bool | int
Situation = dict[str, Answer]
Answered = tuple[Verdict, AbstractSet[str]]
"""A verdict, and the rules that fired."""

ACT = "act"
NUMBERS = range(100)


@dataclass(frozen=True)
class Condition:
    """What one fact must be: one of `answers`, none of them, or above the only one."""

    fact: str
    operator: Literal["in", "not in", "above"]
    answers: tuple[Answer, ...]


@dataclass(frozen=True)
class NeutralRule:
    """All conditions must hold."""

    id: str
    conditions: tuple[Condition, ...]
    verdict: Verdict


@dataclass(frozen=True)
class NeutralPolicy:
    """Facts with their answers, and rules. The strictest that fires decides; none is `ask_a_human`."""

    facts: Mapping[str, tuple[Answer, ...]]
    rules: tuple[NeutralRule, ...]

    @cached_property
    def _rank(self) -> dict[str, int]:
        return {rule.id: STRICTNESS[rule.verdict] for rule in self.rules}

    def verdict_of(self, fired: set[str]) -> Verdict:
        """The strictest of the rules that fired, for engines that leave this choice to their caller."""
        return SCALE[max(map(self._rank.__getitem__, fired))] if fired else Verdict.ASK_A_HUMAN

    def strictest_first(self) -> list[NeutralRule]:
        """For engines that stop at the first rule that fires."""
        return sorted(self.rules, key=lambda rule: -STRICTNESS[rule.verdict])


def random_policy(*, rules: int, facts: int, acts: int, seed: int = 1) -> NeutralPolicy:
    """A policy whose rules test the act and up to three facts out of six neighbours."""
    random = Random(seed)
    answers: dict[str, tuple[Answer, ...]] = {ACT: tuple(f"act_{number}" for number in range(acts))}
    for number in range(facts - 1):
        match number % 5:
            case 0 | 3:
                answers[f"fact_{number}"] = (True, False)
            case 4:
                answers[f"fact_{number}"] = tuple(NUMBERS)
            case _:
                size = random.randint(3, 6)
                answers[f"fact_{number}"] = tuple(f"answer_{each}" for each in range(size))
    return NeutralPolicy(
        answers, tuple(_random_rule(f"rule-{number}", answers, random) for number in range(rules))
    )


def _random_rule(name: str, facts: Mapping[str, tuple[Answer, ...]], random: Random) -> NeutralRule:
    others = [fact for fact in facts if fact != ACT]
    start = random.randrange(max(1, len(others) - 5))
    tested = random.sample(others[start : start + 6], random.randint(1, 3))
    acts = Condition(ACT, "in", tuple(random.sample(facts[ACT], random.randint(1, 2))))
    return NeutralRule(
        name, (acts, *(_random_condition(fact, facts[fact], random) for fact in tested)), random.choice(SCALE)
    )


def _random_condition(fact: str, answers: tuple[Answer, ...], random: Random) -> Condition:
    if len(answers) == len(NUMBERS):
        return Condition(fact, "above", (random.choice((10, 25, 50, 75)),))
    if answers == (True, False):
        return Condition(fact, "in", (random.choice(answers),))
    chosen = tuple(random.sample(answers, random.randint(1, len(answers) - 1)))
    return Condition(fact, random.choice(("in", "in", "not in")), chosen)


def random_situations(
    policy: NeutralPolicy, count: int, *, missing: float = 0, seed: int = 2
) -> list[Situation]:
    """Situations with an answer to each fact, or with this share of them missing (never the act)."""
    random = Random(seed)
    return [
        {
            fact: random.choice(answers)
            for fact, answers in policy.facts.items()
            if fact == ACT or random.random() >= missing
        }
        for _ in range(count)
    ]


def as_balise(policy: NeutralPolicy) -> Policy:
    """The policy as Balise loads it: from the files of a pack."""
    with TemporaryDirectory() as folder:
        pack = Path(folder) / "neutral"
        (pack / "rules").mkdir(parents=True)
        for name, content in _files(policy).items():
            # JSON is YAML, too.
            (pack / name).write_text(json.dumps(content), encoding="utf-8")
        return load(pack)


def _files(policy: NeutralPolicy) -> dict[str, object]:
    source = {"document": "book", "section": "1"}
    return {
        "pack.yaml": {
            "pack": "neutral",
            "version": "1",
            "layer": "organisation",
            **{key: _text(key) for key in ("title", "summary", "audience")},
            "documents": [
                {"id": "book", "title": _text("Book"), "publisher": _text("Publisher"), "date": "2025-01-01"}
            ],
            "otherwise": {"because": _text("No rule speaks."), "source": source, "approval": ["supervisor"]},
        },
        "acts.yaml": {
            "groups": [{"id": "all", "label": _text("All")}],
            "acts": [
                {"id": act, "group": "all", "label": _text(str(act)), "synonyms": {"fr": [act], "en": [act]}}
                for act in policy.facts[ACT]
            ],
        },
        "facts.yaml": {
            "facts": [_fact(fact, answers) for fact, answers in policy.facts.items() if fact != ACT]
        },
        "guidance.yaml": {
            "roles": [{"id": "supervisor", "label": _text("Supervisor")}],
            "conditions": [{"id": "care", "text": _text("With care.")}],
        },
        "rules/all.yaml": [
            {
                "id": rule.id,
                "when": {condition.fact: _when(condition) for condition in rule.conditions},
                "verdict": rule.verdict,
                "because": _text(rule.id),
                "source": source,
                **({"conditions": ["care"]} if rule.verdict is Verdict.CONDITIONAL else {}),
                **({"approval": ["supervisor"]} if rule.verdict is Verdict.NEEDS_APPROVAL else {}),
            }
            for rule in policy.rules
        ],
    }


def _fact(name: str, answers: tuple[Answer, ...]) -> dict[str, object]:
    words = {"id": name, "label": _text(name), "question": _text(f"{name}?"), "why": _text(name)}
    if len(answers) == len(NUMBERS):
        return {**words, "type": "number"}
    if answers == (True, False):
        return {**words, "type": "boolean"}
    return {
        **words,
        "type": "choice",
        "values": [{"id": answer, "label": _text(str(answer))} for answer in answers],
    }


def _when(condition: Condition) -> object:
    match condition.operator:
        case "above":
            return {"above": condition.answers[0]}
        case "not in":
            return {"not": list(condition.answers)}
        case _:
            return list(condition.answers)


def _text(words: str) -> dict[str, str]:
    return {"fr": words, "en": words}
