"""Reading consents: where they stand now, on any day, and as we knew it then.

What is asked before something is sent (`may_reach`, `campaigns`) is read fresh each time. Staff read through
`read_consents`, which asks their permission and notes the reading.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from balise.consent import entries, standings
from balise.consent.clocks import clocks_on
from balise.consent.errors import ConsentError
from balise.consent.ledger import Position
from balise.consent.models import ConsentEvent, Evidence, Ground, Notice, PreferenceLink, Purpose, Standing
from balise.consent.words import Basis, Channel, State
from balise.people.access import Act
from balise.people.doors import get_or_hidden, noting_refusals
from balise.people.errors import NotFoundError
from balise.people.models import Client, ContactPoint
from balise.people.periods import day_of, last_instant

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import date, datetime
    from uuid import UUID

    from balise.consent.standings import Refused
    from balise.people.models import Staff
    from balise.policy.measures import Period

__all__ = [
    "Consent",
    "ConsentFile",
    "PastDay",
    "consent_at",
    "consents_of",
    "consents_on",
    "history_of",
    "is_open",
    "link_of",
    "link_that_stops",
    "links_in_force",
    "may_reach",
    "notice_in_force",
    "open_purposes",
    "purpose_of",
    "read_consents",
    "read_consents_on",
    "read_paper",
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
    event: ConsentEvent | None
    """The event that says so; None when it was refused for more than this: from an address, or for good."""

    @property
    def notice(self) -> Notice | None:
        """The wording that was shown."""
        return self.event.notice if self.event else None


@dataclass(frozen=True, slots=True)
class ConsentFile:
    """All that is known of one client's consents."""

    client: Client
    consents: tuple[Consent, ...]
    history: tuple[ConsentEvent, ...]


@dataclass(frozen=True, slots=True)
class PastDay:
    """Where one client's consents stood on a day: what held, as we know it now, and what we knew then."""

    client: Client
    held: tuple[Consent, ...]
    known: tuple[Consent, ...]


def purpose_of(code: str) -> Purpose:
    """Return the purpose of this code. Raise `ConsentError`."""
    try:
        return Purpose.objects.get(code=code)
    except Purpose.DoesNotExist:
        raise ConsentError("unknown_purpose") from None


def open_purposes() -> tuple[Purpose, ...]:
    """What someone may agree to now."""
    return tuple(Purpose.objects.filter(closed_at=None).order_by("code"))


def is_open(purpose: int) -> bool:
    """Whether the purpose of this key still lets something out: read fresh, whatever was loaded before."""
    return Purpose.objects.filter(pk=purpose, closed_at=None).exists()


def notice_in_force(purpose: Purpose, language: str) -> Notice | None:
    """The wording to show now; None before one is written."""
    return Notice.objects.filter(purpose=purpose, language=language).order_by("-version").first()


def consents_of(client: Client, day: date) -> tuple[Consent, ...]:
    """Where this client's consents stand, read from what is kept; `day` is today, or one to come."""
    client, records = standings.person_of(client)
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
    return _consents(positions, standings.refusals_of(records), day)


def consents_on(client: Client, day: date, known_by: datetime | None = None) -> tuple[Consent, ...]:
    """Where they stood on a past day, by folding events again: as we know it now, or as we knew it then.

    Of records that are known to be one person's and were not merged yet on that day, the strictest counts.
    """
    evening = last_instant(day)
    until = min(evening, known_by) if known_by else evening
    client = standings.living(client, known_by)
    records = standings.records_of(client, known_by)
    events = ConsentEvent.objects.filter(client__in=records, effective_at__lte=evening).order_by("pk")
    if known_by is not None:
        events = events.filter(recorded_at__lte=known_by)
    told: defaultdict[int, dict[tuple[int, Channel], Position]] = defaultdict(dict)
    for event in events:
        key = (event.purpose_id, Channel(event.channel))
        told[event.client_id][key] = standings.with_event(told[event.client_id].get(key, Position()), event)
    positions = told[client.pk]
    for record in set(records) - set(standings.records_of(client, until)):
        for key, position in told[record].items():
            positions[key] = positions.get(key, Position()).refused_with(position)
    refusals = [each for each in standings.refusals_of(records) if each.at <= until]
    return _consents(positions, refusals, day)


def history_of(client: Client) -> tuple[ConsentEvent, ...]:
    """All that happened, the latest first; of every record that was merged into this one."""
    records = standings.records_of(standings.living(client))
    events = ConsentEvent.objects.filter(client__in=records)
    events = events.select_related("purpose", "notice", "recorded_by", "party", "evidence", "client")
    return tuple(events.defer("evidence__content").order_by("-effective_at", "-pk"))


@noting_refusals
def read_consents(*, viewer: Staff, uuid: UUID, at: datetime) -> ConsentFile:
    """Open a client's consents. Raise `NotFoundError` or `NotAllowedError`; both are noted."""
    client = _opened(viewer, uuid, at)
    return ConsentFile(client, consents_of(client, day_of(at)), history_of(client))


@noting_refusals
def read_consents_on(*, viewer: Staff, uuid: UUID, day: date, at: datetime) -> PastDay:
    """Open a client's consents as of the end of a day. Raise what `read_consents` raises; noted alike."""
    client = _opened(viewer, uuid, at)
    evening = last_instant(day)
    return PastDay(client, consents_on(client, day), consents_on(client, day, evening))


@noting_refusals
def read_paper(*, viewer: Staff, uuid: UUID, event: UUID, at: datetime) -> Evidence:
    """Open the form that one of a client's consents was given on. Raise what `read_consents` raises; noted
    alike.
    """
    client = _opened(viewer, uuid, at)
    said = ConsentEvent.objects.filter(client__in=standings.records_of(client), uuid=event)
    paper: Evidence | None = Evidence.objects.filter(pk__in=said.values("evidence")).first()
    if paper is None:
        raise NotFoundError
    return paper


def _opened(viewer: Staff, uuid: UUID, at: datetime) -> Client:
    alive = standings.living_uuid(uuid)
    client = get_or_hidden(Client, alive, viewer=viewer, at=at, act=Act.READ_CONSENTS)
    entries.consents_read(at=at, by=viewer, client=client)
    return client


def may_reach(client: Client, purpose: Purpose, channel: Channel, at: datetime) -> State:
    """Where it stands at this instant: asked again for each message, as it is handed over.

    A purpose that was closed lets nothing out any more.
    """
    today = day_of(at)
    position = standings.position_with_refusals(client, purpose, channel)
    state = position.state(today, clocks_on(today, channel))
    # Asked only of what would go out: a no needs no more looking.
    if state.allows and not is_open(purpose.pk):
        return State.EXPIRED
    return state


def link_of(secret: str, now: datetime) -> PreferenceLink | None:
    """The link of this secret, while it leads somewhere. Unknown, ended and revoked answer alike, and so
    does one sent to an address that the client has left: someone else may read there by now.
    """
    found = PreferenceLink.objects.filter(
        secret_hash=PreferenceLink.hash_of(secret), revoked_at=None, expires_at__gt=now
    )
    for link in found.select_related("client", "purpose"):
        _, records = standings.person_of(link.client)
        still_theirs = ContactPoint.objects.filter(client__in=records, key=link.address)
        if not link.address or still_theirs.exists():
            return link
    return None


def link_that_stops(secret: str) -> PreferenceLink | None:
    """The link whose message one click stops by this secret. Neither its end nor its revocation matters: a
    no is never too late, and that the page is closed takes nobody's no away.
    """
    found = PreferenceLink.objects.filter(unsubscribe_hash=PreferenceLink.hash_of(secret))
    return found.select_related("client", "purpose").first()


def links_in_force(client: Client, now: datetime) -> tuple[PreferenceLink, ...]:
    """The links that open this person's page now, the newest first."""
    _, records = standings.person_of(client)
    keys = ContactPoint.objects.filter(client__in=records).values("key")
    found = PreferenceLink.objects.filter(
        Q(address="") | Q(address__in=keys), client__in=records, revoked_at=None, expires_at__gt=now
    )
    return tuple(found.select_related("purpose").order_by("-made_at", "-pk"))


def _consents(
    positions: Mapping[tuple[int, Channel], Position], refusals: Collection[Refused], day: date
) -> tuple[Consent, ...]:
    clocks = {channel: clocks_on(day, channel) for channel in Channel}
    purposes = {each.pk: each for each in Purpose.objects.order_by("code")}
    asked = set(positions) | {
        (pk, refusal.channel)
        for refusal in refusals
        for pk in ([refusal.purpose] if refusal.purpose else purposes)
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
        consent_at(purposes[pk], channel, found[pk, channel], day=day, clocks=clocks[channel], events=events)
        for pk, channel in sorted(found, key=lambda key: (order[0].index(key[0]), order[1].index(key[1])))
    )


def _numbers(position: Position) -> Iterable[int]:
    parts = (position.yes, position.no, position.asked, *position.grounds)
    return (part.number for part in parts if part and part.number)


def consent_at(
    purpose: Purpose,
    channel: Channel,
    position: Position,
    *,
    day: date,
    clocks: Mapping[Basis, Period | None],
    events: Mapping[int, ConsentEvent],
) -> Consent:
    """What a position amounts to on this day; `events` are those it may rest on, by their numbers."""
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
        return Consent(purpose, channel, state, kind, basis, None, ends, None)
    return Consent(purpose, channel, state, kind, basis, at, ends, events.get(number))
