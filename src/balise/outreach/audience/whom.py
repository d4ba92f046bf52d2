"""Whom a message would reach, told by keys alone (`people.addresses`): that is how the ledger is asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from balise.consent.words import Channel
from balise.outreach.lists.addressees import Addressee
from balise.outreach.lists.emails import NOBODY_READS
from balise.outreach.lists.matching import spellings_of
from balise.people.addresses import key_of, one_postal_address
from balise.people.words import ContactKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from balise.outreach.models import Recipient


@dataclass(frozen=True, slots=True)
class Whom:
    """`used` are the keys of where it would go: only who has one of these can have agreed to it. `keys` are
    those of all their addresses, since a refusal from any of them counts.
    """

    used: tuple[str, ...]
    keys: tuple[str, ...]
    client: int | None = None
    """Whose file the recipient comes from; None: whoever has these addresses."""
    refuses: bool = False
    """The list itself says no."""


class Reachable(Protocol):
    """What an addressee and a recipient have in common."""

    @property
    def email(self) -> str: ...
    @property
    def phone(self) -> str: ...
    @property
    def extension(self) -> str: ...
    @property
    def street(self) -> str: ...
    @property
    def city(self) -> str: ...
    @property
    def province(self) -> str: ...
    @property
    def postal_code(self) -> str: ...


def of_recipient(recipient: Recipient, channel: Channel, *, own_file: bool) -> Whom:
    """Whom a recipient is. `own_file`: they were taken from a client's file, and are that client."""
    used = keys_used(recipient, channel)
    return Whom(
        used=used,
        keys=tuple(dict.fromkeys((*used, *recipient.keys))),
        client=recipient.client_id if own_file else None,
        refuses=recipient.refuses,
    )


def reaches(addressee: Addressee, channel: Channel) -> bool:
    """Whether this channel has somewhere to go, where someone reads or answers."""
    if channel is Channel.EMAIL:
        return bool(addressee.email) and addressee.role != NOBODY_READS
    return addressee.has_postal_address if channel is Channel.MAIL else bool(addressee.phone)


def keys_used(whom: Reachable, channel: Channel) -> tuple[str, ...]:
    """The keys of the address that this channel would use; none when there is no such address. A postal
    address has several, for people write it with more or fewer of its parts.
    """
    return tuple(key_of(kind, same) for kind, same in spellings_used(whom, channel))


def spellings_used(whom: Reachable, channel: Channel) -> tuple[tuple[ContactKind, str], ...]:
    """The same, each in its one spelling: what a key is made of."""
    match channel.contact_kind:
        case ContactKind.EMAIL:
            return tuple(spellings_of(Addressee(0, email=whom.email)))
        case ContactKind.PHONE:
            return tuple(spellings_of(Addressee(0, phone=whom.phone, extension=whom.extension)))
        case ContactKind.ADDRESS:
            ways = filter(None, map(_joined, _ways(whom)))
            return tuple(dict.fromkeys((ContactKind.ADDRESS, one_postal_address(each)) for each in ways))
    return ()


def _ways(whom: Reachable) -> Iterable[tuple[str, ...]]:
    if not whom.street:
        return ()
    if not (whom.city or whom.postal_code):
        # From a file, where the whole address stands in one piece.
        return ((whom.street,),)
    return (
        (whom.street, whom.city, whom.province, whom.postal_code),
        (whom.street, whom.city, whom.postal_code),
        (whom.street, whom.city, whom.province),
        (whom.street, whom.city or whom.postal_code),
        (whom.street, whom.postal_code or whom.city),
    )


def _joined(parts: Iterable[str]) -> str:
    return " ".join(filter(None, parts))
