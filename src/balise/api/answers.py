"""What becomes of one answer from a web form.

A no is always obeyed, by the address, whoever has it. A yes is given to the one person who has the address,
unless a no of theirs stands: a form does not prove who filled it in, so it cannot take a refusal back.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING
from uuid import uuid5

from django.conf import settings

from balise.api.errors import ApiError
from balise.api.models import Accepted
from balise.consent.errors import ConsentError
from balise.consent.models import Merge, Notice
from balise.consent.operations import record_consent, unsubscribe_address
from balise.consent.queries import may_reach
from balise.consent.words import Channel, Event, Method, State
from balise.journal.operations import record
from balise.people.addresses import address_key
from balise.people.doors import operation
from balise.people.entries import reference
from balise.people.models import Client, ContactPoint
from balise.people.operations.common import held

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from balise.api.models import ApiKey

REFUSED = frozenset({State.REFUSED, State.WITHDRAWN, State.REVOKED})


@dataclass(frozen=True, slots=True)
class Answer:
    """What someone answered on a form: `version` and `language` are those of the notice they saw."""

    channel: Channel
    address: str
    yes: bool
    language: str
    version: int

    @property
    def digest(self) -> str:
        """Tells two answers apart, and nothing else to whoever reads the table."""
        said = f"{self.channel}\n{self.address}\n{self.yes}\n{self.language}\n{self.version}"
        return hmac.new(settings.SECRET_KEY.encode(), said.encode(), sha256).hexdigest()


@operation
def take(*, key: ApiKey, answer: Answer, idempotency_key: str, now: datetime) -> None:
    """Obey an answer, once. Raise `ApiError` for what no program should send, whoever it is about."""
    key = held(key)
    if key.revoked_at is not None:  # since it was shown
        raise ApiError("key", status=401)
    if answer.yes:
        _require_askable(key, answer)
    number = uuid5(key.uuid, idempotency_key)
    if before := Accepted.objects.filter(key=key, number=number).first():
        if before.sha256 != answer.digest:
            raise ApiError("idempotency", status=409)
        return
    kind = answer.channel.contact_kind
    assert kind is not None  # as `schemas.Channel` has it
    address = address_key(kind, answer.address)
    if answer.yes:
        _agree(key, answer, address, now, number=number)
    else:
        unsubscribe_address(
            address_key=address,
            channel=answer.channel,
            purpose=key.purpose,
            method=Method.WEB_FORM,
            now=now,
            uuid=number,
        )
    Accepted.objects.create(key=key, number=number, sha256=answer.digest, at=now)


def _require_askable(key: ApiKey, answer: Answer) -> None:
    """Refuse a yes that this key cannot bring. A no needs none of this: it is taken from any key, also when
    nobody is asked any more.
    """
    if key.purpose.closed_at is not None:
        raise ApiError("purpose_closed", status=409)
    if not key.may_grant:
        raise ApiError("scope", status=403)
    if _notice(key, answer) is None:
        raise ApiError("unknown_notice")


def _notice(key: ApiKey, answer: Answer) -> Notice | None:
    found: Notice | None = Notice.objects.filter(
        purpose=key.purpose, version=answer.version, language=answer.language
    ).first()
    return found


def _agree(key: ApiKey, answer: Answer, address: str, now: datetime, *, number: UUID) -> None:
    merged = Merge.objects.values("merged")
    points = ContactPoint.objects.filter(key=address, kind=answer.channel.contact_kind)
    found = list(Client.objects.filter(pk__in=points.values("client")).exclude(pk__in=merged)[:2])
    if len(found) != 1:
        return _hold_back(key, answer, now, why="several" if found else "nobody")
    client = held(found[0])
    if may_reach(client, key.purpose, answer.channel, now) in REFUSED:
        return _hold_back(key, answer, now, why="refused")
    try:
        record_consent(
            by=None,
            client=client,
            purpose=key.purpose,
            channel=answer.channel,
            event=Event.GIVEN,
            method=Method.WEB_FORM,
            notice=_notice(key, answer),
            now=now,
            uuid=number,
        )
    except ConsentError as error:  # such as a child, who does not consent alone: the program must not know
        return _hold_back(key, answer, now, why=error.code)
    return None


def _hold_back(key: ApiKey, answer: Answer, now: datetime, *, why: str) -> None:
    record(
        kind="api.held_back",
        at=now,
        actor=reference(key),
        object=reference(key),
        fields={"purpose": key.purpose.code, "channel": answer.channel.value, "why": why},
    )
