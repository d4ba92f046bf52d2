"""Pages of sending: how it goes, its buttons, the messages one by one, and what nobody could tell of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from balise.outreach.campaigns.going import may_go
from balise.outreach.campaigns.views.one import campaign_to_change, is_authors
from balise.outreach.doors import campaign_to_read, recipients_to_read
from balise.outreach.models import Message, Recipient
from balise.outreach.sending import operations as sending
from balise.outreach.sending import showing
from balise.outreach.words import CampaignState, Means, MessageState
from balise.people.errors import NotFoundError, PeopleError, RefusedError
from balise.people.forms import Confirm
from balise.people.pages import (
    FormPage,
    StaffRequest,
    form_page,
    leaf,
    only_one,
    page,
    sent,
    staff_page,
    tell,
)
from balise.theme.dates import moment
from balise.theme.language import current_language

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from django.db.models import QuerySet
    from django.http import HttpResponse

    from balise.outreach.models import Campaign

AS_SENT, AS_NOT_SENT = "sent", "not_sent"


@require_safe
@staff_page
def state(request: StaffRequest, uuid: UUID) -> HttpResponse:
    """How far it is, what can be done, and what waits for someone to look."""
    return _state(request, _read(request, uuid))


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def start(request: StaffRequest, uuid: UUID) -> HttpResponse:
    """Say how many get a message, and begin."""
    campaign = campaign_to_change(request, uuid)
    values = {"number": str(_reached(campaign))}
    return _confirmed(request, campaign, "start", sending.start_sending, values=values)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def cancel(request: StaffRequest, uuid: UUID) -> HttpResponse:
    """Stop for good."""
    campaign = _read(request, uuid)
    return _confirmed(request, campaign, "cancel", sending.cancel_sending, grave=True)


@require_POST
@staff_page
def pause(request: StaffRequest, uuid: UUID) -> HttpResponse:
    campaign = _read(request, uuid)
    return _done(request, campaign, "pause", sending.pause_sending)


@require_POST
@staff_page
def resume(request: StaffRequest, uuid: UUID) -> HttpResponse:
    campaign = campaign_to_change(request, uuid)
    return _done(request, campaign, "resume", sending.resume_sending)


@require_POST
@staff_page
def test(request: StaffRequest, uuid: UUID) -> HttpResponse:
    """Send it to oneself."""
    campaign = campaign_to_change(request, uuid)
    return _done(request, campaign, "test", sending.send_test)


@require_safe
@staff_page
def messages(request: StaffRequest, uuid: UUID, state: str = "") -> HttpResponse:
    """The messages of a campaign: all of them, or those that stand at one point."""
    campaign = _read(request, uuid)
    found = _messages(request, campaign)
    if state not in {"", *MessageState}:
        raise NotFoundError
    if state:
        found = found.filter(state=state)
    shown = leaf(request, found.order_by("pk"))
    context = {
        "campaign": campaign,
        "rows": showing.rows(shown.object_list),
        "leaf": shown,
        "state": MessageState(state).label[current_language()] if state else "",
    }
    return page(request, "outreach/sending/messages.html", context)


@require_safe
@staff_page
def message(request: StaffRequest, uuid: UUID, number: UUID) -> HttpResponse:
    """All that happened to one message; if nobody could tell, the two buttons that say."""
    campaign = _read(request, uuid)
    shown = _message(request, campaign, number)
    lang = current_language()
    context = {
        "campaign": campaign,
        "message": shown,
        "name": shown.recipient.name or shown.recipient.organisation or shown.recipient.email or "–",
        "state": MessageState(shown.state).label[lang],
        "history": showing.history(shown),
        "uncertain": shown.state == MessageState.UNCERTAIN,
        "as_sent": AS_SENT,
        "as_not_sent": AS_NOT_SENT,
    }
    return page(request, "outreach/sending/message.html", context)


@require_POST
@staff_page
def settle(request: StaffRequest, uuid: UUID, number: UUID) -> HttpResponse:
    """Say whether an uncertain message left."""
    campaign = _read(request, uuid)
    found = _message(request, campaign, number)
    said = request.POST.get("said", "")
    if said not in {AS_SENT, AS_NOT_SENT}:
        return redirect("sending:message", campaign.uuid, found.uuid)
    as_sent = said == AS_SENT
    return _done(request, campaign, "settle", sending.settle, message=found, as_sent=as_sent)


def _read(request: StaffRequest, uuid: UUID) -> Campaign:
    return campaign_to_read(viewer=request.staff, uuid=uuid, at=request.now)


def _messages(request: StaffRequest, campaign: Campaign) -> QuerySet[Message]:
    known = recipients_to_read(viewer=request.staff, campaign=campaign, at=request.now)
    found = Message.objects.filter(campaign=campaign, recipient__in=known)
    return found.select_related("recipient", "campaign")


def _message(request: StaffRequest, campaign: Campaign, number: UUID) -> Message:
    return only_one(_messages(request, campaign).filter(uuid=number))


def _reached(campaign: Campaign) -> int:
    reached = Recipient.objects.filter(campaign=campaign, verdict__in=sending.MAY_LEAVE)
    return reached.exclude(email="").values("email").distinct().count()


def _state(request: StaffRequest, campaign: Campaign, problem: str = "", status: int = 200) -> HttpResponse:
    here, lang = CampaignState(campaign.state), current_language()
    mine = is_authors(request, campaign)
    begun = here in sending.BEGUN
    uncertain = _messages(request, campaign).filter(state=MessageState.UNCERTAIN)
    stops = [each[lang] for each in may_go(campaign, request.now)] if here is not CampaignState.PAUSED else []
    context: dict[str, Any] = {
        "campaign": campaign,
        "state": here.label[lang],
        "by_email": campaign.means == Means.EMAIL,
        "begun": begun,
        "since": moment(campaign.started_at) if campaign.started_at else "",
        "until": moment(campaign.finished_at) if campaign.finished_at else "",
        "counts": showing.counts(campaign, mine=mine),
        "uncertain": showing.rows(uncertain.order_by("pk")[:50]),
        "stops": stops if here is CampaignState.SENDING or not begun else [],
        "mine": mine,
        "can_start": mine and here is CampaignState.READY and not stops,
        "can_test": mine and not begun,
        "can_pause": here is CampaignState.SENDING,
        "can_resume": mine and here is CampaignState.PAUSED,
        "can_cancel": here in sending.UNDER_WAY,
        "problem": problem,
    }
    return page(request, "outreach/sending/state.html", context, status)


def _done(
    request: StaffRequest,
    campaign: Campaign,
    texts: str,
    do: Callable[..., object],
    **about: Any,  # noqa: ANN401  whatever the operation takes
) -> HttpResponse:
    """Do what a button asks, to the campaign unless more is told; what is refused is told on the page."""
    try:
        do(by=request.staff, now=request.now, **(about or {"campaign": campaign}))
    except RefusedError:
        raise
    except PeopleError as problem:
        campaign.refresh_from_db()
        return _state(request, campaign, problem.message[current_language()], 409)
    tell(request, f"sending.{texts}.done")
    return redirect("sending:state", campaign.uuid)


def _confirmed(
    request: StaffRequest,
    campaign: Campaign,
    texts: str,
    do: Callable[..., object],
    *,
    values: dict[str, str] | None = None,
    grave: bool = False,
) -> HttpResponse:
    home = reverse("sending:state", args=[campaign.uuid])

    def act(_: dict[str, Any]) -> str:
        do(by=request.staff, campaign=campaign, now=request.now)
        return home

    around = FormPage(
        texts, back=home, room="sending", about=campaign.title, grave=grave, values=values or {}
    )
    return form_page(request, Confirm(sent(request)), around, act)
