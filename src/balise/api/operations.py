"""Keys: made by who keeps the consents or runs the system, shown once, revoked at once."""

from __future__ import annotations

import secrets
from hashlib import sha256
from typing import TYPE_CHECKING

from balise.api.errors import ApiError
from balise.api.models import ApiKey
from balise.journal.operations import record
from balise.people.access import Act
from balise.people.doors import demand, operation
from balise.people.entries import reference
from balise.people.models import Unit
from balise.people.operations.common import held
from balise.people.wording import needed
from balise.people.words import UnitKind

if TYPE_CHECKING:
    from datetime import datetime

    from balise.consent.models import Purpose
    from balise.people.models import Staff

PREFIX = "balise_"
"""A secret that was left somewhere is recognised by it."""

BYTES = 32

A_MINUTE = 120
"""Yeses of one key. A form that many people fill in needs less; a leaked key is slowed down."""


def hash_of(secret: str) -> str:
    """What is kept of a secret. It is random, so that no slow hash is needed."""
    return sha256(secret.encode()).hexdigest()


def demand_keys(by: Staff, now: datetime) -> None:
    """Let through whoever makes and revokes keys."""
    demand(viewer=by, act=Act.KEEP_KEYS, thing=Unit.objects.get(kind=UnitKind.ORGANISATION), at=now)


@operation
def make_key(*, by: Staff, name: str, purpose: Purpose, may_grant: bool, now: datetime) -> tuple[ApiKey, str]:
    """Make a key, and return it with its secret, which is told only here."""
    demand_keys(by, now)
    if held(purpose).closed_at is not None:
        raise ApiError("purpose_closed")
    secret = PREFIX + secrets.token_urlsafe(BYTES)
    key = ApiKey.objects.create(
        name=needed(name),
        secret_hash=hash_of(secret),
        purpose=purpose,
        may_grant=may_grant,
        made_by=by,
        made_at=now,
    )
    record(
        kind="api.key_made",
        at=now,
        actor=reference(by),
        object=reference(key),
        fields={"purpose": purpose.code, "scopes": ["refuse", *(["grant"] if may_grant else [])]},
    )
    return key, secret


@operation
def revoke_key(*, by: Staff, key: ApiKey, now: datetime) -> None:
    """Make a key open nothing from now on."""
    demand_keys(by, now)
    current = held(key)
    if current.revoked_at is None:
        current.revoked_at = now
        current.save(update_fields=["revoked_at"])
        record(kind="api.key_revoked", at=now, actor=reference(by), object=reference(key), fields={})


@operation
def count_yes(*, key: ApiKey, now: datetime) -> None:
    """Count one more yes of this minute. Raise `ApiError` when there were enough.

    The key's row is held, so that two at once are two. A no is not counted: nothing slows it down.
    """
    current = held(key)
    minute = now.replace(second=0, microsecond=0)
    current.in_minute = current.in_minute + 1 if current.minute == minute else 1
    if current.in_minute > A_MINUTE:
        raise ApiError("too_many", status=429)
    current.minute = minute
    current.save(update_fields=["minute", "in_minute"])


def key_of(secret: str) -> ApiKey | None:
    """The key of this secret, while it opens something. Unknown and revoked answer alike."""
    found = ApiKey.objects.filter(secret_hash=hash_of(secret), revoked_at=None)
    return found.select_related("purpose").first()
