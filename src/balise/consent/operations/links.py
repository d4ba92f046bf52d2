"""Links to the preference page: a secret that only their client has; we keep its hash, and can revoke it."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

from balise.consent import entries, standings
from balise.consent.errors import ConsentError
from balise.consent.models import PreferenceLink
from balise.journal.rows import insert
from balise.people.access import Act
from balise.people.doors import demand, operation
from balise.people.operations.common import held

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from balise.consent.models import Purpose
    from balise.consent.words import Channel
    from balise.people.models import Client, Staff

SECRET = 32
"""Bytes of a secret: twice what could ever be guessed."""

LASTS = timedelta(days=90)
"""A way to unsubscribe has to work for 60 days after the message that it stands in."""

MOST = timedelta(days=366)


_COLUMNS = (
    "uuid", "client", "secret_hash", "unsubscribe_hash", "address", "purpose", "channel", "made_at",
    "expires_at",
)  # fmt: skip


@operation
def make_link(
    *,
    by: Staff | None,
    client: Client,
    now: datetime,
    purpose: Purpose | None = None,
    channel: Channel | None = None,
    address: str = "",
    lasts: timedelta = LASTS,
) -> tuple[PreferenceLink, str]:
    """Make a way to a client's preference page, and return it with its secret, which is told only here.

    `purpose` and `channel` are those of the message it goes into: what one click withdraws. `address` is the
    key of where it is sent (`ContactPoint.key`): once the client has left that address, it opens nothing.
    Without `by`, the client asked for it, or a message to them carries it.
    """
    current = held(standings.living(client))
    if by is not None:
        demand(viewer=by, act=Act.RECORD_CONSENT, thing=current, at=now)
    if lasts > MOST:
        raise ConsentError("link_too_long", days=MOST.days)
    secret = secrets.token_urlsafe(SECRET)
    link = PreferenceLink.objects.create(
        client=current,
        secret_hash=PreferenceLink.hash_of(secret),
        unsubscribe_hash=PreferenceLink.hash_of(PreferenceLink.unsubscribe_secret(secret)),
        address=address,
        purpose=purpose,
        channel=channel or "",
        made_at=now,
        expires_at=now + lasts,
    )
    entries.link_made(at=now, by=by, link=link)
    return link, secret


def make_message_links(
    whom: Sequence[tuple[int, str]], *, purpose: Purpose, channel: Channel, now: datetime
) -> list[str]:
    """Make a link for each message that is about to leave, in the transaction of whoever sends them, and
    return the secrets in the same order. Each is a client's record with the key of the address it is sent to.

    No word to the journal: the history of the message tells that it left.
    """
    people = standings.people_of(client for client, _ in whom)
    made = [secrets.token_urlsafe(SECRET) for _ in whom]
    insert(
        PreferenceLink,
        _COLUMNS,
        (
            (
                uuid4(),
                people[client][0],
                PreferenceLink.hash_of(secret),
                PreferenceLink.hash_of(PreferenceLink.unsubscribe_secret(secret)),
                address,
                purpose.pk,
                channel,
                now,
                now + LASTS,
            )
            for secret, (client, address) in zip(made, whom, strict=True)
        ),
    )
    return made


@operation
def revoke_link(*, by: Staff | None, link: PreferenceLink, now: datetime) -> None:
    """Make a link lead nowhere from now on. Without `by`, the client does."""
    if by is not None:
        demand(viewer=by, act=Act.RECORD_CONSENT, thing=link.client, at=now)
    current = held(link)
    if current.revoked_at is None:
        current.revoked_at = now
        current.save(update_fields=["revoked_at"])
        entries.link_revoked(at=now, by=by, link=current)


@operation
def revoke_links(*, by: Staff, client: Client, now: datetime) -> int:
    """Make every link of a client lead nowhere, such as when they leave a home they fled; how many did.

    What stands in messages sent before still says no: one click is not theirs alone to take away.
    """
    current = held(standings.living(client))
    demand(viewer=by, act=Act.RECORD_CONSENT, thing=current, at=now)
    open_now = PreferenceLink.objects.filter(
        client__in=standings.records_of(current), revoked_at=None, expires_at__gt=now
    )
    count = open_now.update(revoked_at=now)
    if count:
        entries.links_revoked(at=now, by=by, client=current, count=count)
    return count
