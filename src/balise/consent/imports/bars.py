"""What keeps a yes of a file from being written, for all rows at once: a no, in the ledger or in the file; or
what cannot be agreed to.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import F

from balise.consent import clocks
from balise.consent.errors import ConsentError
from balise.consent.imports.faults import ConsentFaultError
from balise.consent.models import Purpose, Refusal, Standing
from balise.consent.words import NO, Channel
from balise.journal.models import PersonKey
from balise.journal.pieces import pieces
from balise.people.models import Client, ContactPoint
from balise.people.periods import day_of

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date, datetime

    from balise.consent.imports.directory import Directory
    from balise.consent.imports.rows import AddressRefused, Key, RowReader, Stated
    from balise.people.errors import PeopleError

AT_ONCE = 10_000

OLD_ENOUGH = 30
"""Years. No organisation asks for a parent's word at this age."""


class Refusals:
    """The last word of each person of whom it may be a no: in the ledger, of an address, or in the file."""

    def __init__(
        self, stated: list[Stated], refused: list[AddressRefused], directory: Directory, reader: RowReader
    ) -> None:
        self._directory = directory
        self._doubtful = reader.doubtful.union(*self._owners(reader.doubtful_addresses).values())
        purposes = {each.purpose for each in stated}
        self._yes: dict[Key, datetime] = {}
        self._no: dict[Key, datetime] = {}
        kept = Standing.objects.filter(purpose__in=purposes, no_at__isnull=False)
        for client, purpose, channel, yes, no in kept.values_list(
            "client", "purpose", "channel", "yes_at", "no_at"
        ).iterator(chunk_size=AT_ONCE):
            assert no is not None  # as asked for above
            self._refused((client, purpose, Channel(channel)), no)
            if yes is not None:
                self._yes[client, purpose, Channel(channel)] = yes
        self._of_more_than_one(purposes, refused)
        for each in stated:
            if each.event in NO:
                self._refused((each.client, each.purpose, each.channel), each.at)

    def why(self, yes: Stated) -> PeopleError | None:
        """Why this yes may not be written; None when it may. What is implied never outweighs a no."""
        if yes.client in self._doubtful:
            return ConsentFaultError("another_row_refuses")
        if yes.basis:
            return None
        key = (yes.client, yes.purpose, yes.channel)
        no, before = self._no.get(key), self._yes.get(key)
        if no is None or yes.at <= no or (before is not None and before > no):
            return None
        return ConsentError("import_over_refusal")

    def _of_more_than_one(self, purposes: set[int], refused: list[AddressRefused]) -> None:
        """What was refused from an address, or by a client for everything; in the ledger, or in this file."""
        kept = Refusal.objects.values_list("address", "client", "channel", "purpose", "at")
        said: list[tuple[str, int | None, str, int | None, datetime]] = [
            *kept.iterator(chunk_size=AT_ONCE),
            *((each.address, None, each.channel, each.purpose, each.at) for each in refused),
        ]
        owners = self._owners({address for address, *_ in said if address})
        concerned: set[int] = set()
        for address, client, channel, purpose, at in said:
            them = owners.get(address, {}) if client is None else {self._directory.living(client): None}
            concerned.update(them)
            for one, since in them.items():
                for each in purposes if purpose is None else {purpose}:
                    self._refused((one, each, Channel(channel)), max(at, since or at))
        self._remember_yes(concerned, purposes)

    def _owners(self, addresses: Collection[str]) -> dict[str, dict[int, datetime | None]]:
        """Who has each of these addresses, and since when, if that is known."""
        found: dict[str, dict[int, datetime | None]] = {}
        for keys in pieces(addresses):
            points = ContactPoint.objects.filter(key__in=keys)
            earliest_first = points.order_by(F("added_at").asc(nulls_first=True))
            for key, client, since in earliest_first.values_list("key", "client", "added_at"):
                found.setdefault(key, {}).setdefault(self._directory.living(client), since)
        return found

    def _remember_yes(self, clients: Collection[int], purposes: set[int]) -> None:
        """The yes of those who have no refusal of their own was not read with the standings that have."""
        for some in pieces(clients):
            kept = Standing.objects.filter(client__in=some, purpose__in=purposes, yes_at__isnull=False)
            for client, purpose, channel, yes in kept.values_list("client", "purpose", "channel", "yes_at"):
                assert yes is not None  # as asked for above
                self._yes[client, purpose, Channel(channel)] = yes

    def _refused(self, key: Key, at: datetime) -> None:
        self._no[key] = max(at, self._no.get(key, at))


class Barred:
    """Who cannot agree, and what cannot be agreed to: as `operations.checks` says, for all rows at once."""

    def __init__(self, stated: list[Stated]) -> None:
        self._closed = {purpose.pk: purpose.name for purpose in Purpose.objects.exclude(closed_at=None)}
        erased = PersonKey.objects.filter(key=None, person__startswith="client:").values_list(
            "person", flat=True
        )
        self._erased = set(
            Client.objects.filter(uuid__in=[person.partition(":")[2] for person in erased]).values_list(
                "pk", flat=True
            )
        )
        kinds = {each.channel.contact_kind for each in stated if each.event not in NO} - {None}
        self._reachable = {
            kind: set(
                ContactPoint.objects.filter(kind=kind)
                .values_list("client", flat=True)
                .iterator(chunk_size=AT_ONCE)
            )
            for kind in kinds
        }
        self._ages: dict[date, int] = {}
        self._children = _born_after(min((each.at for each in stated), default=None))

    def why(self, yes: Stated) -> PeopleError | None:
        """Why this yes may not be written; None when it may."""
        if yes.purpose in self._closed:
            return ConsentError("purpose_closed", purpose=self._closed[yes.purpose])
        if child := self._children.get(yes.client):
            day = day_of(yes.at)
            if day not in self._ages:
                self._ages[day] = clocks.own_consent_age(day)
            if child.is_minor(day, self._ages[day]):
                return ConsentError("parent_needed", age=self._ages[day])
        if yes.client in self._erased:
            return ConsentError("erased")
        kind = yes.channel.contact_kind
        if kind is not None and yes.client not in self._reachable[kind]:
            return ConsentError("no_address", channel=yes.channel.label)
        return None


def _born_after(first: datetime | None) -> dict[int, Client]:
    """The clients who were young on some day of the file."""
    if first is None:
        return {}
    day = day_of(first)
    oldest = day.replace(year=day.year - OLD_ENOUGH, day=min(day.day, 28))
    young = Client.objects.filter(birth_date__gt=oldest).only("pk", "birth_date")
    return {client.pk: client for client in young.iterator(chunk_size=AT_ONCE)}
