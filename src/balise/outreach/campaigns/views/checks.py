"""The checklist, the questions of it that someone answers for, and the end of it: submitting and deciding."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from balise.outreach.campaigns import forms, parts, showing
from balise.outreach.campaigns.fingerprints import CONFIRMED, fingerprint
from balise.outreach.campaigns.going import APPROVAL_LASTS, approval_needed, open_points
from balise.outreach.campaigns.operations.approvals import decide_campaign, submit_campaign
from balise.outreach.campaigns.operations.checks import confirm_check
from balise.outreach.campaigns.views.one import ROOM, address, campaign_to_change, is_authors
from balise.outreach.campaigns.views.words import testimonials_said
from balise.outreach.doors import BEFORE_SENDING, campaign_to_read, may_decide
from balise.outreach.errors import OutreachError
from balise.outreach.models import Check, Screening
from balise.outreach.words import CampaignState, CheckItem
from balise.people.access import Reason
from balise.people.errors import NotAllowedError, PeopleError, RefusedError
from balise.people.pages import FormPage, StaffRequest, form_page, page, sent, staff_page, tell
from balise.theme.language import current_language

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse


@require_safe
@staff_page
def checklist(request: StaffRequest, uuid: UUID) -> HttpResponse:
    """Every item, where it stands, and why it is looked at."""
    shown = campaign_to_read(viewer=request.staff, uuid=uuid, at=request.now)
    items = parts.items(shown, request.now)
    context = {
        "campaign": shown,
        "items": items,
        "left": sum(not each["done"] for each in items),
        "may_change": is_authors(request, shown) and shown.state in BEFORE_SENDING,
    }
    return page(request, "outreach/campaigns/checklist.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def check(request: StaffRequest, uuid: UUID, item: str) -> HttpResponse:
    """One question of the checklist, answered by name."""
    shown = campaign_to_change(request, uuid)
    if item not in CONFIRMED:
        raise Http404
    asked = CheckItem(item)
    known = Check.objects.filter(campaign=shown, item=asked).first()
    form = forms.Answer(sent(request), asked, known.answer if known is not None else "")

    def do(typed: dict[str, Any]) -> str:
        confirm_check(by=request.staff, campaign=shown, item=asked, answer=typed["answer"], now=request.now)
        return address("checklist", shown)

    around = FormPage("check", address("checklist", shown), ROOM, about=asked.label[current_language()])
    return form_page(request, form, around, do)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def submit(request: StaffRequest, uuid: UUID) -> HttpResponse:
    """Say that the campaign is complete, or read what is still open and what was decided."""
    shown = campaign_to_read(viewer=request.staff, uuid=uuid, at=request.now)
    lang, refusal = current_language(), ""
    if request.method == "POST":
        shown = campaign_to_change(request, uuid)
        try:
            submit_campaign(by=request.staff, campaign=shown, now=request.now)
        except OutreachError as problem:
            refusal = problem.message[lang]
        else:
            shown.refresh_from_db()
            tell(request, f"campaigns.submit.now_{shown.state}")
            return redirect(address("campaign", shown))
    points = [each[lang] for each in open_points(shown, request.now)]
    stops = showing.stops(shown, request.now)
    state = CampaignState(shown.state)
    context = {
        "campaign": shown,
        "tag": showing.tag(state),
        "points": points,
        "stops": stops,
        "needed": approval_needed(shown, request.now),
        "days": APPROVAL_LASTS.days,
        "decisions": showing.decisions(shown),
        "may_submit": is_authors(request, shown)
        and not points
        and (state is CampaignState.DRAFT or (state in BEFORE_SENDING and bool(stops))),
        "may_decide": state is CampaignState.SUBMITTED and may_decide(request.staff, shown, request.now),
        "errors": [{"text": refusal, "field": ""}] if refusal else [],
    }
    return page(request, "outreach/campaigns/submit.html", context, 422 if refusal else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def decide(request: StaffRequest, uuid: UUID) -> HttpResponse:
    """All that was submitted, on one page, and the decision on it."""
    shown = campaign_to_read(viewer=request.staff, uuid=uuid, at=request.now)
    if not may_decide(request.staff, shown, request.now):
        own = is_authors(request, shown)
        reason = Reason.ONESELF if own else Reason.NOT_ENTRUSTED
        raise NotAllowedError(reason.value, reason.text)
    form = forms.Decide(sent(request), fingerprint(shown))
    if request.method == "POST" and form.is_valid():
        try:
            decide_campaign(by=request.staff, campaign=shown, now=request.now, **form.cleaned_data)
        except RefusedError:
            raise
        except PeopleError as problem:
            form.blame(problem)
        else:
            tell(request, f"campaigns.decide.was_{form.cleaned_data['decision']}")
            return redirect(address("campaign", shown))
    errors = form.problems()
    context = {
        "campaign": shown,
        "waits": shown.state == CampaignState.SUBMITTED,
        "rows": showing.about(shown),
        "contents": [each for each in parts.contents(shown) if each["content"]],
        "claims": parts.claims(shown),
        "testimonials": testimonials_said(shown),
        "answered": parts.answers(shown, request.now),
        "items": parts.items(shown, request.now),
        "screening": Screening.objects.filter(campaign=shown).first(),
        "days": APPROVAL_LASTS.days,
        "form": form,
        "errors": errors,
    }
    return page(request, "outreach/campaigns/decide.html", context, 422 if errors else 200)
