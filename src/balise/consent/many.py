"""What the ledger can tell decisions about many people: for each what `facts.facts_of` says, in few queries.

The words are those of the one: positions are read some hundred at a time, and told by the same functions.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from django.db.models import F

from balise.consent import models, standings
from balise.consent.clocks import clocks_on
from balise.consent.facts import Facts, facts_of
from balise.consent.ledger import Position
from balise.consent.models import ConsentEvent, Merge, Purpose, Refusal, Standing
from balise.consent.queries import consent_at
from balise.consent.standings import Refused
from balise.journal.pieces import pieces
from balise.people.models import Client, ContactPoint

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from datetime import date, datetime

    from balise.consent.words import Basis, Channel
    from balise.policy.measures import Period

_AT_ONCE = 450
"""Records read together: of everyone, not all stand in memory."""


def facts_for(
    purpose: Purpose, channel: Channel, day: date, clients: Collection[int] | None = None
) -> dict[int, Facts]:
    """For each of these records, by key, what `facts_of` says of it on this day, which is today or one to
    come; without `clients`, of everyone. A record that was merged answers as the one it lives on as.
    """
    known = _Ledger(purpose, channel, day)
    if clients is None:
        everyone = Client.objects.exclude(pk__in=Merge.objects.values("merged")).order_by("pk")
        asked: Iterable[int] = everyone.values_list("pk", flat=True).iterator()
    else:
        asked = clients
    found: dict[int, Facts] = {}
    for some in pieces(asked, _AT_ONCE):
        found |= known.facts(some)
    return found


class _Ledger:
    """The ledger, asked about one purpose and channel on one day."""

    def __init__(self, purpose: Purpose, channel: Channel, day: date) -> None:
        self._purpose = purpose
        self._channel = channel
        self._day = day
        self._clocks: Mapping[Basis, Period | None] = clocks_on(day, channel)
        self._purposes = Purpose.objects.in_bulk()

    def facts(self, asked: Collection[int]) -> dict[int, Facts]:
        people = standings.people_of(asked)
        records = dict(people.values())
        clients = {each.pk: each for each in Client.objects.only("birth_date").filter(pk__among=records)}
        positions = self._positions(records)
        events = self._events(positions)
        told = {
            pk: facts_of(
                client,
                [
                    consent_at(
                        self._purposes[of],
                        self._channel,
                        position,
                        day=self._day,
                        clocks=self._clocks,
                        events=events,
                    )
                    for of, position in positions[pk].items()
                ],
                purpose=self._purpose,
                channel=self._channel,
                day=self._day,
            )
            for pk, client in clients.items()
        }
        return {each: told[people[each][0]] for each in asked if people[each][0] in told}

    def _positions(self, records: Mapping[int, list[int]]) -> dict[int, dict[int, Position]]:
        """Of each person, where each purpose stands, refusals counted; this purpose is always there."""
        kept = Standing.objects.filter(channel=self._channel, client__among=records)
        grounds: defaultdict[int, list[models.Ground]] = defaultdict(list)
        for ground in models.Ground.objects.filter(standing__in=kept.values("pk")):
            grounds[ground.standing_id].append(ground)
        found = {client: {self._purpose.pk: Position()} for client in records}
        for standing in kept:
            position = standings.position_of(standing, grounds[standing.pk])
            found[standing.client_id][standing.purpose_id] = position
        for client, refusals in self._refusals(records).items():
            for of, position in found[client].items():
                found[client][of] = standings.with_refusals(position, refusals, of, self._channel)
        return found

    def _refusals(self, records: Mapping[int, list[int]]) -> dict[int, list[Refused]]:
        """What each person refused for more than one consent, or an address of theirs (as `refusals_of`)."""
        person = {record: client for client, all_of_them in records.items() for record in all_of_them}
        points = ContactPoint.objects.filter(client__among=person)
        # Two spellings of one address are one, had since the first: the last one read counts.
        had = points.order_by(F("added_at").desc(nulls_last=True)).values_list("client", "key", "added_at")
        since: defaultdict[str, dict[int, datetime | None]] = defaultdict(dict)
        for record, key, added_at in had:
            since[key][person[record]] = added_at
        here = Refusal.objects.filter(channel=self._channel)
        # Each by its own index: of "either" PostgreSQL reads the whole table.
        of_addresses, of_clients = (
            here.filter(address__in=points.values("key")),
            here.filter(client__among=person),
        )
        found: defaultdict[int, list[Refused]] = defaultdict(list)
        for client, address, of, at in of_addresses.union(of_clients, all=True).values_list(
            "client", "address", "purpose", "at"
        ):
            if client is not None:
                found[person[client]].append(Refused(of, self._channel, at))
                continue
            for owner, added_at in since[address].items():
                found[owner].append(Refused(of, self._channel, max(at, added_at or at)))
        return found

    def _events(self, positions: Mapping[int, Mapping[int, Position]]) -> dict[int, ConsentEvent]:
        """What the consents to this purpose rest on. Their wordings, which are long, stay where they are."""
        here = (each[self._purpose.pk] for each in positions.values())
        numbers = {number for position in here for number in _numbers(position)}
        events = ConsentEvent.objects.only("grantor", "basis_day").filter(pk__among=numbers)
        return {each.pk: each for each in events}


def _numbers(position: Position) -> Iterator[int]:
    """The events of the yes and of the grounds: of a no, nothing more is asked."""
    parts = (position.yes, *position.grounds)
    return (part.number for part in parts if part is not None)
