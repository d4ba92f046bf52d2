"""Clients: their file, their health apart from it, and the people close to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict, Unpack

from balise.people import entries
from balise.people.access import Act
from balise.people.addresses import address_key
from balise.people.doors import demand, operation
from balise.people.errors import PeopleError
from balise.people.models import Client, ClientHealth, ContactPoint, LinkedParty
from balise.people.operations.common import days, held
from balise.people.periods import day_of, not_over, overlapping
from balise.people.wording import PAGE, email_address, needed, optional, phone_number
from balise.people.words import ContactKind, Language, LinkKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date, datetime
    from uuid import UUID

    from balise.people.models import Staff, Unit

Contact = tuple[ContactKind, str]


class MoreFields(TypedDict, total=False):
    """What need not be known to open a file. `contacts` are all of them: those left out are removed."""

    preferred_name: str
    birth_date: date | None
    vulnerable: bool | None
    closed_date: date | None
    contacts: Iterable[Contact]


class ClientFields(MoreFields, total=False):
    """What can be written in a client's file."""

    full_name: str
    language: Language


class HealthFields(TypedDict, total=False):
    """What can be written about a client's health."""

    conditions: str
    treatments: str
    needs: str


@operation
def add_client(
    *,
    by: Staff,
    unit: Unit,
    uuid: UUID,
    full_name: str,
    language: Language,
    now: datetime,
    **fields: Unpack[MoreFields],
) -> Client:
    """Open a file. `uuid` is made by the caller, once a form or a row of an import, so that a repeat is
    known.
    """
    held(unit)
    demand(viewer=by, act=Act.ADD_CLIENT, thing=unit, at=now)
    if known := Client.objects.filter(uuid=uuid).first():
        # Only the one who sees the file learns that it is there.
        demand(viewer=by, act=Act.SEE, thing=known, at=now)
        return known
    client = Client(uuid=uuid, unit=unit)
    _write(client, {"full_name": full_name, "language": language, **fields}, now)
    client.save()
    _set_contacts(client, fields.get("contacts", ()), now)
    entries.client_added(at=now, by=by, client=client)
    return client


@operation
def change_client(*, by: Staff, client: Client, now: datetime, **fields: Unpack[ClientFields]) -> Client:
    """Correct or complete a file."""
    current = held(client)
    demand(viewer=by, act=Act.CHANGE, thing=current, at=now)
    changed = _write(current, fields, now)
    current.save()
    if "contacts" in fields and _set_contacts(current, fields["contacts"], now):
        changed.append("contacts")
    if changed:
        entries.client_changed(at=now, by=by, client=current, changed=sorted(changed))
    return current


@operation
def record_health(*, by: Staff, client: Client, now: datetime, **fields: Unpack[HealthFields]) -> None:
    """Write about a client's health: who may not read it may not write it."""
    current = held(client)
    demand(viewer=by, act=Act.CHANGE, thing=current, at=now)
    demand(viewer=by, act=Act.READ_HEALTH, thing=current, at=now)
    health, _ = ClientHealth.objects.get_or_create(client=current)
    changed = []
    for name, words in fields.items():
        kept = optional(str(words), at_most=PAGE)
        if getattr(health, name) != kept:
            setattr(health, name, kept)
            changed.append(name)
    if changed:
        health.save()
        entries.health_changed(at=now, by=by, client=client, changed=sorted(changed))


@operation
def link_party(
    *,
    by: Staff,
    client: Client,
    full_name: str,
    kind: LinkKind,
    now: datetime,
    staff: Staff | None = None,
    from_date: date | None = None,
    to_date: date | None = None,
) -> LinkedParty:
    """Note someone close to a client. If it is `staff`, one of ours, the file closes to that person at
    once.
    """
    held(client)
    demand(viewer=by, act=Act.CHANGE, thing=client, at=now)
    start, end = days(from_date=from_date, to_date=to_date, now=now)
    name = needed(full_name)
    known = LinkedParty.objects.filter(overlapping(start, end), client=client, kind=kind, full_name=name)
    if same := known.first():
        if same.staff_id == (staff.pk if staff else None):
            return same
        raise PeopleError("already_linked")
    link = LinkedParty.objects.create(
        client=client, full_name=name, kind=kind, staff=staff, from_date=start, to_date=end
    )
    entries.party_linked(at=now, by=by, link=link)
    return link


@operation
def end_link(*, by: Staff, link: LinkedParty, now: datetime) -> None:
    """Note that someone is no longer close to a client."""
    held(link.client)
    demand(viewer=by, act=Act.CHANGE, thing=link.client, at=now)
    current = held(link)
    if LinkedParty.objects.filter(not_over(now), pk=current.pk).exists():
        current.ended_at = now
        current.save(update_fields=["ended_at"])
        entries.link_ended(at=now, by=by, link=current)


def _write(client: Client, fields: ClientFields, now: datetime) -> list[str]:
    """Put the fields, checked, into the client; the names of those that are new."""
    written: dict[str, object] = {}
    if "full_name" in fields:
        written["full_name"] = needed(fields["full_name"])
    if "preferred_name" in fields:
        written["preferred_name"] = optional(fields["preferred_name"])
    if "birth_date" in fields:
        if (born := fields["birth_date"]) is not None and born > day_of(now):
            raise PeopleError("born_in_the_future")
        written["birth_date"] = born
    if "language" in fields:
        written["language"] = fields["language"]
    if "vulnerable" in fields:
        written["vulnerable"] = fields["vulnerable"]
    if "closed_date" in fields:
        written["closed_date"] = fields["closed_date"]
    changed = [name for name, value in written.items() if getattr(client, name) != value]
    for name in changed:
        setattr(client, name, written[name])
    return changed


_CHECKS: dict[ContactKind, Callable[[str], str]] = {
    ContactKind.EMAIL: email_address,
    ContactKind.PHONE: phone_number,
    ContactKind.ADDRESS: lambda words: needed(words, at_most=500),
}


def _set_contacts(client: Client, contacts: Iterable[Contact], now: datetime) -> bool:
    """Make these the client's contact points; whether that changed any."""
    wanted = {(kind, _CHECKS[kind](value)) for kind, value in contacts}
    points = list(ContactPoint.objects.filter(client=client))
    known = {(ContactKind(point.kind), point.value): point for point in points}
    for key in known.keys() - wanted:
        known[key].delete()
    added = wanted - known.keys()
    ContactPoint.objects.bulk_create(
        contact_point(client, kind, value, points, now) for kind, value in sorted(added)
    )
    return bool(added or known.keys() - wanted)


def contact_point(
    client: Client, kind: ContactKind, value: str, known: Iterable[ContactPoint], now: datetime
) -> ContactPoint:
    """A contact point to be added to those known of this client. Another spelling of one they had is not a
    new address: a no said from it was obeyed all along.
    """
    key = address_key(kind, value)
    same = [point.added_at for point in known if point.key == key]
    # None is before any instant.
    since = None if None in same else min((at for at in same if at), default=now)
    return ContactPoint(client=client, kind=kind, value=value, key=key, added_at=since)
