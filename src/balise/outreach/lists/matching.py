"""Which known people or organisations an addressee is, by the keys of their addresses alone.

Pure: whoever knows people gives the keys (`people.addresses.address_key`, as `ContactPoint.key` keeps them).
Several may share an address. All of them are told, for a refusal of any of them counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from balise.people.addresses import key_of, one_email, one_mailbox, one_phone
from balise.people.words import ContactKind

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from balise.outreach.lists.addressees import Addressee

Who = TypeVar("Who")


@dataclass(frozen=True, slots=True)
class Match(Generic[Who]):
    """Those who have an address of the addressee, without repeats: who can be written to first."""

    people: tuple[Who, ...]

    @property
    def only(self) -> Who | None:
        """The one it is; None for nobody, and for several."""
        return self.people[0] if len(self.people) == 1 else None


def keys_of(addressee: Addressee) -> tuple[str, ...]:
    """The keys of all addresses and numbers of an addressee: those that would be used, then the others."""
    return tuple(dict.fromkeys(key_of(kind, same) for kind, same in spellings_of(addressee)))


def spellings_of(addressee: Addressee) -> Iterator[tuple[ContactKind, str]]:
    """The same addresses and numbers, each in its one spelling: what a key is made of."""
    if addressee.email:
        yield ContactKind.EMAIL, _one_email(addressee.email)
    if addressee.phone:
        extension = addressee.extension
        yield ContactKind.PHONE, f"{addressee.phone};{extension}" if extension else addressee.phone
    for other in addressee.others:
        if "@" in other:
            yield ContactKind.EMAIL, one_email(other)
        else:
            yield ContactKind.PHONE, one_phone(other)


def match(keys: tuple[str, ...], known: Mapping[str, Collection[Who]]) -> Match[Who]:
    """Those whom `known` has under these keys, in the order of the keys."""
    return Match(tuple(dict.fromkeys(who for key in keys for who in known.get(key, ()))))


def _one_email(address: str) -> str:
    if not address.isascii():
        return one_email(address)
    # It was checked when the list was cleaned, so its parts are known.
    local, _, domain = address.rpartition("@")
    return one_mailbox(local, domain)
