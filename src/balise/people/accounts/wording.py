"""The words of this room where no template asks for them: errors of forms, told by their code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.functional import lazy

from balise.theme.language import current_language
from balise.theme.texts import catalogue, t

if TYPE_CHECKING:
    from django.core.exceptions import ValidationError


def said(key: str, **values: object) -> str:
    """A text in the language of the page."""
    return t(key, current_language(), **values)


later = lazy(said, str)
"""The same, but in the language of whoever reads it, later."""

CODES = (
    "account_inactive",
    "cannot_delete_authenticator",
    "cannot_generate_recovery_codes",
    "email_password_mismatch",
    "enter_current_password",
    "incorrect_code",
    "incorrect_password",
    "invalid_login",
    "invalid_password_reset",
    "rate_limited",
    "too_many_login_attempts",
)

ERRORS = {code: later(f"accounts.errors.{code}") for code in CODES}


def error_text(field: str, error: ValidationError) -> str:
    """What to tell about an error: our words for its code, else the words it came with."""
    for key in (f"accounts.errors.{field}_{error.code}", f"accounts.errors.{error.code}"):
        if key in catalogue():
            return said(key, **(error.params or {}))
    return " ".join(error.messages)
