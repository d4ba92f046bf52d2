"""A no said from an address: it holds for every record that shares it, also for one made later."""

from __future__ import annotations

from typing import TYPE_CHECKING

from balise.consent import entries, noes
from balise.consent.errors import ConsentError
from balise.consent.models import ConsentEvent, Refusal
from balise.consent.operations.common import ON_THEIR_OWN, after_each_yes, hold_clients
from balise.consent.operations.recording import withdraw_all
from balise.consent.words import Method
from balise.people.doors import operation
from balise.people.models import Client, ContactPoint

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from balise.consent.models import Purpose
    from balise.consent.words import Channel


@operation
def unsubscribe_address(
    *,
    address_key: str,
    channel: Channel,
    purpose: Purpose | None,
    method: Method,
    now: datetime,
    uuid: UUID,
) -> Refusal:
    """Obey a no from an address (`people.addresses.address_key`); without a purpose, for all of them.

    Nobody is asked who they are: whoever reads the mail of an address may stop what is sent to it. Where
    several have it, what is written for each says that it came from an address they share.
    """
    if method not in ON_THEIR_OWN:
        raise ConsentError("not_recordable")
    points = ContactPoint.objects.filter(key=address_key, kind=channel.contact_kind)
    clients = hold_clients(Client.objects.filter(pk__in=points.values("client")))
    refusal: Refusal
    refusal, new = Refusal.objects.get_or_create(
        uuid=uuid,
        defaults={
            "address": address_key,
            "channel": channel,
            "purpose": purpose,
            "at": after_each_yes(clients, channel, purpose, now),
        },
    )
    if not new:
        same = (address_key, channel, purpose and purpose.pk)
        if (refusal.address, refusal.channel, refusal.purpose_id) != same:
            raise ConsentError("uuid_taken")
        return refusal
    noes.remember([noes.of_refusal(refusal)])
    written: list[ConsentEvent] = []
    how = method if len(clients) == 1 else Method.SHARED_ADDRESS
    for client in clients:
        written += withdraw_all(
            by=None, client=client, purpose=purpose, channel=channel, method=how, now=now, uuid=uuid
        )
    entries.unsubscribed(at=now, address=address_key, clients=clients, events=written, method=method)
    return refusal
