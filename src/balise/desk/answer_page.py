"""What the page of an answer shows: the decision in words, and the way to each thing that can be changed or
read further.
"""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from balise.acts.interview import Interview
from balise.policy import Decision, Verdict, explain
from balise.policy.pack import ACT, Policy
from balise.policy.rules import Rule
from balise.policy.text import Lang
from balise.theme.dates import long_date
from balise.theme.texts import t


def answer_page(
    policy: Policy, interview: Interview, decision: Decision, name: str, lang: Lang
) -> dict[str, Any]:
    """The context of `desk/answer.html`."""
    said = explain(decision, lang)
    deciding = [reason for reason in said["reasons"] if reason["decides"]]
    others = [reason for reason in said["reasons"] if not reason["decides"]]
    return {
        "said": said,
        "act": policy.acts[interview.act].label[lang],
        "meta": _meta(said, decision),
        "reasons": [_reason(reason, shows_verdict=False) for reason in deciding],
        "other_reasons": [_reason(reason, shows_verdict=True) for reason in others],
        "set_aside": [
            _reason(rule, shows_verdict=True) | {"exception": rule["exception_text"]}
            for rule in said["set_aside"]
        ],
        "say": [line["text"] for line in said["say"]],
        "unknown": [
            {"text": fact.question[lang], "href": reverse("desk:question", args=[name, fact.id])}
            for fact in decision.missing
        ],
        "outlook": said["outlook"] if decision.verdict is Verdict.UNDETERMINED else [],
        "may_also": [
            {"text": rule.because[lang], "asks": _questions(policy, interview, rule, name, lang)}
            for rule in decision.may_also_apply
        ],
        "answers": _answers(policy, interview, decision, name, lang),
        "again": reverse("desk:home"),
    }


def _meta(said: dict[str, Any], decision: Decision) -> str:
    """The policies that spoke, with their versions, and the day."""
    spoke = {reason["rule"].split("/", 1)[0] for reason in said["reasons"]}
    titles = [f"{each['title']} ({each['version']})" for each in said["policies"] if each["pack"] in spoke]
    return " · ".join([*titles, long_date(decision.as_of)])


def _reason(reason: dict[str, Any], *, shows_verdict: bool) -> dict[str, Any]:
    pack, rule = reason["rule"].split("/", 1)
    return {
        "text": reason["text"],
        "verdict": reason["verdict"] if shows_verdict else "",
        "source": reason["citation"],
        "href": f"{reverse('desk:policy', args=[pack])}#{rule}",
        "why": [principle["text"] for principle in reason.get("principles", ())],
    }


def _questions(
    policy: Policy, interview: Interview, rule: Rule, name: str, lang: Lang
) -> list[dict[str, str]]:
    """The questions whose answers would tell whether a rule applies, too."""
    mentioned = dict.fromkeys(test.fact for row in rule.rows for test in row)
    known = {ACT, *interview.known, *policy.acts[interview.act].sets}
    open_facts = [fact for fact in mentioned if fact not in known and interview.answers.get(fact) is None]
    return [
        {"text": policy.facts[fact].question[lang], "href": reverse("desk:question", args=[name, fact])}
        for fact in open_facts
    ]


def _answers(
    policy: Policy, interview: Interview, decision: Decision, name: str, lang: Lang
) -> list[dict[str, Any]]:
    """The answers given and what the act takes for granted, each with a way to change it; then what was known
    beforehand and plays a part.
    """
    rows: list[dict[str, Any]] = []
    for fact in interview.answers:
        row: dict[str, Any] = {
            "key": policy.facts[fact].label[lang],
            "value": policy.facts[fact].shown(decision.facts[fact], lang),
            "href": reverse("desk:question", args=[name, fact]),
        }
        rows.append(row)
    for fact in policy.acts[interview.act].sets:
        if fact not in interview.answers:
            value = policy.facts[fact].shown(decision.facts[fact], lang)
            rows.append(
                {
                    "key": policy.facts[fact].label[lang],
                    "value": t("desk.answer.presumed", lang, value=value),
                    "href": reverse("desk:question", args=[name, fact]),
                }
            )
    mentions = decision.compiled.mentions
    for fact in interview.known:
        if mentions[fact]:
            value = policy.facts[fact].shown(decision.facts[fact], lang)
            rows.append(
                {"key": policy.facts[fact].label[lang], "value": t("desk.answer.known", lang, value=value)}
            )
    return rows
