"""The campaigns one may see, and those that wait for one’s decision."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.views.decorators.http import require_safe

from balise.outreach.campaigns import showing
from balise.outreach.doors import BEFORE_SENDING, may_decide, may_keep, may_prepare, visible_campaigns
from balise.outreach.models import Campaign
from balise.outreach.words import CampaignState
from balise.people.access import Act, visible_units
from balise.people.pages import StaffRequest, leaf, page, staff_page
from balise.theme.language import current_language
from balise.theme.texts import t

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet
    from django.http import HttpResponse

    from balise.people.models import Staff

UNDER_WAY = BEFORE_SENDING | {CampaignState.SENDING, CampaignState.PAUSED}
WHICH = ("all", "mine", "under_way", "over")


@require_safe
@staff_page
def campaigns(request: StaffRequest) -> HttpResponse:
    """All of them, the latest first; one’s own, those under way, or those that are over."""
    which = request.GET.get("which", "")
    which = which if which in WHICH else WHICH[0]
    found = _which(visible_campaigns(request.staff, request.now), which, request.staff)
    shown = leaf(request, _with_names(found).order_by("-created_at", "-pk"))
    lang = current_language()
    context = {
        "rows": [showing.row(campaign, request.staff) for campaign in shown],  # type: ignore[arg-type]  # a page of a list has no type
        "leaf": shown,
        "count": shown.paginator.count,
        "ways": [
            {
                "title": t(f"campaigns.list.{each}", lang),
                "href": f"{reverse('campaigns:campaigns')}?which={each}",
                "current": each == which,
            }
            for each in WHICH
        ],
        "which": which,
        "waiting": len(waiting_for(request.staff, request.now)),
        "may_begin": may_prepare(request.staff, request.now),
        "may_keep": may_keep(request.staff, request.now),
    }
    return page(request, "outreach/campaigns/campaigns.html", context)


@require_safe
@staff_page
def waiting(request: StaffRequest) -> HttpResponse:
    """What waits for a decision that one may make."""
    rows = [showing.row(campaign, request.staff) for campaign in waiting_for(request.staff, request.now)]
    return page(request, "outreach/campaigns/waiting.html", {"rows": rows})


def waiting_for(viewer: Staff, at: datetime) -> list[Campaign]:
    """The campaigns that they may decide on now, the oldest first."""
    units = visible_units(viewer, at, Act.APPROVE_OUTREACH).values("pk")
    found = Campaign.objects.filter(state=CampaignState.SUBMITTED, unit__in=units).exclude(author=viewer)
    return [each for each in _with_names(found).order_by("pk") if may_decide(viewer, each, at)]


def _which(found: QuerySet[Campaign], which: str, viewer: Staff) -> QuerySet[Campaign]:
    match which:
        case "mine":
            return found.filter(author=viewer)
        case "under_way":
            return found.filter(state__in=UNDER_WAY)
        case "over":
            return found.exclude(state__in=UNDER_WAY)
        case _:
            return found


def _with_names(found: QuerySet[Campaign]) -> QuerySet[Campaign]:
    return found.select_related("author", "purpose", "unit")
