"""Who a request comes from, asked anew each time, so that whoever was shut out is out at their next click.

A session counts while it is in the list of sessions that its owner can see and end. It ends twelve hours
after it began, and one hour after it was last used. Each of the reads here goes by an index.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from allauth.usersessions.models import UserSession
from django.contrib.auth import login
from django.db.models import Q
from django.utils import timezone

from balise.people.accounts.models import Account
from balise.people.models import Delegation, RoleGrant, Staff
from balise.people.periods import in_force
from balise.people.words import Role

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest

LASTS = timedelta(hours=12)
IDLE = timedelta(hours=1)
NOTED_EVERY = timedelta(minutes=1)
"""How often a session's last use is written down: a write at each request would slow every page."""

STRONG = frozenset(
    {Role.HR_DIRECTOR, Role.INVESTIGATOR, Role.PRIVACY_OFFICER, Role.AUDITOR, Role.ADMINISTRATOR}
)
"""The roles that a password alone does not open."""

PROVEN = "second_factor_of"
"""Where a session remembers whose second factor was seen in it."""

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def person_of(account: Account, at: datetime) -> Staff | None:
    """The member of staff whose account this is; None when there is none, or they may not act now."""
    staff = Staff.objects.filter(user_id=account.pk).first()
    return staff if account.is_active and staff is not None and staff.active(at) else None


def person_here(request: HttpRequest, at: datetime) -> Staff | None:
    """Who is signed in by this request's session; None when the session, or the person, is no longer good."""
    if not isinstance(request.user, Account):
        return None
    found = UserSession.objects.filter(session_key=request.session.session_key, user_id=request.user.pk)
    session = found.only("created_at", "last_seen_at").first()
    if session is None or at >= session.created_at + LASTS or at >= session.last_seen_at + IDLE:
        return None
    staff = person_of(request.user, at)
    if staff is not None and at - session.last_seen_at >= NOTED_EVERY:
        found.update(last_seen_at=at)
    return staff


def needs_second_factor(staff: Staff, at: datetime) -> bool:
    """Whether this person holds, or was lent, a role that a password alone does not open."""
    roles = sorted(STRONG)
    lent = Q(receiver=staff) | Q(alternate=staff)
    return (
        RoleGrant.objects.filter(in_force(at), staff=staff, role__in=roles).exists()
        or Delegation.objects.filter(in_force(at), lent, role__in=roles).exists()
    )


def remember_second_factor(request: HttpRequest, account: Account) -> None:
    """A second factor of this account's owner was just seen."""
    request.session[PROVEN] = str(account.pk)


def has_second_factor(request: HttpRequest, account: Account) -> bool:
    """Whether a second factor of this account's owner was seen in this session."""
    return bool(request.session.get(PROVEN) == str(account.pk))


def sign_in_as(request: HttpRequest, staff: Staff) -> None:
    """Make this request's session that of a person, second factor included, with no proof: for the demo.

    Raise `LookupError` for who may not sign in at all.
    """
    account = staff.user
    if not isinstance(account, Account) or person_of(account, timezone.now()) is None:
        raise LookupError(f"{staff} has no account to sign in with, or was shut out")
    request.session.flush()
    login(request, account, backend=BACKEND)
    remember_second_factor(request, account)
    UserSession.objects.create_from_request(request)
