"""Finds acts by what people type: labels, hints and synonyms of both languages, accents optional, small
typing mistakes forgiven. A word weighs more the fewer acts have it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from difflib import SequenceMatcher
from functools import lru_cache
from math import log

from balise.policy.pack import Act, Policy
from balise.policy.text import LANGS, fold

_WORD = re.compile(r"[^\W_]+")

# Grammar, not meaning: rare in labels, so that rarity alone would make them count.
_GRAMMAR = """
    a an and are at be by can do does for from had has have he her him his how i if in is it may me my of
    on or our she so some someone something that the their them they this to us was we what when who will
    with you your au aux avec ce ces cet cette comme dans de des du elle en est et etre faire ils j je l
    la le les leur lui ma mais mes moi mon ne nous ou par pas peut peux pour puis qu quand que quelqu
    quelque qui sa se ses si son sur ta te tu un une vos votre vous y
"""
_EMPTY = frozenset(_GRAMMAR.split())

MAX_CHARACTERS = 200
SIMILAR = 0.8
"""How alike two words must be for one to be the other mistyped."""
WORTH_SHOWING = 1 / 3
"""Acts are shown down to this part of the best score."""
TELLS_SOMETHING = 2.5
"""Below this score only words that most acts share were found."""

WEIGHTS = {"label": 3.0, "synonym": 2.5, "hint": 1.0}


def find_acts(policy: Policy, words: str, *, limit: int = 8) -> list[Act]:
    """The acts that match best, best first; empty when none does. Reads the first 200 characters."""
    same = policy.same_words
    wanted = tuple(dict.fromkeys(same.get(word, word) for word in _words(words[:MAX_CHARACTERS])))
    known = {act.id: _vocabulary(act, same) for act in policy.acts.values()}
    acts_with = Counter(word for vocabulary in known.values() for word in vocabulary)
    rarity = {word: log(1 + len(known) / count) for word, count in acts_with.items()}
    scores = {name: _score(wanted, vocabulary, rarity) for name, vocabulary in known.items()}
    best = max(scores.values(), default=0.0)
    if best < TELLS_SOMETHING:
        return []
    found = sorted(
        (name for name in scores if scores[name] >= best * WORTH_SHOWING), key=lambda name: -scores[name]
    )
    return [policy.acts[name] for name in found[:limit]]


def _score(wanted: tuple[str, ...], vocabulary: Mapping[str, float], rarity: Mapping[str, float]) -> float:
    """For each word the best place where it is found: how closely, how prominently, how rarely elsewhere."""
    return sum(
        max(
            (
                weight * rarity[candidate] * _closeness(word, candidate)
                for candidate, weight in vocabulary.items()
            ),
            default=0.0,
        )
        for word in wanted
    )


@lru_cache(maxsize=50_000)
def _closeness(word: str, candidate: str) -> float:
    if word == candidate:
        return 1.0
    if len(word) >= 4 and candidate.startswith(word):
        return 0.8
    if len(candidate) >= 4 and word.startswith(candidate):
        return 0.7
    if len(word) >= 5 and abs(len(word) - len(candidate)) <= 2 and word[0] == candidate[0]:
        ratio = SequenceMatcher(None, word, candidate).ratio()
        return 0.6 * ratio if ratio >= SIMILAR else 0.0
    return 0.0


def _vocabulary(act: Act, same: Mapping[str, str]) -> Mapping[str, float]:
    """The words of an act in both languages, each with the weight of the best place where it stands."""
    best: dict[str, float] = {}
    for lang in LANGS:
        texts = [
            (act.label[lang], "label"),
            *((synonym, "synonym") for synonym in act.synonyms.get(lang, ())),
        ]
        if act.hint:
            texts.append((act.hint[lang], "hint"))
        for text, where in texts:
            for word in (same.get(word, word) for word in _words(text)):
                best[word] = max(best.get(word, 0.0), WEIGHTS[where])
    return best


@lru_cache(maxsize=5_000)
def _words(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for word in _WORD.findall(fold(text)) if word not in _EMPTY))
