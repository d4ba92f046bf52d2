"""Asking before acting: choose the act, answer one question a page, read the answer. Works without
JavaScript.

What people type never stands in an address: searching and answering are posts, and an interview is known by
a name drawn at random.
"""

from __future__ import annotations

from decimal import Decimal

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from balise.acts.interview import Interview
from balise.acts.keeping import Interviews
from balise.acts.policy import policy_in_force
from balise.desk.answer_page import answer_page
from balise.desk.cards import act_cards, group_cards
from balise.desk.here import desk_of
from balise.desk.question_page import question_page
from balise.people.accounts.middleware import signed_in
from balise.people.facts import staff_facts
from balise.policy import SituationError, find_acts
from balise.policy.facts import Fact, FactType
from balise.policy.measures import format_number
from balise.policy.pack import Policy
from balise.policy.text import Lang
from balise.theme.language import current_language
from balise.theme.texts import t

UNKNOWN = "unknown"
"""What the button `I don't know` sends."""

MOST_WORDS = 200


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What do you want to do? By words, or by theme; and what is at hand for who is signed in."""
    context = {"groups": group_cards(policy_in_force()), **desk_of(signed_in(request))}
    return render(request, "desk/home.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def search(request: HttpRequest) -> HttpResponse:
    """The acts that match what was typed; the themes again when none does.

    A GET comes from a change of language on this page. The words were not kept, so it leads back home.
    """
    policy = policy_in_force()
    words = request.POST.get("words", "").strip()[:MOST_WORDS]
    if not words:
        return redirect("desk:home")
    found = find_acts(policy, words)
    context = {"words": words, "acts": act_cards(found), "groups": group_cards(policy)}
    return render(request, "desk/search.html", context)


@require_safe
def group(request: HttpRequest, group: str) -> HttpResponse:
    """The acts of one theme."""
    policy = policy_in_force()
    if group not in policy.groups:
        raise Http404
    acts = [act for act in policy.acts.values() if act.group == group]
    return render(
        request,
        "desk/group.html",
        {"title": policy.groups[group].label[current_language()], "acts": act_cards(acts)},
    )


@require_POST
def start(request: HttpRequest) -> HttpResponse:
    """Begin an interview about the act chosen."""
    act = request.POST.get("act", "")
    if act not in policy_in_force().acts:
        raise Http404
    staff = signed_in(request)
    known = staff_facts(staff=staff, at=timezone.now()) if staff else {}
    interview = Interview(act, timezone.localdate(), known=known)
    return redirect("desk:answer", Interviews(request.session).start(interview))


@require_safe
def answer(request: HttpRequest, name: str) -> HttpResponse:
    """The answer, or the next question while one is needed."""
    policy = policy_in_force()
    interview = _interview(request, name, policy)
    decision = interview.decide(policy)
    if decision.next_question:
        return redirect("desk:question", name, decision.next_question.id)
    # For the count of answers: a key of the request's environment, as WSGI has programs tell one another.
    request.META["balise.verdict"] = decision.verdict.value
    return render(
        request, "desk/answer.html", answer_page(policy, interview, decision, name, current_language())
    )


@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, name: str, fact: str) -> HttpResponse:
    """One question. Asked again with what is wrong when the answer is none."""
    policy = policy_in_force()
    interview = _interview(request, name, policy)
    asked = interview.can_ask(policy, fact)
    if asked is None:
        raise Http404
    words: str | None = None
    errors: list[str] = []
    if request.method == "POST":
        words = request.POST.get("answer", "").strip()
        if not words:
            errors = [_answer_missing(asked)]
        else:
            try:
                answered = interview.answer(policy, fact, None if words == UNKNOWN else words)
            except SituationError as error:
                errors = [_what_is_wrong(asked, error)]
            else:
                Interviews(request.session).keep(name, answered)
                return redirect("desk:answer", name)
    context = question_page(
        policy, interview, asked, name=name, words=words, errors=errors, lang=current_language()
    )
    return render(request, "desk/question.html", context, status=422 if errors else 200)


def _interview(request: HttpRequest, name: str, policy: Policy) -> Interview:
    interview = Interviews(request.session).find(name, policy)
    if interview is None:
        raise Http404
    return interview


def _answer_missing(asked: Fact) -> str:
    """What to do when nothing was answered."""
    key = (
        "desk.question.write"
        if asked.type in (FactType.NUMBER, FactType.DURATION)
        else "desk.question.choose"
    )
    return t(key, current_language())


def _what_is_wrong(asked: Fact, error: SituationError) -> str:
    """The problem in the person's words: ids of facts mean nothing to them."""
    problem = error.problems[0]
    lang = current_language()
    match problem.code:
        case "facts-impossible":
            return t("desk.question.contradiction", lang, because=problem.values["because"][lang])  # type: ignore[index]  # a Text
        case "answer-out-of-bounds":
            return _bounds(asked, lang)
        case _ if asked.type is FactType.DURATION:
            return t("desk.question.duration", lang)
        case _ if asked.type is FactType.NUMBER:
            return t("desk.question.number", lang)
        case _:
            return t("desk.question.choose", lang)


def _bounds(asked: Fact, lang: Lang) -> str:
    """Between what a number may lie; one bound may be missing."""
    if asked.minimum is None or asked.maximum is None:
        key, bound = ("most", asked.maximum) if asked.minimum is None else ("least", asked.minimum)
        return t(f"desk.question.at_{key}", lang, bound=format_number(bound or Decimal(0), lang))
    bounds = {"minimum": format_number(asked.minimum, lang), "maximum": format_number(asked.maximum, lang)}
    return t("desk.question.bounds", lang, **bounds)
