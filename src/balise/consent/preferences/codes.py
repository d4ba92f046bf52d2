"""A way to the page for who has no link that works: a code, or another link, mailed to an address on file.

What is answered never tells whether an address is known. A code is good once, for fifteen minutes, on the
page where it was asked for, and for five tries; a client gets three messages an hour at most.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

from balise.consent import operations
from balise.consent.preferences.models import Code, CodeRequest
from balise.consent.standings import living, records_of
from balise.people.addresses import address_key
from balise.people.doors import operation
from balise.people.models import Client, ContactPoint
from balise.people.operations.common import held
from balise.people.words import ContactKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from balise.policy.text import Lang

TICKET = 32
"""Bytes of the secret in the address of the page where a code is typed."""

LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
"""Without those that are taken for others: I, L and 1, O and 0, U."""
LENGTH = 8
LASTS = timedelta(minutes=15)
MOST_ATTEMPTS = 5
MOST_MESSAGES = 3
WITHIN = timedelta(hours=1)
MOST_SHARING = 8
"""A phone that more people share is that of a shelter or an office: nobody is written to because of it."""
LINK_OF_A_CODE = timedelta(hours=1)
"""How long the page stays open to who typed a code, perhaps on a shared computer."""


@dataclass(frozen=True, slots=True)
class Message:
    """What goes to one address: a code to type and, for who had a link, the secret of a new one."""

    to: str
    lang: Lang
    code: str
    secret: str = ""


def hash_of(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()


@operation
def ask(*, typed: str, now: datetime) -> tuple[str, list[Message]]:
    """Someone typed an e-mail address or a phone number. Return the ticket, and what is to be mailed."""
    kind = ContactKind.EMAIL if "@" in typed else ContactKind.PHONE
    points = ContactPoint.objects.filter(key=address_key(kind, typed), kind=kind)
    clients = {living(one).pk: living(one) for one in Client.objects.filter(pk__in=points.values("client"))}
    if len(clients) > MOST_SHARING:
        clients = {}
    # An e-mail address on file is written to as it stands there, and no other of that person.
    only = set(points.values_list("value", flat=True)) if kind is ContactKind.EMAIL else None
    ticket, request = _ticket(now)
    messages = [each for one in _in_order(clients.values()) for each in _for(one, request, ticket, now, only)]
    if not messages:
        # As much is written for an unknown address: how long the answer takes must not tell, either.
        Code.objects.create(request=request, code_hash=hash_of(secrets.token_hex()), made_at=now)
    return ticket, messages


@operation
def ask_for_link(*, client: Client | None, now: datetime) -> tuple[str, list[Message]]:
    """Someone has a link that leads nowhere any more: if it was ever one of ours, its client gets another."""
    ticket, request = _ticket(now)
    messages: list[Message] = []
    if client is not None and (found := _for(living(client), request, ticket, now, None)):
        _, secret = operations.make_link(by=None, client=client, now=now)
        messages = [replace(each, secret=secret) for each in found]
    return ticket, messages


@operation
def use(*, ticket: str, code: str, now: datetime) -> str | None:
    """Return the secret of a link for who typed the right code; None for everything else."""
    found = CodeRequest.objects.filter(ticket_hash=hash_of(ticket)).first()
    if found is None:
        return None
    request = held(found)
    if request.used_at is not None or request.expires_at <= now or request.attempts >= MOST_ATTEMPTS:
        return None
    request.attempts += 1
    written = hash_of(f"{ticket} {as_written(code)}")
    right = Code.objects.filter(request=request, code_hash=written).select_related("client").first()
    client = right.client if right else None
    if client is not None:
        request.used_at = now
    request.save(update_fields=["attempts", "used_at"])
    if client is None:
        return None
    _, secret = operations.make_link(by=None, client=client, now=now, lasts=LINK_OF_A_CODE)
    return secret


def as_written(code: str) -> str:
    """A code without what people add or change when they copy it."""
    return "".join(letter for letter in code.upper() if letter.isalnum())


def purge(now: datetime) -> None:
    """Delete what can be of no use any more."""
    CodeRequest.objects.filter(made_at__lt=now - max(WITHIN, LASTS)).delete()


def _ticket(now: datetime) -> tuple[str, CodeRequest]:
    purge(now)
    ticket = secrets.token_urlsafe(TICKET)
    request = CodeRequest.objects.create(ticket_hash=hash_of(ticket), made_at=now, expires_at=now + LASTS)
    return ticket, request


def _in_order(clients: Iterable[Client]) -> list[Client]:
    """Always the same, so that two requests never wait for each other."""
    return sorted(clients, key=lambda one: one.pk)


def _for(
    client: Client, request: CodeRequest, ticket: str, now: datetime, only: set[str] | None
) -> list[Message]:
    """A code for one client, to each e-mail address on file, or to `only` these; none too often."""
    current = held(client)
    points = ContactPoint.objects.filter(client__in=records_of(current), kind=ContactKind.EMAIL)
    addresses = {point.value for point in points if only is None or point.value in only}
    recent = Code.objects.filter(client=current, made_at__gt=now - WITHIN)
    if not addresses or recent.count() >= MOST_MESSAGES:
        return []
    code = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
    Code.objects.create(request=request, client=current, code_hash=hash_of(f"{ticket} {code}"), made_at=now)
    lang: Lang = "en" if current.language == "en" else "fr"
    return [Message(to, lang, f"{code[:4]}-{code[4:]}") for to in sorted(addresses)]
