"""Where every request about a campaign enters: its author, and who reads or approves for its unit.

A campaign that the viewer may not know of, and one that does not exist, are the same error.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from balise.outreach.errors import OutreachError
from balise.outreach.models import Campaign, Recipient
from balise.outreach.words import Audience, CampaignState
from balise.people.access import Act, may, visible_clients, visible_units
from balise.people.doors import demand
from balise.people.errors import NotFoundError
from balise.people.models import Unit
from balise.people.operations.common import held
from balise.people.standing import Standing, standing_of
from balise.people.words import UnitKind

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from django.db.models import QuerySet

    from balise.people.models import Staff

BEFORE_SENDING = frozenset({CampaignState.DRAFT, CampaignState.SUBMITTED, CampaignState.READY})
"""While something can still be changed: what counts takes the campaign back to its draft."""


def visible_campaigns(viewer: Staff, at: datetime) -> QuerySet[Campaign]:
    """Their own, while they may still prepare some for that unit, and those of the units for which they read:
    who moved on leaves what they began behind.
    """
    mine = visible_units(viewer, at, Act.PREPARE_OUTREACH).values("pk")
    units = visible_units(viewer, at, Act.READ_OUTREACH).values("pk")
    return Campaign.objects.filter(author=viewer, unit__in=mine) | Campaign.objects.filter(unit__in=units)


def campaign_to_read(*, viewer: Staff, uuid: UUID, at: datetime) -> Campaign:
    """Return the campaign. Raise `NotFoundError`."""
    found = visible_campaigns(viewer, at).select_related("unit", "author", "purpose", "sender", "list_file")
    campaign: Campaign | None = found.filter(uuid=uuid).first()
    if campaign is None:
        raise NotFoundError
    return campaign


def recipients_to_read(*, viewer: Staff, campaign: Campaign, at: datetime) -> QuerySet[Recipient]:
    """Those of the campaign, less the clients whom this viewer may not know of at this moment: someone close
    to them, say, or a file that is not theirs any more. Its author is no exception.

    What stands on a list is known from the list, which names nobody as a client: were those left out whom we
    serve, the gap would name them.
    """
    found = Recipient.objects.filter(campaign=campaign)
    if campaign.audience != Audience.CLIENTS:
        return found
    return found.filter(client__in=visible_clients(viewer, at).values("pk"))


def hold_to_change(
    *, by: Staff, campaign: Campaign, at: datetime, states: frozenset[CampaignState]
) -> Campaign:
    """Hold the campaign, for its author, in one of these states. Raise `OutreachError`, or a refusal."""
    current = held(campaign)
    if current.author_id != by.pk:
        raise OutreachError("not_author") if sees(by, current, at) else NotFoundError
    demand(viewer=by, act=Act.PREPARE_OUTREACH, thing=current.unit, at=at)
    if current.state not in states:
        raise OutreachError("wrong_state")
    return current


def hold_to_stop(
    *, by: Staff, campaign: Campaign, at: datetime, states: frozenset[CampaignState]
) -> Campaign:
    """The same, for its author or whoever reads the campaigns of its unit: to stop what leaves must not wait
    for one person, who may be away, or gone. Raise `OutreachError`, or a refusal.
    """
    current = held(campaign)
    if not sees(by, current, at):
        raise NotFoundError
    if not visible_units(by, at, Act.READ_OUTREACH).filter(pk=current.unit_id).exists():
        demand(viewer=by, act=Act.PREPARE_OUTREACH, thing=current.unit, at=at)
    if current.state not in states:
        raise OutreachError("wrong_state")
    return current


def sees(viewer: Staff, campaign: Campaign, at: datetime) -> bool:
    return visible_campaigns(viewer, at).filter(pk=campaign.pk).exists()


def may_decide(viewer: Staff, campaign: Campaign, at: datetime) -> bool:
    """Whether they may approve it: never one of their own, nor one of whoever lent them the role they would
    use. Where the author holds a lent role, the alternate does.
    """
    author = frozenset({campaign.author_id})
    if viewer.pk in author:
        return False
    standing = standing_of(viewer, at, set_aside=author).without(author)
    return bool(may(standing, Act.APPROVE_OUTREACH, campaign.unit, at))


def demand_keeping(by: Staff, at: datetime) -> None:
    """Let through whoever keeps on whose behalf messages go out."""
    if not may_keep(by, at):
        demand(viewer=by, act=Act.KEEP_SENDING, thing=Unit.objects.get(kind=UnitKind.ORGANISATION), at=at)


def may_keep(viewer: Staff, at: datetime) -> bool:
    """Whether they keep the senders: for the whole organisation, or for a programme of theirs."""
    return visible_units(viewer, at, Act.KEEP_SENDING).exists()


def may_prepare(viewer: Staff | Standing, at: datetime) -> bool:
    """Whether they may begin a campaign somewhere."""
    return visible_units(viewer, at, Act.PREPARE_OUTREACH).exists()
