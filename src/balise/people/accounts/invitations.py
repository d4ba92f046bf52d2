"""Inviting someone to sign in: a link to choose a password, good once, that goes by mail.

The link is made as the mail leaves and is kept nowhere, so a mail that waits for its server holds no secret
(`notices`). Without a mail server, whoever invites is shown the link and hands it over; the journal says so.
Someone who signs in already is never invited: by such a link, another could choose their password.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q, Subquery
from django.db.models.functions import Lower

from balise.journal.pieces import pieces
from balise.people import notices
from balise.people.access import Act, visible_staff
from balise.people.accounts import entries, mailing
from balise.people.accounts.models import Account
from balise.people.accounts.operations import one_time_path, open_account
from balise.people.doors import operation
from balise.people.errors import PeopleError
from balise.people.models import Notice, Staff
from balise.people.words import NoticeKind

if TYPE_CHECKING:
    from datetime import datetime

    from django.core.mail import EmailMessage
    from django.db.models import QuerySet

    from balise.people.standing import Standing

SENT_ONCE_WITHIN = timedelta(minutes=5)
"""A button pressed twice sends one mail."""


class Stage(StrEnum):
    """How far someone is."""

    NEVER = "never"
    WAITING = "waiting"  # for the mail server
    LOST = "lost"  # it never took the mail
    INVITED = "invited"
    SIGNS_IN = "signs_in"


@dataclass(frozen=True, slots=True)
class State:
    stage: Stage
    since: datetime | None
    """When the last invitation was made."""


def state_of(staff: Staff, at: datetime) -> State:
    """Whether this person was invited, and uses their account."""
    account = _account_of(staff)
    last = _last(staff)
    since = last.created_at if last else None
    if account is not None and _in_use(account):
        return State(Stage.SIGNS_IN, since)
    if last is None:
        return State(Stage.NEVER, since)
    if last.due_at is None:
        return State(Stage.INVITED, since)
    return State(Stage.WAITING if _is_tried(last, at) else Stage.LOST, since)


def without_account(viewer: Staff | Standing, at: datetime) -> QuerySet[Staff]:
    """The active people whom the viewer may invite and who have no account. Left out: those whose address is
    that of another account.
    """
    taken = Account.objects.filter(email=Lower(OuterRef("email")))
    still_here = Q(disabled_at=None) | Q(disabled_at__gt=at)
    return visible_staff(viewer, at, Act.INVITE).filter(still_here, ~Exists(taken), user=None)


@operation
def invite(*, by: Staff, staff: Staff, site: str, now: datetime) -> str | None:
    """Have a link mailed to someone; their account is opened if they have none.

    Where there is no mail server, return the link, which begins with the address of the site: `by` hands it
    over, and each one is noted. A mail that still waits, or has just left, is not sent twice.
    """
    account = open_account(by=by, staff=staff, now=now)
    if _in_use(account):
        raise PeopleError("already_signs_in")
    if not mailing.is_set_up():
        Notice.objects.create(kind=NoticeKind.INVITATION, staff=staff, created_at=now, due_at=None)
        entries.link_shown(at=now, by=by, staff=staff)
        return site.rstrip("/") + one_time_path(account)
    last = _last(staff)
    if last is None or not (_is_tried(last, now) or _just_left(last, now)):
        notices.tell(staff, kind=NoticeKind.INVITATION, now=now)
        entries.invited(staff, at=now, by=by)
    return None


@operation
def invite_all(*, by: Staff, now: datetime) -> int:
    """Open an account for all who have none, have a link mailed to each, and return how many they are."""
    if not mailing.is_set_up():
        raise PeopleError("no_mail")
    found = without_account(by, now).order_by("pk").select_for_update(of=("self",), no_key=True)
    people = list(found)
    Account.objects.bulk_create(_unopened(person, now) for person in people)
    own = Account.objects.filter(email=Lower(OuterRef("email")))
    for keys in pieces(person.pk for person in people):
        Staff.objects.filter(pk__in=keys).update(user=Subquery(own.values("pk")))
    entries.accounts_opened(*people, at=now, by=by)
    notices.tell(*people, kind=NoticeKind.INVITATION, now=now)
    entries.invited(*people, at=now, by=by)
    return len(people)


def write_mails() -> None:
    """Have invitations written here, as they leave."""
    notices.written_by(NoticeKind.INVITATION, _letter)


def _letter(notice: Notice) -> EmailMessage | None:
    account = _account_of(notice.staff)
    if account is None or _in_use(account):
        return None
    link = notices.site_address() + one_time_path(account)
    return mailing.letter("invitation", account.email, {"password_reset_url": link})


def _account_of(staff: Staff) -> Account | None:
    return Account.objects.get(pk=staff.user_id) if staff.user_id is not None else None


def _last(staff: Staff) -> Notice | None:
    found = Notice.objects.filter(kind=NoticeKind.INVITATION, staff=staff)
    return found.order_by("-created_at", "-pk").first()


def _is_tried(notice: Notice, at: datetime) -> bool:
    return notice.due_at is not None and notice.created_at > at - notices.GIVEN_UP_AFTER


def _just_left(notice: Notice, at: datetime) -> bool:
    """By mail: what was given by hand was never tried."""
    return notice.tries > 0 and at - notice.created_at < SENT_ONCE_WITHIN


def _in_use(account: Account) -> bool:
    return account.last_login is not None or account.has_usable_password()


def _unopened(person: Staff, now: datetime) -> Account:
    account = Account(email=person.email.lower(), created_at=now)
    account.set_unusable_password()
    return account
