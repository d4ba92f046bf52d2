"""Someone at a keyboard, without a browser: types passwords and codes, and sees where they lead."""

from __future__ import annotations

import time
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest, HttpResponse
from django.test import Client

from balise.people.accounts.models import Account
from balise.people.accounts.sessions import sign_in_as
from balise.people.models import Staff

PASSWORD = "sept hérons sur la jetée"
LOGIN = "/account/login/"
CODE = "/account/2fa/authenticate/"
AGAIN = "/account/reauthenticate/"


class QuickArgon2(Argon2PasswordHasher):
    time_cost, memory_cost, parallelism = 1, 64, 1


class Keyboard:
    def __init__(self, *, enforce_csrf_checks: bool = False) -> None:
        self.client = Client(enforce_csrf_checks=enforce_csrf_checks)

    def open(self, address: str) -> HttpResponse:
        return self._seen(self.client.get(address))

    def send(self, address: str, **data: Any) -> HttpResponse:  # noqa: ANN401  as forms are
        return self._seen(self.client.post(address, data))

    def sign_in(self, email: str, password: str = PASSWORD, **data: str) -> HttpResponse:
        return self.send(LOGIN, login=email, password=password, **data)

    def confirm(self, password: str = PASSWORD) -> HttpResponse:
        return self.send(AGAIN, password=password)

    @property
    def is_in(self) -> bool:
        return self.open("/account/").status_code == 200

    @property
    def session_key(self) -> str:
        return self.client.session.session_key or ""

    def _seen(self, response: Any) -> HttpResponse:  # noqa: ANN401  the test client has its own type
        assert isinstance(response, HttpResponse)
        return response


def led(response: HttpResponse) -> str:
    """Where the answer leads, without what it carries along."""
    assert response.status_code == 302, response.status_code
    return response.headers["location"].partition("?")[0]


def code_app(account: Account) -> str:
    """Set up a code app for this account; its secret."""
    secret: str = generate_totp_secret()
    TOTP.activate(account, secret)
    RecoveryCodes.activate(account)
    return secret


def code(secret: str) -> str:
    """What the app shows, when it shows it long enough to be typed."""
    if (left := 30 - time.time() % 30) < 5:
        time.sleep(left)
    shown: str = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    return shown


def recovery_codes(account: Account) -> list[str]:
    found = Authenticator.objects.get(user=account, type=Authenticator.Type.RECOVERY_CODES)
    codes: list[str] = found.wrap().get_unused_codes()
    return codes


def enter(client: Client, staff: Staff) -> None:
    """Sign a test client in as someone, second factor included: for tests about other things."""
    request = HttpRequest()
    request.META |= {"REMOTE_ADDR": "127.0.0.1", "HTTP_USER_AGENT": "test"}
    request.session, request.user = SessionStore(), AnonymousUser()
    sign_in_as(request, staff)
    request.session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = request.session.session_key or ""
