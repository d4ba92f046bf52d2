"""Whom and what rows can name, read once: clients the importer may write about, and purposes."""

from __future__ import annotations

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
from balise.people.words import ContactKind
from balise.policy.text import LANGS

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from balise.consent.imports.mapping import ConsentMapping
    from balise.people.models import Staff

SEVERAL = -1
"""In place of a client: an address that more than one has."""


class Directory:
    """Hidden and absent answer alike; who was named and is hidden is remembered, to be noted."""

    def __init__(self, by: Staff, mapping: ConsentMapping, now: datetime) -> None:
        self.recordable = frozenset(
            visible_clients(by, now, Act.RECORD_CONSENT).values_list("pk", flat=True).iterator()
        )
        self.hidden: set[int] = set()
        self._living = _living()
        self._purposes: dict[str, int] = {}
        for purpose in Purpose.objects.order_by("-pk"):
            for words in (*(plain(purpose.name[lang]) for lang in LANGS), plain(purpose.code)):
                self._purposes[words] = purpose.pk
        ways: dict[str, tuple[Callable[[], dict[str, int]], Callable[[str], str]]] = {
            columns.BALISE_ID.id: (_by_uuid, _uuid),
            columns.EXTERNAL_ID.id: (_by_number, str),
            columns.EMAIL.id: (self._by_email, lambda words: address_key(ContactKind.EMAIL, words)),
        }
        self.ways: dict[str, Callable[[str], int]] = {
            held: self._finder(load(), spelled)
            for held, (load, spelled) in ways.items()
            if held in mapping.holds
        }
        """How to find a client, by the field that names them. Each raises `ConsentFaultError`."""

    def living(self, pk: int) -> int:
        """The record that this one lives on as."""
        return self._living.get(pk, pk)

    def purpose(self, words: str) -> int:
        """Raise `ConsentFaultError`."""
        try:
            return self._purposes[plain(words)]
        except KeyError:
            raise ConsentFaultError("purpose") from None

    def _finder(self, known: dict[str, int], spelled: Callable[[str], str]) -> Callable[[str], int]:
        def find(words: str) -> int:
            pk = known.get(spelled(words))
            if pk == SEVERAL:
                raise ConsentFaultError("several_people")
            if pk is not None:
                pk = self.living(pk)
                if pk in self.recordable:
                    return pk
                self.hidden.add(pk)
            raise ConsentFaultError("unknown_person")

        return find

    def _by_email(self) -> dict[str, int]:
        """Two records that share an address answer only where the importer may know of both, or of one."""
        found: dict[str, int] = {}
        points = ContactPoint.objects.filter(kind=ContactKind.EMAIL).values_list("key", "client")
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
