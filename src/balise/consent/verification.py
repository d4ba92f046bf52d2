"""Comparing what is kept of where people stand with what the events say: they can only differ when someone
reached into the tables.
"""

from __future__ import annotations

from balise.consent.models import ConsentEvent, Purpose
from balise.consent.standings import folded, position_now
from balise.consent.words import Channel
from balise.people.models import Client

LOOKED_AT = 500
"""Events, the latest, whose consents are compared."""

Key = tuple[int, int, str]


def differing(latest: int = LOOKED_AT) -> list[Key]:
    """The consents (client, purpose, channel) among the latest that do not stand where their events leave
    them.
    """
    said = ConsentEvent.objects.order_by("-pk").values_list("client", "purpose", "channel")[:latest]
    return [key for key in sorted(set(said)) if not _sound(*key)]


def _sound(client: int, purpose: int, channel: str) -> bool:
    events = ConsentEvent.objects.filter(client=client, purpose=purpose, channel=channel)
    kept = position_now(Client(pk=client), Purpose(pk=purpose), Channel(channel))
    return kept == folded(events)
