"""All the consents of one client: read at once, and written at once, while the client is held."""

from __future__ import annotations

from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from balise.consent import models, noes, standings
from balise.consent.ledger import Position
from balise.consent.models import ConsentEvent, Standing
from balise.consent.words import NO, Channel

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from balise.consent.models import Purpose
    from balise.consent.standings import Refused
    from balise.people.models import Client

TICK = timedelta(microseconds=1)

_KEY = ["purpose", "channel", "client"]
_GROUND = ["at", "number", "day"]


class Book:
    """Where one client stands in everything. Worth nothing once the client is let go."""

    def __init__(self, client: Client) -> None:
        self.client = client
        kept = list(Standing.objects.filter(client=client))
        grounds: dict[int, list[models.Ground]] = {standing.pk: [] for standing in kept}
        for ground in models.Ground.objects.filter(standing__in=grounds) if kept else ():
            grounds[ground.standing_id].append(ground)
        self._positions = {
            (standing.purpose_id, Channel(standing.channel)): standings.position_of(
                standing, grounds[standing.pk]
            )
            for standing in kept
        }

    @property
    def purposes(self) -> set[int]:
        """The purposes of which anything was ever said."""
        return {purpose for purpose, _ in self._positions}

    def position(self, purpose: Purpose, channel: Channel) -> Position:
        """Where the client stands in this, by what was said of their own record."""
        return self._positions.get((purpose.pk, channel), Position())

    def heard(self, purpose: Purpose, channel: Channel) -> Position:
        """The same, counting what they, or an address of theirs, refused for more than one consent."""
        position = self.position(purpose, channel)
        return standings.with_refusals(position, self._refusals, purpose.pk, channel)

    def instant(self, purpose: Purpose, channel: Channel, now: datetime) -> datetime:
        """When something said now counts from: after all that was said before, even if the clock was set
        back.
        """
        position = self.heard(purpose, channel)
        said = (position.yes, position.no, position.asked, *position.grounds)
        return max([now, *(one.at + TICK for one in said if one)])

    def write(self, events: Sequence[ConsentEvent]) -> None:
        """Write events of this client, and what they change."""
        changed: dict[tuple[int, Channel], Position] = {}
        noes.remember(noes.of_event(event) for event in events if event.event in NO)
        for event in ConsentEvent.objects.bulk_create(events):
            key = (event.purpose_id, Channel(event.channel))
            before = self._positions.get(key, Position())
            changed.setdefault(key, before)
            self._positions[key] = standings.with_event(before, event)
        rows = {
            key: Standing(
                client=self.client,
                purpose_id=key[0],
                channel=key[1],
                **standings.columns(self._positions[key]),
            )
            for key in changed
        }
        Standing.objects.bulk_create(
            rows.values(),
            update_conflicts=True,
            unique_fields=_KEY,
            update_fields=list(standings.columns(Position())),
        )
        models.Ground.objects.bulk_create(
            (
                models.Ground(
                    standing=rows[key], basis=each.basis, at=each.at, number=each.number, day=each.day
                )
                for key, before in changed.items()
                for each in set(self._positions[key].grounds) - set(before.grounds)
            ),
            update_conflicts=True,
            unique_fields=["standing", "basis"],
            update_fields=_GROUND,
        )

    @cached_property
    def _refusals(self) -> list[Refused]:
        return standings.refusals_of(standings.records_of(self.client))
