"""The settings of sign-in: allauth's, passwords, mail, and the organisation's own OpenID Connect provider.

BALISE_OPEN_ASKING   1 lets visitors ask and read the policies; 0 asks everyone to sign in (1)
BALISE_MAIL_URL      smtp://user:password@host:port, smtps:// from the first byte, smtp+starttls://; without
                     it, mail is written to the log of the terminal
BALISE_MAIL_FROM     whose name mail goes out in (balise@localhost)
BALISE_OIDC_ISSUER   the provider's address, where `/.well-known/openid-configuration` is; without it, no
                     provider
BALISE_OIDC_ID, BALISE_OIDC_SECRET   what the provider knows this site by
BALISE_OIDC_NAME     what its button says (OpenID Connect)
BALISE_OIDC_SECOND_FACTOR   the words of `amr` or `acr`, separated by commas, that count as a second factor;
                     without it, none does, and Balise asks for its own
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from balise.server.environment import listed, switched

PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}

VALIDATORS = "django.contrib.auth.password_validation"

ASKING = frozenset(
    {
        "desk:home",
        "desk:start",
        "desk:search",
        "desk:group",
        "desk:answer",
        "desk:question",
        "desk:policies",
        "desk:policy",
        "desk:annex",
    }
)
"""Asking, and reading the policies: each address by its name, so that the desk's next page is closed."""

DEMO = frozenset({"demo:people", "demo:enter"})


def sign_in_settings(environment: Mapping[str, str], *, https: bool, demo: bool) -> dict[str, Any]:
    """All of them, by name."""
    return {
        "AUTH_USER_MODEL": "accounts.Account",
        "AUTHENTICATION_BACKENDS": ["allauth.account.auth_backends.AuthenticationBackend"],
        "PASSWORD_HASHERS": ["django.contrib.auth.hashers.Argon2PasswordHasher"],
        "AUTH_PASSWORD_VALIDATORS": [
            {"NAME": f"{VALIDATORS}.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
            {"NAME": f"{VALIDATORS}.CommonPasswordValidator"},
            {
                "NAME": f"{VALIDATORS}.UserAttributeSimilarityValidator",
                "OPTIONS": {"user_attributes": ["email"]},
            },
        ],
        "LOGIN_URL": "account_login",
        "LOGIN_REDIRECT_URL": "/",
        "LOGOUT_REDIRECT_URL": "/",
        # Attempts are counted, and used codes remembered, for all processes together.
        "CACHES": {
            "default": {
                "BACKEND": "django.core.cache.backends.db.DatabaseCache",
                "LOCATION": "accounts_shared_memory",
            }
        },
        # The web server in front says who a request comes from; in the demo there is none.
        "ALLAUTH_TRUSTED_PROXY_COUNT": 1 if https else 0,
        "ACCOUNT_ADAPTER": "balise.people.accounts.adapters.AccountAdapter",
        "ACCOUNT_DEFAULT_HTTP_PROTOCOL": "https" if https else "http",
        "ACCOUNT_EMAIL_NOTIFICATIONS": True,
        "ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS": False,
        "ACCOUNT_EMAIL_VERIFICATION": "none",
        "ACCOUNT_LOGIN_METHODS": {"email"},
        "ACCOUNT_PREVENT_ENUMERATION": True,
        "ACCOUNT_SESSION_REMEMBER": False,
        "ACCOUNT_SIGNUP_FIELDS": ["email*", "password1*"],
        "ACCOUNT_USER_MODEL_USERNAME_FIELD": None,
        "MFA_ADAPTER": "balise.people.accounts.adapters.MFAAdapter",
        # The organisation answers for its addresses: accounts are made from those of its personnel.
        "MFA_ALLOW_UNVERIFIED_EMAIL": True,
        "MFA_FORMS": {"activate_totp": "balise.people.accounts.forms.SetUpCodesForm"},
        "MFA_PASSKEY_LOGIN_ENABLED": True,
        "MFA_RECOVERY_CODES_SHOW_ONCE": True,
        "MFA_SUPPORTED_TYPES": ["recovery_codes", "totp", "webauthn"],
        "MFA_TOTP_ISSUER": "Balise",
        "MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN": demo,
        # A passkey stands for both factors only when the device asked who is using it.
        "MFA_WEBAUTHN_USER_VERIFICATION": "required",
        "USERSESSIONS_ADAPTER": "allauth.usersessions.adapter.DefaultUserSessionsAdapter",
        **_mail(environment),
        **_provider(environment),
    }


def open_to_visitors(environment: Mapping[str, str], *, demo: bool) -> frozenset[str]:
    """Names of addresses that need no sign-in, beside those that say so themselves."""
    asking = ASKING if switched(environment, "BALISE_OPEN_ASKING", default=True) else frozenset()
    return frozenset({"set_language"}) | asking | (DEMO if demo else frozenset())


def second_factor_words(environment: Mapping[str, str]) -> frozenset[str]:
    """What a provider says, in `amr` or `acr`, when it asked for a second factor."""
    return frozenset(listed(environment.get("BALISE_OIDC_SECOND_FACTOR", "")))


def form_targets(environment: Mapping[str, str]) -> list[str]:
    """Where a form may lead beside this site: signing in elsewhere begins with one, which browsers follow."""
    issuer = urlsplit(environment.get("BALISE_OIDC_ISSUER", ""))
    return [f"{issuer.scheme}://{issuer.netloc}"] if issuer.netloc else []


def _mail(environment: Mapping[str, str]) -> dict[str, Any]:
    sender = {"DEFAULT_FROM_EMAIL": environment.get("BALISE_MAIL_FROM") or "balise@localhost"}
    address = environment.get("BALISE_MAIL_URL", "")
    if not address:
        return {**sender, "EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}
    parts = urlsplit(address)
    if parts.scheme not in PORTS or not parts.hostname:
        known = ", ".join(f"`{each}://`" for each in PORTS)
        raise ImproperlyConfigured(f"`BALISE_MAIL_URL` does not begin with one of {known} and a host")
    return {
        **sender,
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or PORTS[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp+starttls",
        "EMAIL_TIMEOUT": 20,
    }


def _provider(environment: Mapping[str, str]) -> dict[str, Any]:
    settings: dict[str, Any] = {
        "SOCIALACCOUNT_ADAPTER": "balise.people.accounts.adapters.ProviderAdapter",
        "SOCIALACCOUNT_AUTO_SIGNUP": True,
        "SOCIALACCOUNT_EMAIL_VERIFICATION": "none",
        # Someone is known by the address that the provider has verified, then by its own name for them.
        "SOCIALACCOUNT_EMAIL_AUTHENTICATION": True,
        "SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT": True,
        "SOCIALACCOUNT_PROVIDERS": {},
    }
    issuer = environment.get("BALISE_OIDC_ISSUER", "")
    if issuer:
        if missing := [
            name for name in ("BALISE_OIDC_ID", "BALISE_OIDC_SECRET") if not environment.get(name)
        ]:
            needed = " and ".join(f"`{each}`" for each in missing)
            raise ImproperlyConfigured(f"`BALISE_OIDC_ISSUER` also needs {needed}")
        app = {
            "provider_id": "organisation",
            "name": environment.get("BALISE_OIDC_NAME") or "OpenID Connect",
            "client_id": environment["BALISE_OIDC_ID"],
            "secret": environment["BALISE_OIDC_SECRET"],
            "settings": {"server_url": issuer.rstrip("/"), "oauth_pkce_enabled": True},
        }
        settings["SOCIALACCOUNT_PROVIDERS"] = {"openid_connect": {"APPS": [app]}}
    return settings
