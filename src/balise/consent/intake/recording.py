"""Answers of one talk or one form, written down together: all of them, or none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING

from django.utils import timezone

from balise.consent.operations import keep_evidence, record_consent
from balise.consent.words import NO
from balise.people.doors import operation

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from uuid import UUID

    from balise.consent.intake.scans import Scan
    from balise.consent.models import ConsentEvent, Notice, Purpose
    from balise.consent.words import Channel, Event, Grantor, Method
    from balise.people.models import Client, LinkedParty, Staff


@dataclass(frozen=True, slots=True)
class Answer:
    """What someone said about one purpose and channel, on which wording."""

    uuid: UUID
    purpose: Purpose
    channel: Channel
    event: Event
    notice: Notice | None


@operation
def record_answers(
    *,
    by: Staff,
    client: Client,
    answers: Sequence[Answer],
    method: Method,
    grantor: Grantor,
    party: LinkedParty | None,
    day: date | None,
    scan: Scan | None,
    now: datetime,
) -> tuple[ConsentEvent, ...]:
    """Write down what a client said: today, or on an earlier `day`. Raise what `record_consent` raises."""
    kept = None
    if scan is not None:
        kept = keep_evidence(by=by, name=scan.name, media_type=scan.media_type, content=scan.content, now=now)
    return tuple(
        record_consent(
            by=by,
            client=client,
            purpose=answer.purpose,
            channel=answer.channel,
            event=answer.event,
            method=method,
            now=now,
            uuid=answer.uuid,
            grantor=grantor,
            party=party,
            notice=answer.notice,
            effective_at=_on(day, answer.event),
            evidence=kept,
        )
        for answer in answers
    )


def _on(day: date | None, event: Event) -> datetime | None:
    """An instant of a past day. Of one day, a no comes after a yes: nobody wrote down the hour."""
    if day is None:
        return None
    return timezone.make_aware(datetime.combine(day, time.max if event in NO else time.min)).astimezone(UTC)
