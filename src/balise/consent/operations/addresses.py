"""A no said from an address: it holds for every record that shares it, also for one made later."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from balise.consent import entries, handovers, noes
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
    from balise.people.models import Staff


@operation
def unsubscribe_address(
    *,
    address_key: str,
    channel: Channel,
    purpose: Purpose | None,
    method: Method,
    now: datetime,
    uuid: UUID,
    by: Staff | None = None,
    said_by: Client | None = None,
) -> Refusal:
    """Obey a no from an address (`people.addresses.address_key`); without a purpose, for all of them.

    Nobody is asked who they are: whoever reads the mail of an address may stop what is sent to it, and
    whoever answers a phone that one of us called (`by`) may stop our calls. Where several have it, what is
    written for each says that it came from an address they share. `said_by` is who was addressed, should
    their file not have that address: it is their no as well.
    """
    if method not in (ON_THEIR_OWN if by is None else {Method.PHONE}):
        raise ConsentError("not_recordable")
    handovers.outwait(address=address_key)
    points = ContactPoint.objects.filter(key=address_key, kind=channel.contact_kind)
    whose = Q(pk__in=points.values("client")) | Q(pk=said_by.pk if said_by else None)
    clients = hold_clients(Client.objects.filter(whose))
    for client in clients:
        handovers.outwait(client=client)
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
            by=by, client=client, purpose=purpose, channel=channel, method=how, now=now, uuid=uuid
        )
    entries.unsubscribed(at=now, by=by, address=address_key, clients=clients, events=written, method=method)
    return refusal
