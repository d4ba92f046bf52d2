"""What allauth asks of us: who may sign in, in which words errors are told, how mail goes out."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.stages import AuthenticateStage
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.shortcuts import redirect
from django.utils import timezone

from balise.people.accounts import mailing
from balise.people.accounts.models import Account
from balise.people.accounts.sessions import (
    PROVEN,
    has_second_factor,
    needs_second_factor,
    person_of,
    remember_second_factor,
)
from balise.people.accounts.wording import ERRORS, said

if TYPE_CHECKING:
    from allauth.mfa.models import Authenticator
    from allauth.socialaccount.models import SocialLogin
    from django.http import HttpRequest, HttpResponse


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    error_messages = DefaultAccountAdapter.error_messages | ERRORS

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002  allauth's signature
        """Nobody makes an account for themself: people are hired, then invited."""
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Account | None:  # noqa: ANN401  allauth has no types
        """Whose password this is; None for anybody who may not sign in, so that all get the same answer."""
        account = super().authenticate(request, **credentials)
        if isinstance(account, Account) and person_of(account, timezone.now()) is not None:
            return account
        return None

    def pre_login(self, request: HttpRequest, user: Account, **_kwargs: object) -> HttpResponse | None:
        """Stop who proved who they are by a passkey or elsewhere, and may no longer come in."""
        if person_of(user, timezone.now()) is None:
            request.session.pop(PROVEN, None)
            return redirect("account_inactive")
        return None

    def send_password_reset_mail(self, user: Account, email: str, context: dict[str, Any]) -> None:
        """Send none to who was shut out: choosing a password would not let them in."""
        if person_of(user, timezone.now()) is not None:
            super().send_password_reset_mail(user, email, context)

    def get_login_stages(self) -> list[str]:
        return [f"{__name__}.SecondFactorStage"]

    def add_message(self, *_args: object, **_kwargs: object) -> None:
        """Each of our pages says by itself what was done."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        mailing.send(template_prefix.rpartition("/")[2], email, context)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:  # noqa: ARG002  allauth's signature
        return mailing.path("accounts:password_changed")


class SecondFactorStage(AuthenticateStage):  # type: ignore[misc]  # as above
    """Asks for the second factor of who has one, unless it was shown already, here or at the provider."""

    def handle(self) -> tuple[HttpResponse | None, bool]:
        account = self.login.user
        if isinstance(account, Account) and has_second_factor(self.request, account):
            return None, True
        handled: tuple[HttpResponse | None, bool] = super().handle()
        return handled


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # as above
    error_messages = DefaultMFAAdapter.error_messages | ERRORS

    def encrypt(self, text: str) -> str:
        """Keep the secrets of one-time codes so that a copy of the database is not enough to make codes."""
        return _safe().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _safe().decrypt(encrypted_text.encode()).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Refuse to take away the last second factor of who needs one."""
        staff = person_of(authenticator.user, timezone.now())
        if staff is None or not needs_second_factor(staff, timezone.now()):
            return True
        others = type(authenticator).objects.filter(user=authenticator.user).exclude(pk=authenticator.pk)
        return bool(others.exclude(type=type(authenticator).Type.RECOVERY_CODES).exists())

    def generate_authenticator_name(self, user: Account, type: Authenticator.Type) -> str:  # noqa: A002  allauth names it so
        number = self._model().objects.filter(user=user, type=type).count() + 1
        return said("accounts.passkeys.unnamed", number=number)

    @staticmethod
    def _model() -> type[Authenticator]:
        from allauth.mfa.models import Authenticator  # noqa: PLC0415  allauth loads adapters before models

        return Authenticator  # type: ignore[no-any-return]  # as above


class ProviderAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # as above
    """Sign-in at the organisation's own provider: only for people we know already."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:  # noqa: ARG002  allauth's signature
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Count the provider's second factor only when it says so in a word that we were told to believe."""
        request.session.pop(PROVEN, None)
        account = sociallogin.user
        if isinstance(account, Account) and account.pk and _vouched(sociallogin.account.extra_data):
            remember_second_factor(request, account)


def _vouched(told: dict[str, Any]) -> bool:
    # Only the signed token counts: the user's profile is for display.
    token = told.get("id_token") or {}
    methods = token.get("amr") or []
    words = {token.get("acr"), *(methods if isinstance(methods, list) else [methods])}
    return not words.isdisjoint(settings.BALISE_OIDC_SECOND_FACTOR)


def _safe() -> MultiFernet:
    """Opens what was closed under this secret key or one before it; closes under this one."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_derived(key)) for key in keys])


def _derived(key: str | bytes) -> bytes:
    secret = key.encode() if isinstance(key, str) else key
    derived = HKDF(SHA256(), 32, salt=None, info=b"balise second factors").derive(secret)
    return base64.urlsafe_b64encode(derived)
