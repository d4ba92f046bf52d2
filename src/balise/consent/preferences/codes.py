"""A way to the page for who has no link that works: a code and a link, mailed to an address on file.

What is answered never tells whether an address is known, and neither does how long it takes: the request is
kept, and looked up after the answer, by the caretaker. A code is good once, for fifteen minutes, on the page
where it was asked for, and for five tries. The link needs no such page, so that whoever asks in someone's
name, as often as they may, cannot keep them out: each message lets its reader in.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q

from balise.consent import operations
from balise.consent.models import PreferenceLink
from balise.consent.operations.links import LASTS as LINK_LASTS
from balise.consent.preferences.mailing import Message, deliver
from balise.consent.preferences.models import Code, CodeRequest
from balise.consent.standings import living, records_of
from balise.people import notices
from balise.people.addresses import address_key
from balise.people.doors import operation
from balise.people.letters import spoken_by
from balise.people.models import Client, ContactPoint
from balise.people.operations.common import held
from balise.people.words import ContactKind

if TYPE_CHECKING:
    from collections.abc import Mapping

TICKET = 32
"""Bytes of the secret in the address of the page where a code is typed."""

LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
"""Without those that are taken for others: I, L and 1, O and 0, U."""
LENGTH = 8
LASTS = timedelta(minutes=15)
MOST_ATTEMPTS = 5

WITHIN = timedelta(hours=1)
MOST_FROM_ONE_PLACE = 30
"""Requests from one place within the hour: many people may share it, at a centre or on the phone network."""
MOST_FROM_ONE_PLACE_TO_ONE = 3
MOST_TO_ONE = 10
"""Messages that one client gets within the hour, whoever asks."""
MOST_SHARING = 8
"""A phone that more people share is that of a shelter or an office: nobody is written to because of it."""

LINK_OF_A_CODE = timedelta(hours=1)
"""How long the page stays open to who typed a code, perhaps on a shared computer, or got one."""

AT_ONCE = 50


class TooOftenError(Exception):
    """Too much was asked from there within the hour, about whomever."""


def hash_of(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()


def ask(*, typed: str, source: str, now: datetime) -> str:
    """Someone typed an e-mail address or a phone number. Return the ticket. Raise `TooOftenError`."""
    kind = ContactKind.EMAIL if "@" in typed else ContactKind.PHONE
    return _kept(source, now, address=address_key(kind, typed))


def ask_for_link(*, secret: str, source: str, now: datetime) -> str:
    """Someone has a link that leads nowhere any more: if it was ever one of ours, its client gets another.

    Return the ticket. Raise `TooOftenError`.
    """
    return _kept(source, now, link_hash=PreferenceLink.hash_of(secret))


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
    written = _hash_of_code(request, as_written(code))
    right = Code.objects.filter(request=request, code_hash=written).select_related("client").first()
    if right is not None:
        request.used_at = now
    request.save(update_fields=["attempts", "used_at"])
    return _link(right.client, right.address, LINK_OF_A_CODE, now) if right else None


def as_written(code: str) -> str:
    """A code without what people add or change when they copy it."""
    return "".join(letter for letter in code.upper() if letter.isalnum())


def answer_due(now: datetime) -> int:
    """Look up who asked, and write to them: for the caretaker. Return how many messages there were.

    A message that the mail server does not take is not tried again: who waits for it asks again.
    """
    CodeRequest.objects.filter(made_at__lt=now - WITHIN).delete()
    due = CodeRequest.objects.filter(answered_at=None, expires_at__gt=now).order_by("pk")
    messages = [each for request in due[:AT_ONCE] for each in _answered(request=request, now=now)]
    for message in messages:
        deliver(message)
    return len(messages)


@transaction.atomic
def _kept(source: str, now: datetime, **asked: str) -> str:
    """Keep the request: as much is done for an unknown address as for a known one."""
    if CodeRequest.objects.filter(source=source, made_at__gt=now - WITHIN).count() >= MOST_FROM_ONE_PLACE:
        raise TooOftenError
    ticket = secrets.token_urlsafe(TICKET)
    CodeRequest.objects.create(
        ticket_hash=hash_of(ticket), source=source, made_at=now, expires_at=now + LASTS, **asked
    )
    transaction.on_commit(notices.wake, robust=True)
    return ticket


@operation
def _answered(*, request: CodeRequest, now: datetime) -> list[Message]:
    """Make the codes and links that answer one request; nothing, if another process just did."""
    current = held(request)
    if current.answered_at is not None:
        return []
    current.answered_at = now
    current.save(update_fields=["answered_at"])
    # One of the two is asked for; nothing has an empty key or hash.
    points = ContactPoint.objects.filter(key=current.address)
    links = PreferenceLink.objects.filter(secret_hash=current.link_hash)
    asked = Client.objects.filter(Q(pk__in=points.values("client")) | Q(pk__in=links.values("client")))
    clients = {alive.pk: alive for alive in map(living, asked)}
    if len(clients) > MOST_SHARING:
        return []
    # An e-mail address on file is written to as it stands there, and no other of that person.
    typed = points.filter(kind=ContactKind.EMAIL).exists()
    # Always in the same order, so that two requests never wait for each other.
    return [
        message
        for pk in sorted(clients)
        for message in _for(clients[pk], current, now, only=current.address if typed else "")
    ]


def _for(client: Client, request: CodeRequest, now: datetime, *, only: str) -> list[Message]:
    """A code and a link for each e-mail address on file, or for `only` this one; none too often."""
    current = held(client)
    if _too_often(current, request, now):
        return []
    # In place of a link that ended comes one that lasts as long.
    kind, lasts = ("another_link", LINK_LASTS) if request.link_hash else ("code", LINK_OF_A_CODE)
    found = []
    for key, value in sorted(_mailboxes(current).items()):
        if only and key != only:
            continue
        code = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
        Code.objects.create(
            request=request, client=current, address=key, code_hash=_hash_of_code(request, code), made_at=now
        )
        secret = _link(current, key, lasts, now)
        found.append(Message(kind, value, spoken_by(current.language), secret, f"{code[:4]}-{code[4:]}"))
    return found


def _too_often(client: Client, request: CodeRequest, now: datetime) -> bool:
    recent = Code.objects.filter(client=client, made_at__gt=now - WITHIN)
    # A message to two addresses is one.
    from_there = recent.filter(request__source=request.source).values("request").distinct()
    whoever = recent.values("request").distinct()
    return from_there.count() >= MOST_FROM_ONE_PLACE_TO_ONE or whoever.count() >= MOST_TO_ONE


def _mailboxes(client: Client) -> Mapping[str, str]:
    """The e-mail addresses on file by their keys: two spellings are one."""
    points = ContactPoint.objects.filter(client__in=records_of(client), kind=ContactKind.EMAIL)
    return dict(points.order_by("-pk").values_list("key", "value"))


def _link(client: Client, address: str, lasts: timedelta, now: datetime) -> str:
    _, secret = operations.make_link(by=None, client=client, address=address, lasts=lasts, now=now)
    return secret


def _hash_of_code(request: CodeRequest, code: str) -> str:
    """Of no use without the ticket, which is kept nowhere: so that it may be quick to work out."""
    return hash_of(f"{request.ticket_hash} {code}")
