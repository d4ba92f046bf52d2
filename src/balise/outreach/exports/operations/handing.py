"""What goes to listmonk, and the noes that come back from it.

Noes are read first, so that nobody who unsubscribed there is given out again. Nothing is held in the database
while listmonk is spoken to: what it did not take is told, and the same export given again gives the same
people.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import uuid5

from django.db.models import Max

from balise.consent.models import Refusal
from balise.consent.operations import unsubscribe_address
from balise.consent.words import Channel, Method
from balise.journal.pieces import pieces
from balise.outreach.exports.listmonk import Listmonk, ListmonkError, is_configured, listmonk
from balise.outreach.exports.operations.exporting import Exported, demand_export, export
from balise.outreach.exports.places import named
from balise.outreach.exports.words import Form
from balise.outreach.models import Campaign, Message, MessageEvent
from balise.outreach.screening.asking_again import answers
from balise.outreach.words import Means, MessageEventKind, MessageState
from balise.people.addresses import address_key
from balise.people.doors import operation
from balise.people.words import ContactKind

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from balise.outreach.exports.listmonk import Member
    from balise.people.models import Staff

log = logging.getLogger(__name__)

LISTENED_TO = timedelta(days=180)
"""How long after a campaign began listmonk is asked who unsubscribed: its messages are still in mailboxes."""


def hand_over(*, by: Staff, campaign: Campaign, now: datetime) -> Exported:
    """Give a campaign to listmonk: those who may be written to now, and nobody else, are on its list.

    Raise `OutreachError` or a refusal. A `ListmonkError` after the export was written down says so.
    """
    client = listmonk()
    demand_export(by=by, campaign=campaign, form=Form.LISTMONK, now=now)
    list_id = client.list_for(campaign.uuid, campaign.title)
    members = _take_noes(client, campaign, list_id, now)
    done = export(by=by, campaign=campaign, form=Form.LISTMONK, now=now)
    allowed = {address_key(ContactKind.EMAIL, each.email) for each in done.recipients}
    client.remove(list_id, [each for each in members if _key(each) not in allowed])
    if done.recipients:
        client.put(list_id, ((each.email, named(each)) for each in done.recipients))
    taken = list(client.members(list_id))
    # Someone may have said no while the others were asked about, or while listmonk took them in.
    client.remove(list_id, _not_to_write_to(campaign, taken, now))
    if missing := allowed.difference(map(_key, taken)):
        raise ListmonkError("listmonk_took_fewer", missing=len(missing))
    return done


def take_noes(campaign: Campaign, now: datetime) -> None:
    """Obey who unsubscribed in listmonk, and take off its list whoever may not be written to any more, by
    what Balise knows now. Raise `ListmonkError`.
    """
    client = listmonk()
    list_id = client.list_for(campaign.uuid, campaign.title)
    members = _take_noes(client, campaign, list_id, now)
    # Who unsubscribed there stays on the list as such: that is why they are never put on it again.
    subscribed = [each for each in members if not (each.blocked or each.unsubscribed)]
    client.remove(list_id, _not_to_write_to(campaign, subscribed, now))


def take_all_noes(now: datetime) -> None:
    """The same, for every campaign that listmonk may still be sending, whatever became of it here."""
    if not is_configured():
        return
    given = MessageEvent.objects.filter(kind=MessageEventKind.EXPORTED, detail=Form.LISTMONK)
    recent = Campaign.objects.filter(means=Means.EMAIL, started_at__gt=now - LISTENED_TO)
    for campaign in recent.filter(pk__in=given.values("message__campaign")).order_by("pk"):
        try:
            take_noes(campaign, now)
        except ListmonkError as error:
            log.warning("listmonk was not read: %s", error.code)


def _take_noes(client: Listmonk, campaign: Campaign, list_id: int, now: datetime) -> list[Member]:
    """Obey the noes of a list, and return who is on it."""
    members = list(client.members(list_id))
    said_no = [each for each in members if each.blocked or each.unsubscribed]
    handed = _last_handed(campaign, [_key(each) for each in said_no])
    for each in said_no:
        _obey(member=each, campaign=campaign, handed=handed.get(_key(each)), now=now)
    return members


def _not_to_write_to(campaign: Campaign, members: Sequence[Member], now: datetime) -> list[Member]:
    """Those of them to whom nothing may be written now, and whoever we never gave out."""
    found = []
    for some in pieces(members):
        given = Message.objects.filter(
            campaign=campaign, state=MessageState.EXPORTED, address__in={_key(each) for each in some}
        ).select_related("recipient")
        recipients = {each.address: each.recipient for each in given}
        allowed = answers(campaign, recipients.values(), now)
        for each in some:
            recipient = recipients.get(_key(each))
            if recipient is None or not allowed[recipient.pk].allowed:
                found.append(each)
    return found


@operation
def _obey(*, member: Member, campaign: Campaign, handed: tuple[int, int] | None, now: datetime) -> None:
    """A no is told once for each time the person was handed over: after a new yes, it is a new no."""
    message, event = handed or (None, 0)
    said = uuid5(campaign.uuid, f"listmonk {member.id} {member.blocked} {event}")
    if Refusal.objects.filter(uuid=said).exists():
        return
    unsubscribe_address(
        address_key=_key(member),
        channel=Channel.EMAIL,
        purpose=None if member.blocked else campaign.purpose,
        method=Method.ONE_CLICK,
        now=now,
        uuid=said,
    )
    if message is not None:
        MessageEvent.objects.create(
            message_id=message, kind=MessageEventKind.UNSUBSCRIBED, detail=Form.LISTMONK, at=now
        )


def _last_handed(campaign: Campaign, keys: Collection[str]) -> dict[str, tuple[int, int]]:
    """By address: the message, and the last time it was given out."""
    found = {}
    for some in pieces(sorted(set(keys))):
        given = MessageEvent.objects.filter(
            message__campaign=campaign, message__address__in=some, kind=MessageEventKind.EXPORTED
        )
        for address, message, last in given.values_list("message__address", "message_id").annotate(Max("pk")):
            found[address] = (message, last)
    return found


def _key(member: Member) -> str:
    return address_key(ContactKind.EMAIL, member.email)
