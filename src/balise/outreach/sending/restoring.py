"""After a restore: what was about to leave when the backup was made may have left since."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from balise.journal.pieces import pieces
from balise.outreach import entries
from balise.outreach.models import Campaign, Message, MessageEvent
from balise.outreach.words import CampaignState, MessageEventKind, MessageState
from balise.people.doors import operation

if TYPE_CHECKING:
    from datetime import datetime

RESTORED = "restored"
"""Why nobody can tell of a message."""


class Doubtful(NamedTuple):
    """How many campaigns are paused, and of how many messages nobody can tell."""

    campaigns: int
    messages: int


@operation
def pause_restored(*, now: datetime) -> Doubtful:
    """Pause every campaign that was under way, and call what waited in it uncertain: none of it leaves again
    by itself, and a person, or a mail server's log, says what did. A second time does nothing.
    """
    campaigns = messages = 0
    under_way = Campaign.objects.filter(state__in=[CampaignState.SENDING, CampaignState.PAUSED])
    for campaign in under_way.select_for_update(of=("self",)).order_by("pk"):
        doubtful = _make_uncertain(campaign, now)
        if campaign.state == CampaignState.PAUSED and not doubtful:
            continue
        campaign.state = CampaignState.PAUSED
        campaign.save(update_fields=["state"])
        entries.note("sending_restored", at=now, by=entries.RESTORE, about=campaign, messages=doubtful)
        campaigns, messages = campaigns + 1, messages + doubtful
    return Doubtful(campaigns, messages)


def _make_uncertain(campaign: Campaign, now: datetime) -> int:
    waiting = [state for state in MessageState if state.waits]
    found = list(Message.objects.filter(campaign=campaign, state__in=waiting).values_list("pk", flat=True))
    for some in pieces(found):
        Message.objects.filter(pk__in=some).update(
            state=MessageState.UNCERTAIN, reason=RESTORED, worker="", held_until=None
        )
        MessageEvent.objects.bulk_create(
            MessageEvent(message_id=pk, kind=MessageEventKind.UNCERTAIN, detail=RESTORED, at=now)
            for pk in some
        )
    return len(found)
