"""allauth's forms, where they need a rule of ours."""

from __future__ import annotations

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal.auth import TOTP


class SetUpCodesForm(ActivateTOTPForm):  # type: ignore[misc]  # allauth has no types
    def clean_code(self) -> str:
        """A code opens once, also the one that was typed to set codes up."""
        code: str = super().clean_code()
        if not TOTP(Authenticator(user=self.user))._mark_code_used(code):  # noqa: SLF001  nothing else does it
            raise get_adapter().validation_error("incorrect_code")
        return code
