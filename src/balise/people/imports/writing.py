"""Writing many people at once: the same rows and the same entries as the operations, in far fewer statements.

Everything was checked before. Tests compare what stands here with what `people.operations` write and note.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from balise.journal.operations import Draft
from balise.journal.pieces import pieces
from balise.people.entries import reference
from balise.people.imports.fields import HEALTH
from balise.people.imports.models import ExternalId
from balise.people.imports.outcomes import Fate
from balise.people.models import Client, ClientHealth, ContactPoint, Staff
from balise.people.operations.clients import contact_point

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from balise.people.imports.outcomes import Outcome
    from balise.people.models import Record, Unit

APART = frozenset({"external_id", "contacts", "health"})
"""Values that are kept in a table of their own."""


def write_staff(outcomes: Sequence[Outcome], *, by: Staff, now: datetime) -> list[Draft]:
    """Write these rows, and return what the journal is to be told."""
    added = [outcome for outcome in outcomes if outcome.fate is Fate.ADD]
    people = Staff.objects.bulk_create([Staff(**_own(outcome)) for outcome in added])
    ExternalId.objects.bulk_create(
        ExternalId(staff=person, value=outcome.values["external_id"])
        for person, outcome in zip(people, added, strict=True)
        if outcome.values["external_id"]
    )
    told = [
        _entry("people.hired", by, now, person, unit=reference(person.unit), status=person.status)
        for person in people
    ]
    for outcome in outcomes:
        if outcome.fate is Fate.CHANGE:
            told += _change_staff(outcome, by, now)
    return told


def _change_staff(outcome: Outcome, by: Staff, now: datetime) -> Iterator[Draft]:
    person = outcome.person
    assert isinstance(person, Staff)
    own = _own(outcome)
    unit: Unit | None = outcome.values.get("unit")
    if own:
        Staff.objects.filter(pk=person.pk).update(**own)
    if number := outcome.values.get("external_id"):
        ExternalId.objects.create(staff=person, value=number)
    if unit is not None:
        del own["unit"]
        yield _entry(
            "people.staff_moved", by, now, person, before=reference(person.unit), unit=reference(unit)
        )
    changed = sorted(own | ({"external_id": number} if number else {}))
    if changed:
        yield _entry("people_imports.staff_changed", by, now, person, changed=changed)


def write_clients(outcomes: Sequence[Outcome], *, by: Staff, now: datetime) -> list[Draft]:
    """Write these rows, and return what the journal is to be told."""
    added = [outcome for outcome in outcomes if outcome.fate is Fate.ADD]
    clients = Client.objects.bulk_create([Client(**_own(outcome)) for outcome in added])
    pairs = list(zip(clients, added, strict=True))
    ExternalId.objects.bulk_create(
        ExternalId(client=client, value=outcome.values["external_id"])
        for client, outcome in pairs
        if outcome.values["external_id"]
    )
    ContactPoint.objects.bulk_create(
        contact_point(client, kind, value, (), now)
        for client, outcome in pairs
        for kind, value in outcome.values["contacts"]
    )
    with_health = [
        (client, outcome.values["health"]) for client, outcome in pairs if outcome.values["health"]
    ]
    ClientHealth.objects.bulk_create(ClientHealth(client=client, **health) for client, health in with_health)
    told = [_entry("people.client_added", by, now, client, unit=reference(client.unit)) for client in clients]
    told += [
        _entry("people.health_changed", by, now, client, changed=sorted(health))
        for client, health in with_health
    ]
    changed = [outcome for outcome in outcomes if outcome.fate is Fate.CHANGE]
    _set_contacts([outcome for outcome in changed if "contacts" in outcome.values], now)
    for outcome in changed:
        told += _change_client(outcome, by, now)
    return told


def _change_client(outcome: Outcome, by: Staff, now: datetime) -> Iterator[Draft]:
    client = outcome.person
    assert isinstance(client, Client)
    if own := _own(outcome):
        Client.objects.filter(pk=client.pk).update(**own)
    if number := outcome.values.get("external_id"):
        ExternalId.objects.create(client=client, value=number)
    if health := outcome.values.get("health"):
        ClientHealth.objects.update_or_create(client=client, defaults=health)
        yield _entry("people.health_changed", by, now, client, changed=sorted(health))
    changed = sorted(outcome.values.keys() - {"health", *HEALTH})
    if changed:
        yield _entry("people.client_changed", by, now, client, changed=changed)


def _set_contacts(outcomes: Sequence[Outcome], now: datetime) -> None:
    """Make the contact points of these clients those wanted, in a few statements for all of them."""
    wanted = {
        (outcome.person.pk, kind, value): outcome.person
        for outcome in outcomes
        if isinstance(outcome.person, Client)
        for kind, value in outcome.values["contacts"]
    }
    known: dict[int, list[ContactPoint]] = {}
    for people in pieces(outcome.person for outcome in outcomes):
        for point in ContactPoint.objects.filter(client__in=people):
            known.setdefault(point.client_id, []).append(point)
    kept = {(pk, point.kind, point.value): point.pk for pk, points in known.items() for point in points}
    for gone in pieces(pk for key, pk in kept.items() if key not in wanted):
        ContactPoint.objects.filter(pk__in=gone).delete()
    ContactPoint.objects.bulk_create(
        contact_point(client, kind, value, known.get(pk, ()), now)
        for (pk, kind, value), client in wanted.items()
        if (pk, kind, value) not in kept
    )


def _own(outcome: Outcome) -> dict[str, object]:
    """The values that are columns of the person."""
    return {held: value for held, value in outcome.values.items() if held not in APART}


def _entry(kind: str, by: Staff, now: datetime, thing: Record, **fields: object) -> Draft:
    return Draft(kind=kind, at=now, actor=reference(by), object=reference(thing), fields=fields)
