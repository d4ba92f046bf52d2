"""The steps of a campaign, as a list of tasks: each with where it stands, and the way to its page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from balise.outreach.campaigns.checklist import checklist
from balise.outreach.campaigns.facts import asked_now
from balise.outreach.campaigns.fingerprints import is_stale
from balise.outreach.campaigns.going import approval_in_force
from balise.outreach.doors import BEFORE_SENDING
from balise.outreach.models import Content, Screening
from balise.outreach.words import Audience, CampaignState, Means
from balise.policy import SituationError
from balise.theme.language import current_language
from balise.theme.texts import t

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from balise.outreach.models import Campaign


def steps(campaign: Campaign, now: datetime) -> list[dict[str, str]]:
    """What there is to do, in its order: each with where it stands and a way to its page."""
    return list(_steps(campaign, now))


def _steps(campaign: Campaign, now: datetime) -> Iterator[dict[str, str]]:
    listed, state = campaign.audience != Audience.PUBLIC, CampaignState(campaign.state)
    ended = state in {CampaignState.FINISHED, CampaignState.CANCELLED}
    languages = Content.objects.filter(campaign=campaign).count()
    yield _step(
        "content", "campaigns:contents", campaign, "written" if languages else "to_write", bool(languages)
    )
    if listed:
        screening = Screening.objects.filter(campaign=campaign).first()
        stale = screening is not None and not ended and is_stale(campaign, screening)
        chosen = campaign.list_file_id is not None or campaign.audience == Audience.CLIENTS
        yield _step("list", "audience:list", campaign, "chosen" if chosen else "to_choose", chosen)
        yield _step(
            "screening",
            "screening:result",
            campaign,
            "to_screen" if screening is None else "to_screen_again" if stale else "screened",
            screening is not None and not stale,
        )
    asked = _asked_count(campaign, now)
    yield _step("facts", "campaigns:facts", campaign, "to_answer" if asked else "answered", not asked)
    left = sum(not item.done for item in checklist(campaign, now))
    yield _step("checklist", "campaigns:checklist", campaign, "open" if left else "complete", not left)
    submitted = state not in {CampaignState.DRAFT, CampaignState.CANCELLED}
    yield _step("approval", "campaigns:submit", campaign, _approval(campaign, now), submitted)
    if campaign.means == Means.EMAIL:
        yield _step("sending", "sending:state", campaign, _leaving(campaign), ended)
    elif listed:
        yield _step("export", "exports:start", campaign, _leaving(campaign), ended)
    if state not in BEFORE_SENDING and listed:
        yield _step("report", "reports:campaign", campaign, "to_read", done=False)


def _step(name: str, address: str, campaign: Campaign, status: str, done: bool) -> dict[str, str]:  # noqa: FBT001  read beside its name
    lang = current_language()
    return {
        "title": t(f"campaigns.steps.{name}", lang),
        "hint": t(f"campaigns.steps.{name}_hint", lang),
        "href": reverse(address, args=[campaign.uuid]),
        "status": t(f"campaigns.steps.{status}", lang),
        "colour": "" if done else "blue",
    }


def _asked_count(campaign: Campaign, now: datetime) -> int:
    try:
        return len(asked_now(campaign, now))
    except SituationError:
        return 1  # the answers contradict one another: one is to be changed


def _approval(campaign: Campaign, now: datetime) -> str:
    match CampaignState(campaign.state):
        case CampaignState.DRAFT | CampaignState.CANCELLED:
            return "not_submitted"
        case CampaignState.SUBMITTED:
            return "waits"
        case _:
            return "approved" if approval_in_force(campaign, now) else "submitted"


def _leaving(campaign: Campaign) -> str:
    match CampaignState(campaign.state):
        case CampaignState.FINISHED:
            return "over"
        case CampaignState.CANCELLED:
            return "called_off"
        case CampaignState.PAUSED:
            return "paused"
        case CampaignState.SENDING:
            return "under_way"
        case _:
            # Taken out bit by bit, it stays ready until its author says that it is over.
            return "under_way" if campaign.started_at else "not_over"
