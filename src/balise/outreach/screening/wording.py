"""Verdicts, rules, problems and numbers of a screening in words: those of the policy, and a few of ours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from balise.acts.policy import policy_in_force
from balise.outreach.lists import phones
from balise.outreach.screening.judging import NO_ADDRESS, PURPOSE_CLOSED, REFUSED
from balise.policy.explanation import citation
from balise.policy.rules import GuidanceKind
from balise.policy.verdict import Verdict
from balise.theme.language import current_language
from balise.theme.texts import t

if TYPE_CHECKING:
    from balise.outreach.models import Recipient

BARS = {REFUSED: "refused", PURPOSE_CLOSED: "purpose_closed"}
PROBLEMS = {NO_ADDRESS: "no_address"}


def verdict_words(verdict: str) -> str:
    """A verdict; `""` is that nothing could be decided."""
    lang = current_language()
    return Verdict(verdict).label[lang] if verdict else t("screening.undecided", lang)


def rule_words(key: str) -> tuple[str, str]:
    """What a rule says, and where it is written; a bar of ours has no source."""
    lang = current_language()
    if key in BARS:
        return t(f"screening.bar.{BARS[key]}", lang), ""
    policy = policy_in_force()
    rule = policy.rules.get(key)
    if rule is None:  # of a policy that is not in force any more
        return key, ""
    return rule.because[lang], citation(policy, rule.pack, rule.source, lang)


def problem_words(code: str) -> str:
    return t(f"screening.problem.{PROBLEMS.get(code, 'other')}", current_language())


def question(fact: str) -> str:
    """The question behind a fact."""
    known = policy_in_force().facts.get(fact)
    return known.question[current_language()] if known else fact


def alternative_words(key: str) -> str:
    """What to do instead, in the words of the policy."""
    text = policy_in_force().guidance[GuidanceKind.ALTERNATIVE].get(key)
    return text.text[current_language()] if text else key


def phone(recipient: Recipient) -> str:
    return phones.shown(recipient.phone, recipient.extension, current_language())


def order_of(alternative: str) -> int:
    """The place of an alternative in the policy."""
    known = list(policy_in_force().guidance[GuidanceKind.ALTERNATIVE])
    return known.index(alternative) if alternative in known else len(known)
