"""Where everyone stands for one campaign (a purpose, a channel, a day), read in one go for a million people.

The database does what `ledger.Position.state` says, in its own words; a property test compares the two.
"""

from __future__ import annotations

from bisect import bisect_left
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import (
    Aggregate,
    BigIntegerField,
    Case,
    Exists,
    F,
    Max,
    OuterRef,
    Q,
    TextField,
    Value,
    When,
)

from balise.consent.clocks import clocks_on
from balise.consent.many import facts_for
from balise.consent.models import Ground, Merge, Refusal, Standing
from balise.consent.queries import is_open
from balise.consent.words import NO, State
from balise.journal.pieces import pieces
from balise.people.models import ContactPoint

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.models import QuerySet
    from django.db.models.sql.compiler import SQLCompiler

    from balise.consent.models import Purpose
    from balise.consent.words import Basis, Channel
    from balise.policy.measures import Period

__all__ = ["campaign", "facts_for"]

_STATES = tuple(State)


def campaign(purpose: Purpose, channel: Channel, day: date) -> Mapping[int, State]:
    """The state of everyone of whom anything is known in this, by the key of their record; `day` is today, or
    one to come.

    Who is not in it is unknown, and gets nothing. A record that was merged is left out: it lives on as
    another. Before each message is handed over, `queries.may_reach` is asked again.
    """
    standings = Standing.objects.filter(purpose=purpose, channel=channel)
    states = _read(standings, day, clocks_on(day, channel))
    _obey_refusals(states, purpose, channel)
    for merged in Merge.objects.values_list("merged", flat=True):
        states.pop(merged, None)
    if is_open(purpose.pk):
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


def _read(
    standings: QuerySet[Standing], day: date, clocks: Mapping[Basis, Period | None]
) -> dict[int, State]:
    """The state of each client of these standings: as one number each, that holds both."""
    state = _state(day, clocks)
    listed = standings.aggregate(listed=_Listed(F("client_id") * len(_STATES) + state))["listed"]
    if not listed:
        return {}
    return {number // len(_STATES): _STATES[number % len(_STATES)] for number in map(int, listed.split(","))}


def _state(day: date, clocks: Mapping[Basis, Period | None]) -> Case:
    """The number of the state in `_STATES`: `Position.state`, as the database says it, what is most common
    first.
    """
    grounds = Ground.objects.filter(standing=OuterRef("pk"))
    stands = Q(pk__in=[])
    for basis, lasts in clocks.items():
        long_enough = Q() if lasts is None else Q(day=None) | Q(day__gte=_earliest(lasts, day))
        stands |= Q(basis=basis) & long_enough
    no_no = Q(no_at=None) | Q(yes_at__gt=F("no_at"))
    in_time = Q(yes_until=None) | Q(yes_until__gte=day)
    return Case(
        When(Q(yes_at__isnull=False) & no_no & in_time, then=_number(State.GIVEN)),
        *(When(Q(no_event=event) & ~no_no, then=_number(State(event.value))) for event in sorted(NO)),
        # From here on, no no stands, and no yes.
        When(Exists(grounds.filter(stands)), then=_number(State.IMPLIED)),
        When(Q(yes_at__isnull=False) | Exists(grounds), then=_number(State.EXPIRED)),
        When(asked_at__isnull=False, then=_number(State.ASKED)),
        default=_number(State.UNKNOWN),
        output_field=BigIntegerField(),
    )


def _number(state: State) -> Value:
    return Value(_STATES.index(state))


def _earliest(lasts: Period, day: date) -> date:
    """The first day on which a ground may have begun its clock and still stand on this day."""
    longest = int(lasts.about_days) + 40
    days = range(max(day.toordinal() - longest, 1), day.toordinal() + 1)
    place = bisect_left(days, day, key=lambda number: lasts.after(date.fromordinal(number)))
    return date.fromordinal(days[place])


def _obey_refusals(states: dict[int, State], purpose: Purpose, channel: Channel) -> None:
    """Put over the states what was refused for more than one consent: also for records made after an address
    said no, and for purposes added after someone refused them all.
    """
    alive = _alive()
    said: dict[int, datetime] = {}
    for client, at in _refused(purpose, channel):
        known = alive.get(client, client)
        said[known] = max(said.get(known, at), at)
    for client, (yes_at, no_at) in _last_said(said, purpose, channel).items():
        # As in `Position`: a yes has to be later, and of two noes the event is the one that is shown.
        if (yes_at and yes_at > said[client]) or (no_at and no_at >= said[client]):
            del said[client]
    states.update(dict.fromkeys(said, State.WITHDRAWN))


def _refused(purpose: Purpose, channel: Channel) -> Iterator[tuple[int, datetime]]:
    """Who refused, or has an address that did, and since when it counts for them."""
    refusals = Refusal.objects.filter(Q(purpose=None) | Q(purpose=purpose), channel=channel)
    found = refusals.order_by().values_list("client", "address").annotate(latest=Max("at"))
    latest: dict[str, datetime] = {}
    for client, address, at in found:
        if client is None:
            latest[address] = at
        else:
            yield client, at
    for keys in pieces(latest):
        points = ContactPoint.objects.filter(key__in=keys)
        # Two spellings of one address are one, had since the first.
        had = points.order_by(F("added_at").desc(nulls_last=True)).values_list("client", "key", "added_at")
        since = {(client, key): added_at for client, key, added_at in had}
        for (client, key), added_at in since.items():
            yield client, max(latest[key], added_at or latest[key])


def _last_said(
    clients: Iterable[int], purpose: Purpose, channel: Channel
) -> dict[int, tuple[datetime | None, datetime | None]]:
    """When each of these clients last said yes, and no."""
    found = {}
    for asked in pieces(clients):
        some = Standing.objects.filter(purpose=purpose, channel=channel, client__in=asked)
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
