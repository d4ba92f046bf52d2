"""One campaign: begun, shown with its steps, changed, cancelled."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from balise.outreach.campaigns import forms, showing
from balise.outreach.campaigns.operations.campaigns import (
    begin_campaign,
    cancel_campaign,
    change_campaign,
    set_limits,
)
from balise.outreach.campaigns.steps import steps
from balise.outreach.doors import BEFORE_SENDING, campaign_to_read, may_decide
from balise.outreach.errors import OutreachError
from balise.outreach.words import CampaignState, Means
from balise.people.access import Act, visible_units
from balise.people.errors import NotAllowedError
from balise.people.pages import FormPage, StaffRequest, form_page, not_entrusted, page, sent, staff_page

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from balise.outreach.models import Campaign

ROOM = "campaigns"


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def begin(request: StaffRequest) -> HttpResponse:
    """Begin a campaign."""
    units = visible_units(request.staff, request.now, Act.PREPARE_OUTREACH).select_related("parent__parent")
    if not units:
        return not_entrusted(request)
    form = forms.About(sent(request), units=units)

    def do(typed: dict[str, Any]) -> str:
        begun = begin_campaign(
            by=request.staff, uuid=typed["key"], unit=typed["unit"], now=request.now, **form.about
        )
        return address("campaign", begun)

    return form_page(request, form, FormPage("begin", reverse("campaigns:campaigns"), ROOM), do)


@require_safe
@staff_page
def campaign(request: StaffRequest, uuid: UUID) -> HttpResponse:
    """A campaign, with what there is to do."""
    shown = campaign_to_read(viewer=request.staff, uuid=uuid, at=request.now)
    state = CampaignState(shown.state)
    context = {
        "campaign": shown,
        "tag": showing.tag(state),
        "rows": showing.about(shown),
        "steps": steps(shown, request.now),
        "stops": showing.stops(shown, request.now),
        "decisions": showing.decisions(shown),
        "may_change": is_authors(request, shown) and state in BEFORE_SENDING,
        "may_limit": is_authors(request, shown)
        and shown.means == Means.EMAIL
        and state in BEFORE_SENDING | {CampaignState.PAUSED},
        "may_decide": state is CampaignState.SUBMITTED and may_decide(request.staff, shown, request.now),
    }
    return page(request, "outreach/campaigns/campaign.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def change(request: StaffRequest, uuid: UUID) -> HttpResponse:
    """Change what a campaign is about."""
    shown = campaign_to_change(request, uuid)
    form = forms.About(sent(request), campaign=shown)

    def do(typed: dict[str, Any]) -> str:
        seen = typed["seen"] if typed["seen"] is not None else -1
        change_campaign(by=request.staff, campaign=shown, seen=seen, now=request.now, **form.about)
        return address("campaign", shown)

    return form_page(
        request, form, FormPage("change", address("campaign", shown), ROOM, about=shown.title), do
    )


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def limits(request: StaffRequest, uuid: UUID) -> HttpResponse:
    """How fast messages leave, and when none does."""
    shown = campaign_to_change(request, uuid)
    form = forms.Limits(sent(request), shown)

    def do(typed: dict[str, Any]) -> str:
        set_limits(by=request.staff, campaign=shown, now=request.now, **typed)
        return address("campaign", shown)

    return form_page(
        request, form, FormPage("limits", address("campaign", shown), ROOM, about=shown.title), do
    )


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def cancel(request: StaffRequest, uuid: UUID) -> HttpResponse:
    """End a campaign before anything leaves."""
    shown = campaign_to_change(request, uuid)

    def do(_: dict[str, Any]) -> str:
        cancel_campaign(by=request.staff, campaign=shown, now=request.now)
        return address("campaign", shown)

    around = FormPage("cancel", address("campaign", shown), ROOM, about=shown.title, grave=True)
    return form_page(request, forms.Confirm(sent(request)), around, do)


def address(name: str, campaign: Campaign) -> str:
    """Where a page of this campaign is."""
    return reverse(f"campaigns:{name}", args=[campaign.uuid])


def is_authors(request: StaffRequest, campaign: Campaign) -> bool:
    return campaign.author_id == request.staff.pk


def campaign_to_change(request: StaffRequest, uuid: UUID) -> Campaign:
    """The campaign of a page where its author changes it: nobody else gets to see the form."""
    shown = campaign_to_read(viewer=request.staff, uuid=uuid, at=request.now)
    if not is_authors(request, shown):
        raise NotAllowedError("not_author", OutreachError("not_author").message)
    return shown
