"""What allauth tells us happened: it is noted in the journal, and a second factor is remembered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account import signals as account_signals
from allauth.account.authentication import get_authentication_records
from allauth.mfa import signals as mfa_signals
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils import timezone

from balise.people.accounts import entries
from balise.people.accounts.models import Account
from balise.people.accounts.sessions import remember_second_factor

if TYPE_CHECKING:
    from django.dispatch import Signal
    from django.http import HttpRequest


def listen() -> None:
    """Connect everything below."""
    heard: list[tuple[Signal, object]] = [
        (account_signals.user_logged_in, _signed_in),
        (account_signals.password_changed, _password_changed),
        (account_signals.password_reset, _password_changed),
        (account_signals.password_set, _password_changed),
        (mfa_signals.authentication_failed, _refused),
        (mfa_signals.authenticator_added, _added),
        (mfa_signals.authenticator_removed, _removed),
        (mfa_signals.authenticator_used, _used),
    ]
    for signal, receiver in heard:
        signal.connect(receiver, dispatch_uid=getattr(receiver, "__name__", ""))  # type: ignore[arg-type]  # each takes the arguments of its own signal


def _signed_in(request: HttpRequest, user: Account, **_: object) -> None:
    records = get_authentication_records(request, user)
    method = "+".join(dict.fromkeys(record.get("type") or record["method"] for record in records))
    _note("signed_in", user, method=method or "unknown")


def _password_changed(user: Account, **_: object) -> None:
    _note("password_changed", user)


def _refused(user: Account, authenticator: Authenticator, **_: object) -> None:
    _note("sign_in_refused", user, method=authenticator.type)


def _added(request: HttpRequest, user: Account, authenticator: Authenticator, **_: object) -> None:
    _note("second_factor_added", user, factor=authenticator.type)
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        # Adding it showed that its owner has it.
        remember_second_factor(request, user)


def _removed(user: Account, authenticator: Authenticator, **_: object) -> None:
    _note("second_factor_removed", user, factor=authenticator.type)


def _used(request: HttpRequest, user: Account, **_: object) -> None:
    remember_second_factor(request, user)


def _note(event: str, account: Account, **fields: str) -> None:
    with transaction.atomic():
        entries.own(event, account, timezone.now(), **fields)
