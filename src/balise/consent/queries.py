"""Reading consents: where they stand now, on any day, as we knew it then, and for a whole campaign.

What is asked before something is sent (`may_reach`, `campaign`) is read fresh each time. Staff read through
`read_consents`, which asks their permission and notes the reading.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from balise.consent import entries, standings
from balise.consent.campaigns import campaign
from balise.consent.clocks import clocks_on, start_of
from balise.consent.errors import ConsentError
from balise.consent.ledger import Position
from balise.consent.models import ConsentEvent, Ground, Notice, PreferenceLink, Purpose, Standing
from balise.consent.words import Basis, Channel, State
from balise.people.access import Act
from balise.people.doors import get_or_hidden, noting_refusals
from balise.people.models import Client
from balise.people.periods import day_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date, datetime
    from uuid import UUID

    from balise.people.models import Staff
    from balise.policy.measures import Period

__all__ = [
    "Consent",
    "ConsentFile",
    "campaign",
    "consents_of",
    "consents_on",
    "history_of",
    "link_of",
    "may_reach",
    "notice_in_force",
    "open_purposes",
    "purpose_of",
    "read_consents",
]


@dataclass(frozen=True, slots=True)
class Consent:
    """Where one consent stands on a day, and what that rests on."""

    purpose: Purpose
    channel: Channel
    state: State
    kind: str
    """`express`, `implied`, or empty when nothing was agreed to."""
    basis: Basis | None
    since: datetime | None
    ends: date | None
    """The last day it stands; None when no day is set."""
    notice: Notice | None
    event: ConsentEvent | None
    """The event that says so; None when an address refused, for whoever has it."""


@dataclass(frozen=True, slots=True)
class ConsentFile:
    """All that is known of one client's consents."""

    client: Client
    consents: tuple[Consent, ...]
    history: tuple[ConsentEvent, ...]


def purpose_of(code: str) -> Purpose:
    """Return the purpose of this code. Raise `ConsentError`."""
    try:
        return Purpose.objects.get(code=code)
    except Purpose.DoesNotExist:
        raise ConsentError("unknown_purpose") from None


def open_purposes() -> tuple[Purpose, ...]:
    """What someone may agree to now."""
    return tuple(Purpose.objects.filter(closed_at=None).order_by("code"))


def notice_in_force(purpose: Purpose, language: str) -> Notice | None:
    """The wording to show now; None before one is written."""
    return Notice.objects.filter(purpose=purpose, language=language).order_by("-version").first()


def consents_of(client: Client, day: date) -> tuple[Consent, ...]:
    """Where this client's consents stand, read from what is kept; `day` is today, or one to come."""
    client = standings.living(client)
    kept = Standing.objects.filter(client=client)
    grounds: defaultdict[int, list[Ground]] = defaultdict(list)
    for ground in Ground.objects.filter(standing__in=kept):
        grounds[ground.standing_id].append(ground)
    positions = {
        (standing.purpose_id, Channel(standing.channel)): standings.position_of(
            standing, grounds[standing.pk]
        )
        for standing in kept
    }
    return _consents(client, positions, day)


def consents_on(client: Client, day: date, known_by: datetime | None = None) -> tuple[Consent, ...]:
    """Where they stood on a past day, by folding events again: as we know it now, or as we knew it then."""
    client = standings.living(client)
    after = start_of(day + timedelta(days=1))
    events = ConsentEvent.objects.filter(client=client, effective_at__lt=after).order_by("pk")
    if known_by is not None:
        events = events.filter(recorded_at__lte=known_by)
    positions: defaultdict[tuple[int, Channel], Position] = defaultdict(Position)
    for event in events:
        key = (event.purpose_id, Channel(event.channel))
        positions[key] = standings.with_event(positions[key], event)
    limit = after - timedelta(microseconds=1)
    return _consents(client, positions, day, until=min(limit, known_by) if known_by else limit)


def history_of(client: Client) -> tuple[ConsentEvent, ...]:
    """All that happened, the latest first; of every record that was merged into this one."""
    records = standings.records_of(standings.living(client))
    events = ConsentEvent.objects.filter(client__in=records)
    events = events.select_related("purpose", "notice", "recorded_by", "party", "evidence", "client")
    return tuple(events.defer("evidence__content").order_by("-effective_at", "-pk"))


@noting_refusals
def read_consents(*, viewer: Staff, uuid: UUID, at: datetime) -> ConsentFile:
    """Open a client's consents. Raise `NotFoundError` or `NotAllowedError`; both are noted."""
    client = get_or_hidden(Client, uuid, viewer=viewer, at=at, act=Act.READ_CONSENTS)
    entries.consents_read(at=at, by=viewer, client=client)
    return ConsentFile(client, consents_of(client, day_of(at)), history_of(client))


def may_reach(client: Client, purpose: Purpose, channel: Channel, at: datetime) -> State:
    """Where it stands at this instant: asked again for each message, as it is handed over.

    A purpose that was closed lets nothing out any more.
    """
    client = standings.living(client)
    today = day_of(at)
    position = standings.position_with_refusals(client, purpose, channel)
    state = position.state(today, clocks_on(today, channel))
    # Asked only of what would go out: a no needs no more looking.
    if state.allows and not Purpose.objects.filter(pk=purpose.pk, closed_at=None).exists():
        return State.EXPIRED
    return state


def link_of(secret: str, now: datetime) -> PreferenceLink | None:
    """The link of this secret, while it leads somewhere. Unknown, ended and revoked answer alike."""
    found = PreferenceLink.objects.filter(
        secret_hash=PreferenceLink.hash_of(secret), revoked_at=None, expires_at__gt=now
    ).select_related("client", "purpose")
    return found.first()


def _consents(
    client: Client,
    positions: Mapping[tuple[int, Channel], Position],
    day: date,
    until: datetime | None = None,
) -> tuple[Consent, ...]:
    refusals = [each for each in standings.refusals_of(client) if until is None or each.at <= until]
    clocks = {channel: clocks_on(day, channel) for channel in Channel}
    purposes = {each.pk: each for each in Purpose.objects.order_by("code")}
    asked = set(positions) | {
        (pk, Channel(refusal.channel))
        for refusal in refusals
        for pk in ([refusal.purpose_id] if refusal.purpose_id else purposes)
    }
    found = {
        (pk, channel): standings.with_refusals(
            positions.get((pk, channel), Position()), refusals, pk, channel
        )
        for pk, channel in asked
    }
    numbers = {number for position in found.values() for number in _numbers(position)}
    events = ConsentEvent.objects.select_related("notice", "purpose").in_bulk(numbers)
    order = list(purposes), list(Channel)
    return tuple(
        _consent(purposes[pk], channel, found[pk, channel], day=day, clocks=clocks[channel], events=events)
        for pk, channel in sorted(found, key=lambda key: (order[0].index(key[0]), order[1].index(key[1])))
    )


def _numbers(position: Position) -> Iterable[int]:
    parts = (position.yes, position.no, position.asked, *position.grounds)
    return (part.number for part in parts if part and part.number)


def _consent(
    purpose: Purpose,
    channel: Channel,
    position: Position,
    *,
    day: date,
    clocks: Mapping[Basis, Period | None],
    events: Mapping[int, ConsentEvent],
) -> Consent:
    state = position.state(day, clocks)
    kind, basis, ends = "", None, None
    if position.standing_no is not None:
        at, number = position.standing_no.at, position.standing_no.number
    elif state is State.IMPLIED or (state is State.EXPIRED and position.yes is None):
        ground = position.best_ground(day, clocks)
        at, number = ground.at, ground.number
        kind, basis = "implied", ground.basis
        ends = ground.ends(clocks) if basis in clocks else None
    elif position.yes is not None:
        at, number = position.yes.at, position.yes.number
        kind, ends = "express", position.yes.until
    elif position.asked is not None:
        at, number = position.asked.at, position.asked.number
    else:
        return Consent(purpose, channel, state, kind, basis, None, ends, None, None)
    event = events.get(number)
    return Consent(purpose, channel, state, kind, basis, at, ends, event.notice if event else None, event)
