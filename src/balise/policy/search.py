"""Finds acts by what people type: labels, hints and synonyms of both languages, accents optional, small typing mistakes forgiven."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from functools import lru_cache

from balise.policy.pack import Act, Policy
from balise.policy.text import LANGS, fold

_WORD = re.compile(r"[^\W_]+")
_EMPTY = frozenset(
    "a an the to of for with my me i do can may in on at it is and or something someone un une le la les l de des du d a au aux et ou je j "
    "mon ma mes me puis peux faire que qu quelque chose pour avec dans sur en ce cette est client clients clientele".split()
)
"""Words that say nothing about which act is meant."""

SIMILAR = 0.8
WEIGHTS = {"label": 3.0, "synonym": 2.5, "hint": 1.0}


def find_acts(policy: Policy, words: str, *, limit: int = 8) -> list[Act]:
    """The acts that match best, best first; empty when nothing does. Words beyond the first 200 characters are not read."""
    wanted = _words(words[:200])
    if not wanted:
        return []
    scored = [(score, act) for act in policy.acts.values() if (score := _score(act, wanted)) > 0]
    if not scored:
        return []
    scored.sort(key=lambda pair: -pair[0])
    best = scored[0][0]
    return [act for score, act in scored[:limit] if score >= best / 3]


def _score(act: Act, wanted: tuple[str, ...]) -> float:
    """For each word the best place where it is found, weighted by how closely it matches."""
    return sum(
        max((weight * _closeness(word, candidate) for candidate, weight in _vocabulary(act)), default=0.0)
        for word in wanted
    )


def _closeness(word: str, candidate: str) -> float:
    if word == candidate:
        return 1.0
    if len(word) >= 3 and candidate.startswith(word):
        return 0.8
    if len(candidate) >= 4 and word.startswith(candidate):
        return 0.7
    if len(word) >= 5 and abs(len(word) - len(candidate)) <= 2 and word[0] == candidate[0]:
        ratio = SequenceMatcher(None, word, candidate).ratio()
        return 0.6 * ratio if ratio >= SIMILAR else 0.0
    return 0.0


def _vocabulary(act: Act) -> tuple[tuple[str, float], ...]:
    texts: list[tuple[str, str]] = []
    for lang in LANGS:
        texts.append((act.label[lang], "label"))
        texts.extend((synonym, "synonym") for synonym in act.synonyms.get(lang, ()))
        if act.hint:
            texts.append((act.hint[lang], "hint"))
    return _weighted(tuple(texts))


@lru_cache(maxsize=2_000)
def _weighted(texts: tuple[tuple[str, str], ...]) -> tuple[tuple[str, float], ...]:
    best: dict[str, float] = {}
    for text, where in texts:
        for word in _words(text):
            best[word] = max(best.get(word, 0.0), WEIGHTS[where])
    return tuple(best.items())


def _words(text: str) -> tuple[str, ...]:
    found = _WORD.findall(fold(text))
    telling = [word for word in found if word not in _EMPTY]
    return tuple(dict.fromkeys(telling or found))
