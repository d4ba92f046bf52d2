"""The answers that are the same for everyone: what is still asked, and what was answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from balise.acts.policy import policy_in_force
from balise.outreach.campaigns import forms, parts
from balise.outreach.campaigns.facts import asked_now, can_be_asked, decision
from balise.outreach.campaigns.operations.campaigns import answer_for_everyone, because, take_answer_back
from balise.outreach.campaigns.views.one import ROOM, address, campaign_to_change, is_authors
from balise.outreach.doors import BEFORE_SENDING, campaign_to_read
from balise.outreach.errors import OutreachError
from balise.outreach.words import Audience
from balise.people.pages import FormPage, StaffRequest, form_page, page, sent, staff_page, tell
from balise.people.periods import day_of
from balise.policy import SituationError, Verdict, explain
from balise.policy.evaluator import evaluator
from balise.policy.explanation import answers
from balise.policy.facts import FactType
from balise.theme.language import current_language
from balise.theme.texts import t

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from balise.outreach.models import Campaign
    from balise.policy.facts import Fact

UNITS = {"CAD": "$"}


@require_safe
@staff_page
def facts(request: StaffRequest, uuid: UUID) -> HttpResponse:
    """What is still asked of the author, what was answered, and the policy’s answer where there is one for
    all.
    """
    shown = campaign_to_read(viewer=request.staff, uuid=uuid, at=request.now)
    context = {
        "campaign": shown,
        "answered": parts.answers(shown, request.now),
        "public": shown.audience == Audience.PUBLIC,
        "may_change": is_authors(request, shown) and shown.state in BEFORE_SENDING,
        **_asked(request, shown),
    }
    return page(request, "outreach/campaigns/facts.html", context)


def _asked(request: StaffRequest, shown: Campaign) -> dict[str, Any]:
    lang = current_language()
    try:
        waiting = asked_now(shown, request.now)
        answer = explain(decision(shown, request.now), lang)
    except SituationError as error:
        return {"contradiction": because(error)[lang]}
    asked = [
        {
            "title": fact.question[lang],
            "href": reverse("campaigns:fact", args=[shown.uuid, fact.id]),
            "note": t("campaigns.facts.waiting", lang, count=count) if count else "",
        }
        for fact, count in waiting
    ]
    if shown.audience != Audience.PUBLIC or answer["verdict"] == Verdict.UNDETERMINED:
        return {"asked": asked}
    deciding = [each for each in answer["reasons"] if each["decides"]]
    reasons = [
        {
            "text": each["text"],
            "source": each["citation"],
            "why": [principle["text"] for principle in each["principles"]],
        }
        for each in deciding
    ]
    return {"asked": asked, "said": answer, "reasons": reasons}


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def fact(request: StaffRequest, uuid: UUID, fact: str) -> HttpResponse:
    """One question, for everyone addressed; then the next one, while there is one."""
    shown = campaign_to_change(request, uuid)
    if not can_be_asked(shown, fact):
        raise Http404
    asked = policy_in_force().facts[fact]
    words, error = "", ""
    if request.method == "POST":
        words = request.POST.get("answer", "").strip()
        try:
            answer_for_everyone(by=request.staff, campaign=shown, fact=fact, words=words, now=request.now)
        except OutreachError as problem:
            error = problem.message[current_language()]
        except SituationError as problem:
            error = _what_is_wrong(asked, problem)
        else:
            tell(request, "campaigns.facts.done")
            return redirect(_next(request, shown, fact))
    context = _question(request, shown, asked, words) | {
        "error": error,
        "errors": [{"text": error, "field": "answer"}] if error else [],
    }
    return page(request, "outreach/campaigns/fact.html", context, 422 if error else 200)


def _next(request: StaffRequest, shown: Campaign, answered: str) -> str:
    """The next question; all of them after an answer that was given before."""
    if answered not in shown.facts:
        shown.refresh_from_db()
        for following, _ in asked_now(shown, request.now):
            return reverse("campaigns:fact", args=[shown.uuid, following.id])
    return address("facts", shown)


def _question(request: StaffRequest, shown: Campaign, asked: Fact, words: str) -> dict[str, Any]:
    lang = current_language()
    domain = evaluator(policy_in_force(), day_of(request.now)).compiled.domains[asked.id]
    kept = shown.facts.get(asked.id)
    return {
        "campaign": shown,
        "title": asked.question[lang],
        "why": asked.why[lang] if asked.why else "",
        "items": [{**each, "value": _sent(each["value"])} for each in answers(domain, lang)],
        "value": words or ("" if kept is None else _sent(kept)),
        "unit": UNITS.get(asked.unit, asked.unit),
        "duration": asked.type is FactType.DURATION,
    }


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


def _sent(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def remove(request: StaffRequest, uuid: UUID, fact: str) -> HttpResponse:
    """Take an answer back."""
    shown = campaign_to_change(request, uuid)
    if fact not in shown.facts:
        raise Http404
    known = policy_in_force().facts.get(fact)

    def do(_: dict[str, Any]) -> str:
        take_answer_back(by=request.staff, campaign=shown, fact=fact, now=request.now)
        return address("facts", shown)

    about = known.question[current_language()] if known is not None else fact
    around = FormPage("remove_fact", address("facts", shown), ROOM, about=about, grave=True)
    return form_page(request, forms.Confirm(sent(request)), around, do)
