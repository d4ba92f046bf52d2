"""What this room writes in the journal: one function for each kind of entry.

`by` is a member of staff, or None when the person acted by themself: then they are the actor.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from balise.consent.words import NO, Event
from balise.journal.operations import record
from balise.people.entries import reference

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from balise.consent.models import ConsentEvent, Evidence, PreferenceLink, Purpose, Refusal
    from balise.consent.words import Method
    from balise.people.models import Client, Staff

CLOCK = "system:clock"
"""Who notes that a term ended."""
RESTORE = "restore"
"""Who notes that a no which the backup did not know is obeyed again."""


def purpose_added(*, at: datetime, by: Staff, purpose: Purpose) -> None:
    _record("purpose_added", at, reference(by), reference(purpose), fields={"code": purpose.code})


def purpose_closed(*, at: datetime, by: Staff, purpose: Purpose) -> None:
    _record("purpose_closed", at, reference(by), reference(purpose), fields={"code": purpose.code})


def notice_written(*, at: datetime, by: Staff, purpose: Purpose, version: int) -> None:
    _record("notice_written", at, reference(by), reference(purpose), fields={"version": version})


def evidence_kept(*, at: datetime, by: Staff, evidence: Evidence) -> None:
    fields = {"sha256": evidence.sha256}
    _record("evidence_kept", at, reference(by), f"evidence:{evidence.pk}", fields=fields)


def recorded(*, at: datetime, by: Staff | None, event: ConsentEvent) -> None:
    # A no is also taken from who was erased, about whom nothing personal can be noted.
    is_no = Event(event.event) in NO
    _record(
        "recorded",
        at,
        _actor(by, event.client),
        reference(event.client),
        fields={
            "event": event.event,
            "purpose": event.purpose.code,
            "channel": event.channel,
            "method": event.method,
            "grantor": None if is_no else event.grantor,
            "basis": None if is_no else event.basis or None,
        },
    )


def withdrawn(
    *,
    at: datetime,
    by: Staff | None,
    client: Client,
    events: Iterable[ConsentEvent],
    for_good: Iterable[Refusal],
    method: Method,
) -> None:
    """`for_good`: what holds for every purpose, also to come. No purpose has a star for a code."""
    consents = [*_consents(events), *(f"*:{refusal.channel}" for refusal in for_good)]
    fields = {"consents": consents, "method": method}
    _record("withdrawn", at, _actor(by, client), reference(client), fields=fields)


def unsubscribed(
    *,
    at: datetime,
    by: Staff | None,
    address: str,
    clients: Iterable[Client],
    events: Iterable[ConsentEvent],
    method: Method,
) -> None:
    _record(
        "unsubscribed",
        at,
        reference(by) if by else f"address:{address}",
        f"address:{address}",
        people={"clients": [reference(client) for client in clients]},
        fields={"consents": sorted(set(_consents(events))), "method": method},
    )


def expired(*, at: datetime, event: ConsentEvent) -> None:
    fields = {"purpose": event.purpose.code, "channel": event.channel}
    _record("expired", at, CLOCK, reference(event.client), fields=fields)


def refused_again(*, at: datetime, client: Client, events: Iterable[ConsentEvent]) -> None:
    _record("refused_again", at, RESTORE, reference(client), fields={"consents": _consents(events)})


def merged(
    *,
    at: datetime,
    by: Staff,
    kept: Client,
    merged: Client,
    events: Iterable[ConsentEvent],
    reason: str,
) -> None:
    _record(
        "merged",
        at,
        reference(by),
        reference(kept),
        people={"merged": reference(merged)},
        fields={"consents": _consents(events), "reason": reason},
    )


def found_distinct(*, at: datetime, by: Staff, first: Client, second: Client, reason: str) -> None:
    _record(
        "found_distinct",
        at,
        reference(by),
        reference(first),
        people={"other": reference(second)},
        fields={"reason": reason},
    )


def link_made(*, at: datetime, by: Staff | None, link: PreferenceLink) -> None:
    fields = {"expires_at": link.expires_at}
    _record("link_made", at, _actor(by, link.client), reference(link.client), fields=fields)


def link_revoked(*, at: datetime, by: Staff | None, link: PreferenceLink) -> None:
    _record("link_revoked", at, _actor(by, link.client), reference(link.client))


def links_revoked(*, at: datetime, by: Staff, client: Client, count: int) -> None:
    _record("links_revoked", at, reference(by), reference(client), fields={"count": count})


def consents_read(*, at: datetime, by: Staff, client: Client) -> None:
    _record("consents_read", at, reference(by), reference(client))


def _actor(by: Staff | None, client: Client) -> str:
    return reference(client if by is None else by)


def _consents(events: Iterable[ConsentEvent]) -> list[str]:
    return [f"{event.purpose.code}:{event.channel}" for event in events]


def _record(
    event: str,
    at: datetime,
    actor: str,
    thing: str,
    *,
    people: Mapping[str, str | Sequence[str]] | None = None,
    fields: Mapping[str, object] | None = None,
) -> None:
    record(kind=f"consent.{event}", at=at, actor=actor, object=thing, people=people, fields=fields)
