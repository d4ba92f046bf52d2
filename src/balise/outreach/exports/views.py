"""Taking a campaign out: the forms it can come out in, and the calls to make. Only its author sees people."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from balise.outreach.campaigns.going import may_go
from balise.outreach.campaigns.views.one import campaign_to_change, is_authors
from balise.outreach.doors import campaign_to_read
from balise.outreach.errors import OutreachError
from balise.outreach.exports import paper, showing
from balise.outreach.exports.calling import still_to_call
from balise.outreach.exports.operations import handing
from balise.outreach.exports.operations.calls import note_call
from balise.outreach.exports.operations.exporting import export, finish_exports
from balise.outreach.exports.tables import table
from balise.outreach.exports.words import OFFERED, Form, Outcome
from balise.outreach.models import Message
from balise.outreach.words import Means
from balise.people.pages import StaffRequest, download, only_one, page, refused, staff_page, tell
from balise.theme.language import current_language

if TYPE_CHECKING:
    from balise.outreach.exports.operations.exporting import Exported
    from balise.outreach.exports.paper import File
    from balise.outreach.models import Campaign


@require_safe
@staff_page
def start(request: StaffRequest, uuid: UUID) -> HttpResponse:
    """What can come out, and what did."""
    return _start(request, campaign_to_read(viewer=request.staff, uuid=uuid, at=request.now))


@require_POST
@staff_page
def take(request: StaffRequest, uuid: UUID) -> HttpResponse:
    """Take the campaign out in one form. A post: a link that is merely followed takes nothing out."""
    campaign = campaign_to_change(request, uuid)
    if request.POST.get("form") not in set(Form):
        raise Http404
    form = Form(request.POST["form"])
    try:
        if form is Form.LISTMONK:
            handing.hand_over(by=request.staff, campaign=campaign, now=request.now)
            tell(request, "exports.page.handed")
            return redirect("exports:start", uuid)
        done = export(by=request.staff, campaign=campaign, form=form, now=request.now)
    except OutreachError as problem:
        return _start(request, campaign, problem)
    if not done.recipients:
        return _start(request, campaign, OutreachError("nobody_left"))
    made = _made(request, done)
    return download(HttpResponse(made.content, content_type=made.content_type), made.name)


@require_POST
@staff_page
def pull(request: StaffRequest, uuid: UUID) -> HttpResponse:
    """Read who unsubscribed in listmonk."""
    campaign = campaign_to_change(request, uuid)
    if Form.LISTMONK not in OFFERED.get(Means(campaign.means), ()):
        raise Http404
    try:
        handing.take_noes(campaign, request.now)
    except OutreachError as problem:
        return _start(request, campaign, problem)
    tell(request, "exports.page.pulled")
    return redirect("exports:start", uuid)


@require_POST
@staff_page
def finish(request: StaffRequest, uuid: UUID) -> HttpResponse:
    """End a campaign of which all has left."""
    campaign = campaign_to_change(request, uuid)
    try:
        finish_exports(by=request.staff, campaign=campaign, now=request.now)
    except OutreachError as problem:
        return _start(request, campaign, problem)
    tell(request, "exports.page.finished")
    return redirect("exports:start", uuid)


@require_safe
@staff_page
def calls(request: StaffRequest, uuid: UUID) -> HttpResponse:
    """The calls to make. Whether each may still be called is read again as the page is drawn."""
    campaign = campaign_to_change(request, uuid)
    if campaign.means != Means.PHONE:
        raise Http404
    return page(request, "outreach/exports/calls.html", showing.calls(request, campaign))


@require_POST
@staff_page
def call(request: StaffRequest, uuid: UUID, message: UUID) -> HttpResponse:
    """Write down what became of one call."""
    campaign = campaign_to_change(request, uuid)
    called = only_one(Message.objects.filter(uuid=message, campaign=campaign))
    outcome, seen = request.POST.get("outcome"), request.POST.get("seen", "")
    if outcome not in set(Outcome) or not seen.isascii() or not seen.isdigit():
        raise Http404
    result = Outcome(outcome)
    try:
        note_call(by=request.staff, message=called, outcome=result, seen=int(seen[:9]), now=request.now)
    except OutreachError as problem:
        if campaign.means != Means.PHONE:
            return refused(request, problem.message[current_language()])
        shown = showing.calls(request, campaign)
        return page(request, "outreach/exports/calls.html", {**shown, "errors": _errors(problem)}, 422)
    tell(request, "exports.calls.obeyed" if result.refuses else "exports.calls.noted")
    number = request.POST.get("page", "")
    back = reverse("exports:calls", args=[uuid])
    return redirect(f"{back}?page={number}" if number.isascii() and number.isdigit() else back)


def _start(request: StaffRequest, campaign: Campaign, problem: OutreachError | None = None) -> HttpResponse:
    context = showing.start(request, campaign, mine=is_authors(request, campaign)) | {
        "stops": [each[current_language()] for each in may_go(campaign, request.now)],
        "back": reverse("campaigns:campaign", args=[campaign.uuid]),
        "errors": _errors(problem) if problem else [],
    }
    return page(request, "outreach/exports/start.html", context, 422 if problem else 200)


def _errors(problem: OutreachError) -> list[dict[str, str]]:
    return [{"text": problem.message[current_language()]}]


def _made(request: StaffRequest, done: Exported) -> File:
    match done.form:
        case Form.LETTERS:
            where = request.build_absolute_uri(reverse("preferences:start"))
            return paper.letters(done.campaign, done.recipients, preferences=where, now=request.now)
        case Form.LABELS:
            return paper.labels(done.campaign, done.recipients, now=request.now)
        case Form.CALLS:
            return paper.call_sheet(done.campaign, still_to_call(done.recipients), now=request.now)
        case _:
            return table(done.campaign, done.recipients, now=request.now)
