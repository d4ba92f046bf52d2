"""Where everyone stands for one campaign (a purpose, a channel, a day), read in one go for a million people.

The database does what `ledger.Position.state` says, in its own words; a property test compares the two.
"""

from __future__ import annotations

from bisect import bisect_left
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Aggregate, Exists, F, Max, OuterRef, Q, TextField

from balise.consent.clocks import clocks_on
from balise.consent.models import AddressRefusal, Ground, Merge, Purpose, Standing
from balise.consent.words import NO, State
from balise.people.models import ContactPoint

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.models.sql.compiler import SQLCompiler

    from balise.consent.words import Basis, Channel
    from balise.policy.measures import Period

_AT_ONCE = 500
"""Keys in one query; SQLite takes no more than 999 parameters everywhere."""


def campaign(purpose: Purpose, channel: Channel, day: date) -> Mapping[int, State]:
    """The state of everyone of whom anything is known in this, by the key of their record; `day` is today, or
    one to come.

    Who is not in it is unknown, and gets nothing. A record that was merged is left out: it lives on as
    another. Before each message is handed over, `queries.may_reach` is asked again.
    """
    standings = Standing.objects.filter(purpose=purpose, channel=channel)
    states: dict[int, State] = {}
    for name, clients in standings.aggregate(**_listed(day, clocks_on(day, channel))).items():
        if clients:
            states.update(dict.fromkeys(map(int, clients.split(",")), State(name)))
    _obey_addresses(states, purpose, channel)
    for merged in Merge.objects.values_list("merged", flat=True):
        states.pop(merged, None)
    if Purpose.objects.filter(pk=purpose.pk, closed_at=None).exists():
        return states
    return {client: State.EXPIRED if state.allows else state for client, state in states.items()}


class _Listed(Aggregate):
    """The values as one text, with commas: a million rows, one by one, cost more than all the rest."""

    function = "GROUP_CONCAT"
    output_field = TextField()

    def as_postgresql(
        self,
        compiler: SQLCompiler,
        connection: BaseDatabaseWrapper,
        **more: Any,  # noqa: ANN401  Django's own
    ) -> tuple[str, Any]:
        """The same, in the words of PostgreSQL."""
        ours = self.copy()
        ours.template = "string_agg((%(expressions)s)::text, ',')"
        return ours.as_sql(compiler, connection, **more)


def _listed(day: date, clocks: Mapping[Basis, Period | None]) -> dict[str, _Listed]:
    """Whose state is which: `Position.state`, as the database says it. No row has two; none is unknown."""
    grounds = Ground.objects.filter(standing=OuterRef("pk"))
    stands = Q(pk__in=[])
    for basis, lasts in clocks.items():
        long_enough = Q() if lasts is None else Q(day=None) | Q(day__gte=_earliest(lasts, day))
        stands |= Q(basis=basis) & long_enough
    a_no = Q(no_at__isnull=False) & (Q(yes_at=None) | Q(yes_at__lte=F("no_at")))
    no_no = Q(no_at=None) | Q(yes_at__gt=F("no_at"))
    in_time = Q(yes_until=None) | Q(yes_until__gte=day)
    weaker = no_no & (Q(yes_at=None) | Q(yes_until__lt=day))
    nothing_stands = weaker & ~Exists(grounds.filter(stands))
    which = {
        **{State(event.value): a_no & Q(no_event=event) for event in NO},
        State.GIVEN: no_no & Q(yes_at__isnull=False) & in_time,
        State.IMPLIED: weaker & Exists(grounds.filter(stands)),
        State.EXPIRED: nothing_stands & (Q(yes_at__isnull=False) | Exists(grounds)),
        State.ASKED: nothing_stands & Q(yes_at=None, asked_at__isnull=False) & ~Exists(grounds),
    }
    return {state.value: _Listed("client_id", filter=condition) for state, condition in which.items()}


def _earliest(lasts: Period, day: date) -> date:
    """The first day on which a ground may have begun its clock and still stand on this day."""
    longest = int(lasts.about_days) + 40
    days = range(max(day.toordinal() - longest, 1), day.toordinal() + 1)
    place = bisect_left(days, day, key=lambda number: lasts.after(date.fromordinal(number)))
    return date.fromordinal(days[place])


def _obey_addresses(states: dict[int, State], purpose: Purpose, channel: Channel) -> None:
    """Put the refusals of addresses over the states: also for records made after the address said no."""
    refused = (
        AddressRefusal.objects.filter(Q(purpose=None) | Q(purpose=purpose), channel=channel)
        .order_by()
        .values_list("address")
        .annotate(latest=Max("at"))
    )
    if not (latest := dict(refused)):
        return
    alive = _alive()
    said: dict[int, datetime] = {}
    keys = list(latest)
    for start in range(0, len(keys), _AT_ONCE):
        points = ContactPoint.objects.filter(key__in=keys[start : start + _AT_ONCE])
        for client, key in points.values_list("client_id", "key"):
            known = alive.get(client, client)
            said[known] = max(said.get(known, latest[key]), latest[key])
    for client, (yes_at, no_at) in _last_said(said, purpose, channel).items():
        # As in `Position`: a yes has to be later, and of two noes the event is the one that is shown.
        if (yes_at and yes_at > said[client]) or (no_at and no_at >= said[client]):
            del said[client]
    states.update(dict.fromkeys(said, State.WITHDRAWN))


def _last_said(
    clients: Iterable[int], purpose: Purpose, channel: Channel
) -> dict[int, tuple[datetime | None, datetime | None]]:
    """When each of these clients last said yes, and no."""
    asked = list(clients)
    found = {}
    for start in range(0, len(asked), _AT_ONCE):
        some = Standing.objects.filter(
            purpose=purpose, channel=channel, client__in=asked[start : start + _AT_ONCE]
        )
        for client, yes_at, no_at in some.values_list("client_id", "yes_at", "no_at"):
            found[client] = (yes_at, no_at)
    return found


def _alive() -> dict[int, int]:
    """Each record that was merged, with the one that it lives on as."""
    into = dict(Merge.objects.values_list("merged", "kept"))

    def end(client: int) -> int:
        while client in into:
            client = into[client]
        return client

    return {client: end(client) for client in into}
