"""A message as the gate looks at it: who it says it is from, which purpose it declares, whether it offers to
unsubscribe. What it says is neither read nor kept.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.parser import BytesHeaderParser
from email.policy import compat32
from email.utils import getaddresses
from typing import TYPE_CHECKING

from email_validator import EmailNotValidError, validate_email

from balise.people.addresses import domain_in_ascii

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

PURPOSE = "X-Balise-Purpose"
"""What a tool may write to say for which purpose a message is."""

_BARE = re.compile(rb"(?<!\r)\n|\r(?!\n)")
_ROUTED = frozenset("%!")
"""In the part before the @, they once said through which server to go: that server is not asked here."""


@dataclass(frozen=True, slots=True)
class Head:
    """What of its headers matters."""

    from_domains: frozenset[str]
    """After the @, of each address in From; empty where there is no From, or several."""
    purposes: tuple[str, ...]
    message_id: str
    unsubscribes: bool


def smuggles(content: bytes) -> bool:
    """Whether a line ends otherwise than in CRLF: servers do not agree where such a message ends, so that
    another one may hide in it.
    """
    return _BARE.search(content) is not None


def head_of(content: bytes) -> Head:
    """Read the headers alone."""
    head = content.partition(b"\r\n\r\n")[0]
    found = BytesHeaderParser(policy=compat32).parsebytes(head + b"\r\n\r\n")
    senders = found.get_all("From", [])
    addresses = [address for _, address in getaddresses(map(str, senders))] if len(senders) == 1 else []
    return Head(
        from_domains=frozenset(map(domain_of, addresses)),
        purposes=tuple(str(value).strip() for value in found.get_all(PURPOSE, [])),
        message_id=" ".join(str(found.get("Message-ID", "")).split())[:200],
        unsubscribes="List-Unsubscribe" in found,
    )


def domain_of(address: str) -> str:
    """What stands after the @, as DNS has it."""
    domain = address.rpartition("@")[2].casefold()
    try:
        return domain_in_ascii(domain)
    except UnicodeError:
        return domain


def comes_from(domains: Collection[str], ours: Collection[str]) -> bool:
    """Whether all of these domains are the account's; without any, it may use all."""
    return bool(domains) and (not ours or set(domains) <= set(ours))


def is_plain(address: str) -> bool:
    """Whether an address can be looked up: `rose%example.org@relay` would be one in the ledger, and another
    for the next server.
    """
    if not _ROUTED.isdisjoint(address.rpartition("@")[0]):
        return False
    try:
        validate_email(address, check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        return False
    return True


def with_headers(content: bytes, headers: Mapping[str, str]) -> bytes:
    """The message, with these headers before its own."""
    return "".join(f"{name}: {value}\r\n" for name, value in headers.items()).encode() + content
