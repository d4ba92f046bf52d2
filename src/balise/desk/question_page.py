"""What the page of one question shows."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from balise.acts.interview import Interview
from balise.policy.evaluator import evaluator
from balise.policy.explanation import answers
from balise.policy.facts import Fact, FactType, as_word
from balise.policy.pack import Policy
from balise.policy.text import Lang
from balise.theme.texts import t

UNITS = {"CAD": "$"}


def question_page(
    policy: Policy,
    interview: Interview,
    asked: Fact,
    *,
    name: str,
    words: str | None,
    errors: list[str],
    lang: Lang,
) -> dict[str, Any]:
    """The context of `desk/question.html`. `words` is what was sent; the answer kept before otherwise."""
    act = policy.acts[interview.act]
    before = interview.before(asked.id)
    group = reverse("desk:group", args=[act.group])
    return {
        "act": act.label[lang],
        "title": asked.question[lang],
        "why": asked.why[lang] if asked.why else "",
        "back": reverse("desk:question", args=[name, before]) if before else group,
        "errors": [{"text": error, "field": "answer"} for error in errors],
        "error": errors[0] if errors else "",
        "value": words if words is not None else _as_sent(interview, asked),
        "items": _items(policy, interview, asked, lang),
        "unit": UNITS.get(asked.unit, asked.unit),
        "duration": asked.type is FactType.DURATION,
    }


def _items(policy: Policy, interview: Interview, asked: Fact, lang: Lang) -> list[dict[str, Any]]:
    """The answers to choose from, `I don't know` last; none when the answer is written."""
    domain = evaluator(policy, interview.as_of).compiled.domains[asked.id]
    items = [{**each, "value": as_word(each["value"])} for each in answers(domain, lang)]
    if items:
        items.append({"value": "unknown", "label": t("desk.question.unknown", lang), "divider": True})
    return items


def _as_sent(interview: Interview, asked: Fact) -> str | None:
    if asked.id not in interview.answers:
        return None
    value = interview.answers[asked.id]
    return "unknown" if value is None else as_word(value)
