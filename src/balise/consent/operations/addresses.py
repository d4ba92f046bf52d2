"""A no said from an address: it holds for every record that shares it, also for one made later."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from balise.consent import entries
from balise.consent.book import TICK
from balise.consent.errors import ConsentError
from balise.consent.models import AddressRefusal, ConsentEvent, Standing
from balise.consent.operations.common import ON_THEIR_OWN, hold_clients
from balise.consent.operations.recording import withdraw_all
from balise.people.doors import operation
from balise.people.models import Client, ContactPoint

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from uuid import UUID

    from balise.consent.models import Purpose
    from balise.consent.words import Channel, Method


@operation
def unsubscribe_address(
    *,
    address_key: str,
    channel: Channel,
    purpose: Purpose | None,
    method: Method,
    now: datetime,
    uuid: UUID,
) -> AddressRefusal:
    """Obey a no from an address (`people.addresses.address_key`); without a purpose, for all of them.

    Nobody is asked who they are: whoever reads the mail of an address may stop what is sent to it.
    """
    if method not in ON_THEIR_OWN:
        raise ConsentError("not_recordable")
    points = ContactPoint.objects.filter(key=address_key, kind=channel.contact_kind)
    clients = hold_clients(Client.objects.filter(pk__in=points.values("client")))
    refusal: AddressRefusal
    refusal, new = AddressRefusal.objects.get_or_create(
        uuid=uuid,
        defaults={
            "address": address_key,
            "channel": channel,
            "purpose": purpose,
            "at": _after_each_yes(clients, channel, purpose, now),
        },
    )
    if not new:
        same = (address_key, channel, purpose and purpose.pk)
        if (refusal.address, refusal.channel, refusal.purpose_id) != same:
            raise ConsentError("uuid_taken")
        return refusal
    written: list[ConsentEvent] = []
    for client in clients:
        written += withdraw_all(
            by=None, client=client, purpose=purpose, channel=channel, method=method, now=now, uuid=uuid
        )
    entries.unsubscribed(at=now, address=address_key, clients=clients, events=written, method=method)
    return refusal


def _after_each_yes(
    clients: Iterable[Client], channel: Channel, purpose: Purpose | None, now: datetime
) -> datetime:
    """Now, or right after the latest yes that it takes back, should the clock have been set back."""
    which = Q(client__in=clients, channel=channel) & (Q(purpose=purpose) if purpose else Q())
    said = Standing.objects.filter(which, yes_at__gte=now).values_list("yes_at", flat=True)
    return max([now, *(at + TICK for at in said if at)])
