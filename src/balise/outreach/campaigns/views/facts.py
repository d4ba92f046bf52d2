"""The answers that are the same for everyone: what is still asked, and what was answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from balise.acts.policy import policy_in_force
from balise.outreach.campaigns import forms, parts
from balise.outreach.campaigns.facts import asked_now, can_be_asked, decision
from balise.outreach.campaigns.operations.campaigns import answer_for_everyone, because, take_answer_back
from balise.outreach.campaigns.views.one import ROOM, address, campaign_to_change, is_authors
from balise.outreach.campaigns.views.question import Question, question_page
from balise.outreach.doors import BEFORE_SENDING, campaign_to_read
from balise.outreach.words import Audience
from balise.people.pages import FormPage, StaffRequest, form_page, page, sent, staff_page
from balise.policy import SituationError, Verdict, explain
from balise.theme.language import current_language
from balise.theme.texts import t

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from balise.outreach.models import Campaign


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
        answer = decision(shown, request.now)
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
    if shown.audience != Audience.PUBLIC or answer.verdict is Verdict.UNDETERMINED:
        return {"asked": asked}
    return {"asked": asked, "said": explain(answer, lang), "reasons": parts.reasons(answer)}


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def fact(request: StaffRequest, uuid: UUID, fact: str) -> HttpResponse:
    """One question, for everyone addressed; then the next one, while there is one."""
    shown = campaign_to_change(request, uuid)
    if not can_be_asked(shown, fact):
        raise Http404
    back = address("facts", shown)

    def save(words: str) -> None:
        answer_for_everyone(by=request.staff, campaign=shown, fact=fact, words=words, now=request.now)

    def following() -> str:
        """The next question; all of them after an answer that was given before."""
        if fact not in shown.facts:
            shown.refresh_from_db()
            for asked, _ in asked_now(shown, request.now):
                return reverse("campaigns:fact", args=[shown.uuid, asked.id])
        return back

    question = Question("campaigns", fact, shown.title, back, shown.facts)
    return question_page(request, question, save, following)


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
