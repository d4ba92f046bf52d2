"""What a client does on their page: each in one transaction, in force when it returns, harmless again.

Nobody is asked who they are: who has the link may. What can be agreed to, the ledger knows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID, uuid5

from django.db.models import Max

from balise.consent import operations
from balise.consent.models import ConsentEvent
from balise.consent.operations.common import hold_client, hold_clients
from balise.consent.preferences import entries
from balise.consent.standings import mark_of, person_of, position_with_refusals
from balise.consent.words import YES, Channel, Event, Method
from balise.people.doors import operation
from balise.people.models import Client, ContactPoint
from balise.people.periods import day_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from balise.consent.models import Notice, PreferenceLink, Purpose
    from balise.people.words import Language


class ChangedMeanwhileError(Exception):
    """A no came since the page was shown, from another tab or by phone: look again, then answer."""


def last_no(client: Client, purpose: Purpose, channel: Channel) -> str:
    """What tells one refusal from the next: the page of a wording keeps it, to be compared when sent."""
    return mark_of(position_with_refusals(client, purpose, channel).no)


@operation
def say_yes(
    *,
    client: Client,
    purpose: Purpose,
    channel: Channel,
    notice: Notice,
    seen: str,
    uuid: UUID,
    now: datetime,
) -> ConsentEvent:
    """Agree, on the wording that was shown. `seen` is `last_no` when it was shown.

    Raise `ChangedMeanwhileError` when a no came after: an old page must not undo it. Raise `ConsentError`.
    """
    current = hold_client(client)
    known = ConsentEvent.objects.filter(uuid=uuid).exists()
    if not known and last_no(current, purpose, channel) != seen:
        raise ChangedMeanwhileError
    return operations.record_consent(
        by=None,
        client=current,
        purpose=purpose,
        channel=channel,
        event=Event.GIVEN,
        method=Method.PREFERENCE_PAGE,
        notice=notice,
        uuid=uuid,
        now=now,
    )


@operation
def say_no(
    *,
    client: Client,
    purpose: Purpose | None,
    channel: Channel | None,
    uuid: UUID,
    now: datetime,
    address: str = "",
    method: Method = Method.PREFERENCE_PAGE,
) -> None:
    """Take back or refuse one thing, or everything. It is never too late for that, nor refused.

    `address` is the key of the mailbox that the link went to, if it did: who reads there wants no such mail,
    under whatever name we know them. `method` is one of those by which people speak for themselves.
    """
    mailboxes = [address] if address and channel in {None, Channel.EMAIL} else []
    _stop(
        client=client,
        purpose=purpose,
        channel=channel,
        addresses=mailboxes,
        spread=Channel.EMAIL,
        method=method,
        uuid=uuid,
        now=now,
    )


@operation
def unsubscribe(*, link: PreferenceLink, now: datetime) -> None:
    """One click in a message: no more of that for this person, nor for whoever shares the address it went to.

    A repeat of the same day writes nothing, unless someone said yes in between.
    """
    channel = Channel(link.channel) if link.channel else None
    # What names no channel came by e-mail: it proves nothing of a phone or a street that others share.
    spread = channel or Channel.EMAIL
    addresses = [link.address] if link.address else _addresses(link.client, spread)
    uuid = uuid5(link.uuid, day_of(now).isoformat())
    _stop(
        client=link.client,
        purpose=link.purpose,
        channel=channel,
        addresses=addresses,
        spread=spread,
        method=Method.ONE_CLICK,
        uuid=uuid,
        now=now,
    )


@operation
def choose_language(*, client: Client, language: Language, now: datetime) -> None:
    """Say in which language one is written to."""
    current = hold_client(client)
    if current.language != language:
        current.language = language
        current.save(update_fields=["language"])
        entries.language_chosen(at=now, client=current)


def _stop(
    *,
    client: Client,
    purpose: Purpose | None,
    channel: Channel | None,
    addresses: Sequence[str],
    spread: Channel,
    method: Method,
    uuid: UUID,
    now: datetime,
) -> None:
    """Write the no of a person, and by one channel that of the addresses, for whoever shares them."""
    sharing = ContactPoint.objects.filter(key__in=addresses, kind=spread.contact_kind).values("client")
    # All at once, in the order in which everyone holds several: two of one household may click together.
    clients = hold_clients([client, *Client.objects.filter(pk__in=sharing)])
    operations.withdraw_consent(
        by=None, client=client, purpose=purpose, channel=channel, method=method, now=now, uuid=uuid
    )
    said = ConsentEvent.objects.filter(client__in=clients, channel=spread, event__in=YES)
    last_yes = said.aggregate(last=Max("pk"))["last"] or 0
    for address in addresses:
        operations.unsubscribe_address(
            address_key=address,
            channel=spread,
            purpose=purpose,
            method=method,
            now=now,
            uuid=uuid5(uuid, f"{address} {last_yes}"),
        )


def _addresses(client: Client, channel: Channel) -> list[str]:
    points = ContactPoint.objects.filter(client__in=person_of(client)[1], kind=channel.contact_kind)
    return list(points.order_by("key").values_list("key", flat=True).distinct())
