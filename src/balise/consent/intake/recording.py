"""Answers of one talk or one form, written down together: all of them, or none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from balise.consent.book import Book
from balise.consent.intake.errors import IntakeError
from balise.consent.operations import keep_evidence, record_consent
from balise.consent.operations.common import hold_as, no_after
from balise.consent.standings import mark_of
from balise.consent.words import NO, Method
from balise.people.doors import operation
from balise.people.periods import day_of, first_instant, last_instant

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from uuid import UUID

    from balise.consent.intake.scans import Scan
    from balise.consent.models import ConsentEvent, Notice, Purpose
    from balise.consent.words import Channel, Event, Grantor
    from balise.people.models import Client, LinkedParty, Staff


@dataclass(frozen=True, slots=True)
class Answer:
    """What someone said about one purpose and channel, on which wording.

    `seen` is `standings.mark_of` the last no when the page was shown.
    """

    uuid: UUID
    purpose: Purpose
    channel: Channel
    event: Event
    notice: Notice | None
    seen: str


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
    until: date | None = None,
) -> tuple[ConsentEvent, ...]:
    """Write down what a client said: today, or on an earlier `day`; what they agree to may end, `until`.

    Raise `IntakeError` when a no came since the page was shown: to read it comes first. Raise what
    `record_consent` raises.
    """
    refusing = all(answer.event in NO for answer in answers)
    book = Book(hold_as(by, client, method, now, a_no=refusing))
    for answer in answers:
        last_no = book.heard(answer.purpose, answer.channel).no
        if answer.event not in NO and day is None and mark_of(last_no) != answer.seen:
            raise IntakeError("changed_meanwhile", purpose=answer.purpose.name, channel=answer.channel.label)
    kept = None
    if scan is not None:
        kept = keep_evidence(by=by, name=scan.name, media_type=scan.media_type, content=scan.content, now=now)
    return tuple(
        record_consent(
            by=by,
            client=client,
            purpose=answer.purpose,
            channel=answer.channel,
            event=no_after(book.position(answer.purpose, answer.channel))
            if answer.event in NO
            else answer.event,
            method=method,
            now=now,
            uuid=answer.uuid,
            grantor=grantor,
            party=party,
            notice=answer.notice,
            effective_at=_when(day, answer.event, method, now),
            until=None if answer.event in NO else until,
            evidence=kept,
        )
        for answer in answers
    )


def _when(day: date | None, event: Event, method: Method, now: datetime) -> datetime | None:
    """An instant of the day; None for now. Of one day, a no comes after a yes: nobody wrote down the hour."""
    if day is None:
        # A form that is typed in today may be from this morning, and a no have come since.
        return first_instant(day_of(now)) if method is Method.PAPER_FORM and event not in NO else None
    return last_instant(day) if event in NO else first_instant(day)
