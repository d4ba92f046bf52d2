"""What a screening found: counts and reasons, the people behind them, other means, and what to do instead."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlencode

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from balise.acts.policy import policy_in_force
from balise.outreach.audience.gathering import can_be_gathered
from balise.outreach.campaigns.facts import constants
from balise.outreach.campaigns.views.one import campaign_to_change, is_authors
from balise.outreach.doors import BEFORE_SENDING, campaign_to_read, recipients_to_read
from balise.outreach.models import Screening, Task
from balise.outreach.screening import answers_file, forms, pages, wording
from balise.outreach.screening.comparing import compare
from balise.outreach.screening.judging import Judge
from balise.outreach.screening.operations import settle_task, take_answers
from balise.outreach.screening.running import screen_campaign
from balise.outreach.words import Audience, Means
from balise.people.errors import PeopleError, RefusedError
from balise.people.pages import (
    FormPage,
    StaffRequest,
    download,
    form_page,
    leaf,
    only_one,
    page,
    sent,
    staff_page,
    tell,
)
from balise.people.periods import day_of
from balise.policy import SituationError
from balise.theme.language import current_language

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from django.db.models import QuerySet
    from django.http.response import HttpResponseBase

    from balise.outreach.models import Campaign, Recipient
    from balise.policy import Decision


@require_safe
@staff_page
def result(request: StaffRequest, uuid: UUID) -> HttpResponse:
    """Who may be reached, who not, and why."""
    return _result(request, campaign_to_read(viewer=request.staff, uuid=uuid, at=request.now))


@require_POST
@staff_page
def run(request: StaffRequest, uuid: UUID) -> HttpResponse:
    """Have everyone on the list examined."""
    shown = campaign_to_change(request, uuid)
    try:
        screen_campaign(by=request.staff, campaign=shown, now=request.now)
    except RefusedError:
        raise
    except PeopleError as refusal:
        return _result(request, shown, refusal.message[current_language()])
    tell(request, "screening.page.done")
    return redirect("screening:result", uuid)


def _result(request: StaffRequest, shown: Campaign, wrong: str = "") -> HttpResponse:
    context = {
        "campaign": shown,
        "may_screen": is_authors(request, shown) and shown.state in BEFORE_SENDING and can_be_gathered(shown),
        "may_settle": is_authors(request, shown),
        "public": shown.audience == Audience.PUBLIC,
        "errors": [{"text": wrong}] if wrong else [],
        **pages.result(shown, mine=is_authors(request, shown)),
    }
    return page(request, "outreach/screening/result.html", context, 422 if wrong else 200)


@require_safe
@staff_page
def people(request: StaffRequest, uuid: UUID) -> HttpResponse:
    """The people behind a count."""
    shown = campaign_to_read(viewer=request.staff, uuid=uuid, at=request.now)
    wanted = {name: value for name in pages.FILTERS if (value := request.GET.get(name, ""))}
    listed = recipients_to_read(viewer=request.staff, campaign=shown, at=request.now)
    found = leaf(request, _wanted(listed, wanted))
    context = {
        "campaign": shown,
        "about": _about(wanted),
        "count": found.paginator.count,
        "rows": [pages.row(each) for each in cast("Iterable[Recipient]", found)],
        "leaf": found,
        "query": urlencode(wanted),
    }
    return page(request, "outreach/screening/people.html", context)


def _wanted(listed: QuerySet[Recipient], wanted: dict[str, str]) -> QuerySet[Recipient]:
    found = listed.select_related("campaign")
    # A NUL is in no answer, and PostgreSQL takes none.
    told = {name: value.replace("\0", "") for name, value in wanted.items()}
    if "verdict" in told:
        found = found.filter(verdict="" if told["verdict"] == pages.UNDECIDED else told["verdict"])
    for name in ("reason", "problem"):
        if name in told:
            found = found.filter(**{name: told[name]})
    if "missing" in told:
        # Facts stand there with spaces between; no fact of a policy is the beginning of another and a space.
        found = found.filter(missing__regex=rf"(^| ){_word(told['missing'])}( |$)")
    return found.order_by("number")


def _word(fact: str) -> str:
    """The fact, if the policy asks it: nothing else goes into a search."""
    if fact not in policy_in_force().facts:
        raise Http404
    return fact


def _about(wanted: dict[str, str]) -> list[str]:
    """What is looked for, in words."""
    words = {
        "verdict": lambda value: wording.verdict_words("" if value == pages.UNDECIDED else value),
        "reason": lambda value: wording.rule_words(value)[0],
        "problem": wording.problem_words,
        "missing": wording.question,
    }
    try:
        return [words[name](value) for name, value in wanted.items()]
    except ValueError:  # no verdict of ours
        raise Http404 from None


@require_safe
@staff_page
def person(request: StaffRequest, uuid: UUID, recipient: UUID) -> HttpResponse:
    """The whole answer about one recipient."""
    shown = campaign_to_read(viewer=request.staff, uuid=uuid, at=request.now)
    listed = recipients_to_read(viewer=request.staff, campaign=shown, at=request.now)
    one = only_one(listed.filter(uuid=recipient))
    context = {"campaign": shown, **pages.person(one, _decision(shown, one))}
    return page(request, "outreach/screening/person.html", context)


def _decision(campaign: Campaign, recipient: Recipient) -> Decision | None:
    """What the policy answers to the facts by which it was decided, on the day it was."""
    screened = Screening.objects.filter(campaign=campaign).first()
    if screened is None:
        return None
    try:
        judge = Judge(policy_in_force(), constants(campaign), day_of(screened.at))
        return judge.decide(recipient.facts)
    except SituationError:
        return None


@require_POST
@staff_page
def answers(request: StaffRequest, uuid: UUID) -> HttpResponseBase:
    """All answers with their reasons, as a table. A post: following a link takes nothing out."""
    shown = take_answers(by=request.staff, uuid=uuid, now=request.now)
    lines = answers_file.lines(recipients_to_read(viewer=request.staff, campaign=shown, at=request.now))
    return download(StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8"), "answers.csv")


@require_safe
@staff_page
def compared(request: StaffRequest, uuid: UUID) -> HttpResponse:
    """Who another means would reach."""
    shown = campaign_to_read(viewer=request.staff, uuid=uuid, at=request.now)
    wanted = request.GET.get("means", "")
    if shown.audience == Audience.PUBLIC or wanted not in [each.value for each in Means if each.personal]:
        raise Http404
    means = Means(wanted)
    context: dict[str, Any] = {"campaign": shown, "means": means.label[current_language()]}
    try:
        context["rows"] = pages.compared(
            shown, means, compare(shown, means, request.now), mine=is_authors(request, shown)
        )
    except RefusedError:
        raise
    except PeopleError as refusal:
        context["errors"] = [{"text": refusal.message[current_language()]}]
    return page(request, "outreach/screening/compared.html", context, 422 if "errors" in context else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def task(request: StaffRequest, uuid: UUID, task: UUID) -> HttpResponse:
    """What became of something to do for those who are not reached."""
    shown = campaign_to_change(request, uuid)
    one = only_one(Task.objects.filter(campaign=shown, uuid=task))
    back = f"{reverse('screening:result', args=[uuid])}#tasks"

    def do(typed: dict[str, Any]) -> str:
        settle_task(by=request.staff, task=one, state=typed["state"], note=typed["note"], now=request.now)
        return back

    around = FormPage("settle", back, "screening", about=wording.alternative_words(one.alternative))
    return form_page(request, forms.Settle(sent(request), one), around, do)
