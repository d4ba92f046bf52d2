"""Mail that has to arrive: written down with what it tells, in one transaction, and tried until it is taken.

A mail server that is away neither loses a notice nor holds up what it tells. Two processes never hand over
the same one; a crash in the very middle may send it twice, never not at all.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from smtplib import SMTPRecipientsRefused
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.db.models import Case, F, Value, When

from balise.people.letters import letter, spoken_by
from balise.people.models import Notice
from balise.people.words import NoticeKind

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from django.core.mail import EmailMessage

    from balise.people.models import Staff

log = logging.getLogger(__name__)

GIVEN_UP_AFTER = timedelta(days=3)
"""By mail only: on their pages, people find it as long as they look."""
FIRST_PAUSE, LONGEST_PAUSE, DOUBLED = timedelta(minutes=1), timedelta(hours=1), 6
"""Between two tries; it doubles so many times at most."""
AT_ONCE = 50

URGENCY = Case(When(kind=NoticeKind.INVITATION, then=Value(1)), default=Value(0))
"""A thousand invitations do not hold up what happened just now."""

_wakers: list[Callable[[], None]] = []
_writers: dict[NoticeKind, Callable[[Notice], EmailMessage | None]] = {}


def wake_up(waker: Callable[[], None]) -> None:
    """Call this whenever there is something to deliver. Without anyone to wake, notices wait."""
    _wakers.append(waker)


def written_by(kind: NoticeKind, writer: Callable[[Notice], EmailMessage | None]) -> None:
    """Have the mails of this kind written by another module, as they leave: None where there is nothing to
    tell any more.
    """
    _writers[kind] = writer


def tell(*people: Staff, kind: NoticeKind, now: datetime) -> None:
    """Write down that these people are to be told, in the transaction of what they are told."""
    Notice.objects.bulk_create(
        Notice(kind=kind, staff=person, created_at=now, due_at=now) for person in people
    )
    transaction.on_commit(wake, robust=True)


def deliver_due(now: datetime) -> int:
    """Hand over what is due to the mail server, and return how many it took.

    It stops at the first failure: when the server is away, the others would each wait for it. An address
    that the server refuses is no such failure.
    """
    due = Notice.objects.filter(due_at__lte=now, created_at__gt=now - GIVEN_UP_AFTER)
    taken = 0
    for notice in due.select_related("staff").order_by(URGENCY, "due_at", "pk")[:AT_ONCE]:
        if _claimed(notice, now):
            try:
                taken += _handed_over(notice, now)
            except Exception:
                log.exception("notice not sent")
                break
    return taken


def site_address() -> str:
    """Where people find Balise, as far as settings tell: under the first name that it answers to."""
    names = [name.lstrip(".") for name in settings.ALLOWED_HOSTS if name != "*"]
    return f"{'https' if settings.HTTPS else 'http'}://{names[0] if names else 'localhost'}"


def wake() -> None:
    """Have what is due delivered at once, if anyone does so in this process."""
    for waker in _wakers:
        waker()


def _claimed(notice: Notice, now: datetime) -> bool:
    """Whether it is ours to send: whoever moves it on has it. After a failure or a crash, it is due again."""
    pause = min(FIRST_PAUSE * 2 ** min(notice.tries, DOUBLED), LONGEST_PAUSE)
    still_there = Notice.objects.filter(pk=notice.pk, due_at=notice.due_at)
    return bool(still_there.update(due_at=now + pause, tries=F("tries") + 1))


def _handed_over(notice: Notice, now: datetime) -> bool:
    """Whether it was; who left meanwhile is told nothing. Raise what the mail server's absence raises."""
    if notice.staff.active(now) and (mail := _writers.get(NoticeKind(notice.kind), _letter)(notice)):
        try:
            mail.send()
        except SMTPRecipientsRefused:
            log.exception("notice refused")
            return False
    Notice.objects.filter(pk=notice.pk).update(due_at=None)
    return True


def _letter(notice: Notice) -> EmailMessage:
    staff = notice.staff
    key, first = f"people.notice.{notice.kind}", spoken_by(staff.language)
    return letter(key, to=staff.email, first=first, link=f"{site_address()}/")
