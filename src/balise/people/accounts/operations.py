"""Giving someone an account, and ending what they are signed in with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db import transaction
from django.urls import reverse

from balise.people.access import Act
from balise.people.accounts import entries
from balise.people.accounts.models import Account
from balise.people.doors import demand, operation
from balise.people.errors import PeopleError
from balise.people.operations.common import held, require_active

if TYPE_CHECKING:
    from datetime import datetime

    from balise.people.models import Staff

LINK_LASTS_DAYS = settings.PASSWORD_RESET_TIMEOUT // (24 * 60 * 60)
"""How long a link to choose a password is good."""


@operation
def open_account(*, by: Staff, staff: Staff, now: datetime) -> Account:
    """Give a member of staff an account, which opens nothing before they choose a password."""
    demand(viewer=by, act=Act.INVITE, thing=staff, at=now)
    person = held(staff)
    require_active(person, now)
    if person.user_id is not None:
        return Account.objects.get(pk=person.user_id)
    if Account.objects.filter(email=person.email.lower()).exists():
        raise PeopleError("account_of_another")
    account = Account.objects.create_user(person.email, created_at=now)
    person.user_id = account.pk
    person.save(update_fields=["user"])
    entries.accounts_opened(person, at=now, by=by)
    return account


def one_time_path(account: Account) -> str:
    """Where a password can be chosen, once: the address holds no longer after that, or after a sign-in."""
    key = default_token_generator.make_token(account)
    return reverse(
        "account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(account), "key": key}
    )


@transaction.atomic
def end_session(*, account: Account, number: int, now: datetime) -> bool:
    """End one of the sessions of an account; whether there was such a one."""
    session = UserSession.objects.filter(user_id=account.pk, pk=number).first()
    if session is None:
        return False
    session.end()
    entries.sessions_ended(at=now, account=account)
    return True


@transaction.atomic
def end_all_sessions(*, account: Account, now: datetime) -> None:
    """Sign someone out everywhere."""
    for session in UserSession.objects.filter(user_id=account.pk):
        session.end()
    entries.sessions_ended(at=now, account=account)
