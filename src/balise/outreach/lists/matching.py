"""The addresses and numbers of an addressee, each in its one spelling, and as the key that people are known
by (`people.addresses.address_key`, as `ContactPoint.key` keeps them).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from balise.people.addresses import key_of, one_email, one_mailbox, one_phone
from balise.people.words import ContactKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from balise.outreach.lists.addressees import Addressee


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


def _one_email(address: str) -> str:
    if not address.isascii():
        return one_email(address)
    # It was checked when the list was cleaned, so its parts are known.
    local, _, domain = address.rpartition("@")
    return one_mailbox(local, domain)
