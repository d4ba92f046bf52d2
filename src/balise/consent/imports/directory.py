"""Whom and what rows can name, read once: clients the importer may write about, and purposes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from balise.consent.imports import fields as columns
from balise.consent.imports.faults import ConsentFaultError
from balise.consent.imports.fields import plain
from balise.consent.models import Merge, Purpose
from balise.people.access import Act, visible_clients
from balise.people.addresses import address_key
from balise.people.imports.models import ExternalId
from balise.people.models import Client, ContactPoint
from balise.people.wording import email_address, phone_number
from balise.people.words import ContactKind
from balise.policy.text import LANGS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from balise.consent.imports.mapping import ConsentMapping
    from balise.people.models import Staff

SEVERAL = -1
"""In place of a client: an address that more than one has."""

ADDRESSES = {
    columns.EMAIL.id: (ContactKind.EMAIL, email_address),
    columns.PHONE.id: (ContactKind.PHONE, phone_number),
}
"""Columns that name a client by an address: its kind, and what it has to look like."""


@dataclass(frozen=True, slots=True)
class Way:
    """How one column names clients."""

    known: dict[str, int]
    """The client by what the column may say, in its one spelling; hidden ones too, but not by an address."""
    spelled: Callable[[str], str]

    def names_one(self, spelled: str) -> bool:
        """Whether this is the address of one client that the importer may write about."""
        return self.known.get(spelled, SEVERAL) != SEVERAL


class Directory:
    """Hidden and absent answer alike; who was named and is hidden is remembered, to be noted."""

    def __init__(self, by: Staff, mapping: ConsentMapping, now: datetime) -> None:
        self._by, self._now = by, now
        self.recordable = self._read_recordable()
        self.hidden: set[int] = set()
        self._living = _living()
        self._purposes: dict[str, int] = {}
        for purpose in Purpose.objects.order_by("-pk"):
            for words in (*(plain(purpose.name[lang]) for lang in LANGS), plain(purpose.code)):
                self._purposes[words] = purpose.pk
        self.ways: dict[str, Way] = {held: self._way(held) for held in columns.WHO if held in mapping.holds}
        """How to find a client, by the field that names them."""

    def living(self, pk: int) -> int:
        """The record that this one lives on as."""
        return self._living.get(pk, pk)

    def purpose(self, words: str) -> int:
        """Raise `ConsentFaultError`."""
        try:
            return self._purposes[plain(words)]
        except KeyError:
            raise ConsentFaultError("purpose") from None

    def client(self, way: Way, spelled: str) -> int:
        """Raise `ConsentFaultError`."""
        pk = way.known.get(spelled)
        if pk == SEVERAL:
            raise ConsentFaultError("several_people")
        if pk is not None:
            pk = self.living(pk)
            if pk in self.recordable:
                return pk
            self.hidden.add(pk)
        raise ConsentFaultError("unknown_person")

    def still_holds(self, clients: Iterable[int]) -> bool:
        """Whether these clients, who are held now, are still records that live and that the importer may
        write about: while a large file was read, they may have been merged, or barred.
        """
        return _living() == self._living and self._read_recordable().issuperset(clients)

    def _read_recordable(self) -> frozenset[int]:
        found = visible_clients(self._by, self._now, Act.RECORD_CONSENT).values_list("pk", flat=True)
        return frozenset(found.iterator(chunk_size=10_000))

    def _way(self, held: str) -> Way:
        if held in ADDRESSES:
            kind, _ = ADDRESSES[held]
            return Way(self._by_address(kind), lambda words: address_key(kind, words))
        if held == columns.BALISE_ID.id:
            return Way(_by_uuid(), _uuid)
        return Way(_by_number(), str)

    def _by_address(self, kind: ContactKind) -> dict[str, int]:
        """Two records that share an address answer only where the importer may know of both, or of one."""
        found: dict[str, int] = {}
        points = ContactPoint.objects.filter(kind=kind).values_list("key", "client")
        for key, pk in points.iterator(chunk_size=10_000):
            one = self.living(pk)
            if one in self.recordable:
                found[key] = one if found.get(key, one) == one else SEVERAL
        return found


def _by_uuid() -> dict[str, int]:
    return {uuid.hex: pk for uuid, pk in Client.objects.values_list("uuid", "pk").iterator(chunk_size=10_000)}


def _uuid(words: str) -> str:
    try:
        return UUID(words).hex
    except ValueError:
        raise ConsentFaultError("unknown_person") from None


def _by_number() -> dict[str, int]:
    numbers = ExternalId.objects.filter(staff=None).values_list("value", "client")
    return dict(numbers.iterator(chunk_size=10_000))


def _living() -> dict[int, int]:
    """The record that each merged one lives on as."""
    kept = dict(Merge.objects.values_list("merged", "kept"))
    found = {}
    for merged in kept:
        alive = merged
        while alive in kept:
            alive = kept[alive]
        found[merged] = alive
    return found
