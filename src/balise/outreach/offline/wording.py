"""The answer to one situation in a few words, for the cells beside a row: verdict, reason, source, what to do
instead, what to respect.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from balise.journal.spreadsheet import harmless
from balise.policy.explanation import citation
from balise.policy.verdict import STRICTNESS, Verdict
from balise.theme.texts import t

if TYPE_CHECKING:
    from collections.abc import Iterable

    from balise.policy import Decision, Lang
    from balise.policy.screening import Answer


class Told(NamedTuple):
    """Cells, each safe in a spreadsheet."""

    verdict: str
    reason: str
    source: str
    advice: str
    conditions: str


def told(answer: Answer, lang: Lang) -> Told:
    """What is said of everyone in this situation."""
    if answer.decision is None:
        problems = [f"{each.message[lang]} {each.help[lang]}" for each in answer.problems]
        problems += [t("offline.reason.no_answer", lang, fact=fact) for fact in answer.faults]
        return Told(t("offline.undecided", lang), _cell(problems), "", "", "")
    decision = answer.decision
    reasons, sources = _reasons(decision, lang)
    if decision.verdict is Verdict.UNDETERMINED:
        missing = ", ".join(fact.label[lang] for fact in decision.missing)
        reasons, sources = [t("offline.reason.missing", lang, facts=missing)], []
    return Told(
        decision.verdict.label[lang],
        _cell(reasons),
        _cell(sources),
        _cell(text.text[lang] for text in decision.instead),
        _cell(text.text[lang] for text in (*decision.conditions, *decision.duties)),
    )


def _reasons(decision: Decision, lang: Lang) -> tuple[list[str], list[str]]:
    """The words of the rules that give the verdict, or of what is said where none speaks; their sources."""
    policy = decision.compiled.policy
    deciding = [reason.rule for reason in decision.reasons if reason.rule.verdict is decision.verdict]
    if decision.verdict in STRICTNESS and deciding:
        return [rule.because[lang] for rule in deciding], [
            citation(policy, rule.pack, rule.source, lang) for rule in deciding
        ]
    return [each.because[lang] for _, each in decision.otherwise], [
        citation(policy, pack.id, each.source, lang) for pack, each in decision.otherwise
    ]


def _cell(texts: Iterable[str]) -> str:
    return harmless(" ".join(dict.fromkeys(texts)))
