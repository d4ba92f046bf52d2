"""Every request learns who it comes from (`request.staff`), and goes no further than that person may.

Sign-in is the rule: a page is open to all only where it says so (Django's `login_not_required`), or where
`BALISE_OPEN_TO_VISITORS` names it. A new page is therefore closed until somebody opens it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from balise.people.accounts.models import Account
from balise.people.accounts.sessions import has_second_factor, needs_second_factor, person_here

if TYPE_CHECKING:
    from balise.people.models import Staff

GetResponse = Callable[[HttpRequest], HttpResponse]

TO_SET_UP = frozenset(
    {
        "account_logout",
        "account_reauthenticate",
        "accounts:second_factor_needed",
        "accounts:totp_image",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn",
        "set_language",
    }
)
"""All that someone may reach who needs a second factor and has not shown one."""


def signed_in(request: HttpRequest) -> Staff | None:
    """Who this request comes from; None for a visitor."""
    found: Staff | None = getattr(request, "staff", None)
    return found


def session_person(get_response: GetResponse) -> GetResponse:
    """Set `request.staff`. A session that is no longer good is ended on the spot."""

    def answer(request: HttpRequest) -> HttpResponse:
        staff = None
        if request.user.is_authenticated:
            staff = person_here(request, timezone.now())
            if staff is None:
                logout(request)
        request.staff = staff  # type: ignore[attr-defined]  # as allauth and Django add theirs
        return get_response(request)

    return answer


class Gate:
    """Sends visitors to sign in, and who needs a second factor to show it."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], _args: object, _kwargs: object
    ) -> HttpResponse | None:
        staff = signed_in(request)
        if staff is None:
            return (
                None
                if _is_open(request, view)
                else redirect_to_login(_way_back(request), reverse("account_login"))
            )
        return _second_factor_first(request, staff)


def _is_open(request: HttpRequest, view: Any) -> bool:  # noqa: ANN401  anything that can be called
    if not getattr(view, "login_required", True):
        return True
    match = request.resolver_match
    return match is not None and match.view_name in settings.BALISE_OPEN_TO_VISITORS


def _way_back(request: HttpRequest) -> str:
    """A form that was sent cannot be sent again by a link, so that after signing in one starts at home."""
    return request.get_full_path() if request.method in {"GET", "HEAD"} else "/"


def _second_factor_first(request: HttpRequest, staff: Staff) -> HttpResponse | None:
    account = request.user
    assert isinstance(account, Account)
    if has_second_factor(request, account) or not needs_second_factor(staff, timezone.now()):
        return None
    match = request.resolver_match
    wanted = match.view_name if match else ""
    if Authenticator.objects.filter(user_id=account.pk).exists():
        # It was set up in another session. Here it only has to be shown: adding another would go round it.
        ways = TO_SET_UP - {"mfa_activate_totp", "mfa_add_webauthn", "accounts:totp_image"}
        return None if wanted in ways else redirect("mfa_reauthenticate")
    return None if wanted in TO_SET_UP else redirect("accounts:second_factor_needed")
