"""The few pages of an account that allauth does not have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account.decorators import reauthentication_required
from allauth.mfa.adapter import get_adapter
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from balise.people.accounts.middleware import signed_in
from balise.people.accounts.models import Account
from balise.people.accounts.operations import end_all_sessions, end_session

if TYPE_CHECKING:
    from balise.people.models import Staff


@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """One's own account: what can be seen and changed of it."""
    return render(request, "accounts/account.html", {"staff": _person(request)})


@require_safe
def second_factor_needed(request: HttpRequest) -> HttpResponse:
    """Why a password is not enough here, and the two ways to set up a second factor."""
    return render(request, "accounts/second_factor_needed.html")


@require_safe
@reauthentication_required(app="allauth.mfa")  # type: ignore[untyped-decorator]  # allauth has no types
def totp_image(request: HttpRequest) -> HttpResponse:
    """The drawing that a phone reads to make codes: an image of its own, since pages hold nothing inline."""
    secret = request.session.get(SECRET_SESSION_KEY)
    if not secret:
        raise Http404
    adapter = get_adapter()
    drawing = adapter.build_totp_svg(adapter.build_totp_url(request.user, secret))
    return HttpResponse(drawing, content_type="image/svg+xml")


@require_POST
def end_one_session(request: HttpRequest, number: int) -> HttpResponse:
    """Sign out of one other device. One that is not there, or is somebody else's, is not found."""
    if not end_session(account=_account(request), number=number, now=timezone.now()):
        raise Http404
    return redirect("usersessions_list")


@require_POST
def end_every_session(request: HttpRequest) -> HttpResponse:
    """Sign out everywhere, here too."""
    end_all_sessions(account=_account(request), now=timezone.now())
    logout(request)
    return redirect("account_login")


@require_safe
def password_changed(request: HttpRequest) -> HttpResponse:
    """Say that it was."""
    return render(request, "accounts/password_changed.html")


def _account(request: HttpRequest) -> Account:
    assert isinstance(request.user, Account)  # the gate let nobody else in
    return request.user


def _person(request: HttpRequest) -> Staff:
    staff = signed_in(request)
    assert staff is not None  # as above
    return staff
