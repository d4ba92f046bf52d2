"""One question of the policy on a page, answered for everyone whom a campaign, or a mail tool, addresses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.shortcuts import redirect

from balise.acts.policy import policy_in_force
from balise.outreach.campaigns.operations.campaigns import because
from balise.outreach.errors import OutreachError
from balise.people.pages import StaffRequest, page, tell
from balise.people.periods import day_of
from balise.policy import SituationError
from balise.policy.evaluator import evaluator
from balise.policy.explanation import answers
from balise.policy.facts import FactType, as_word
from balise.theme.language import current_language
from balise.theme.texts import t

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from django.http import HttpResponse

    from balise.policy.facts import Fact

UNITS = {"CAD": "$"}


@dataclass(frozen=True)
class Question:
    """What is asked, about whom, with what was answered before; `room` has the words, under `fact`."""

    room: str
    fact: str
    about: str
    back: str
    answered: Mapping[str, object]


def question_page(
    request: StaffRequest, question: Question, save: Callable[[str], None], following: Callable[[], str]
) -> HttpResponse:
    """Ask; once the words are saved, go on to what follows."""
    asked, lang = policy_in_force().facts[question.fact], current_language()
    words, error = "", ""
    if request.method == "POST":
        words = request.POST.get("answer", "").strip()
        try:
            save(words)
        except OutreachError as problem:
            error = problem.message[lang]
        except SituationError as problem:
            error = _what_is_wrong(asked, problem)
        else:
            tell(request, f"{question.room}.fact.done")
            return redirect(following())
    domain = evaluator(policy_in_force(), day_of(request.now)).compiled.domains[asked.id]
    context = {
        "title": asked.question[lang],
        "why": asked.why[lang] if asked.why else "",
        "about": question.about,
        "back": question.back,
        "hint": t(f"{question.room}.fact.hint", lang),
        "items": [{**each, "value": as_word(each["value"])} for each in answers(domain, lang)],
        "value": words or as_word(question.answered.get(asked.id, "")),
        "unit": UNITS.get(asked.unit, asked.unit),
        "error": error,
        "errors": [{"text": error, "field": "answer"}] if error else [],
    }
    return page(request, "outreach/campaigns/fact.html", context, 422 if error else 200)


def _what_is_wrong(asked: Fact, error: SituationError) -> str:
    """The problem in the person’s words: ids of facts mean nothing to them."""
    lang = current_language()
    if error.problems[0].code == "facts-impossible":
        return OutreachError("contradiction", because=because(error)).message[lang]
    match asked.type:
        case FactType.NUMBER:
            return t("campaigns.facts.number", lang)
        case FactType.DURATION:
            return t("campaigns.facts.duration", lang)
        case _:
            return t("campaigns.facts.choose", lang)
