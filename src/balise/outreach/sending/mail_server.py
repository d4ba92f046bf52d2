"""The mail server that messages are handed to: that of BALISE_MAIL_URL, as for all mail of the house."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiosmtplib import SMTP
from django.conf import settings

from balise.outreach.errors import OutreachError

if TYPE_CHECKING:
    from typing import Self


@dataclass(frozen=True)
class MailServer:
    """Where it is, and how one signs in."""

    host: str
    port: int
    user: str
    password: str
    tls: bool
    """From the first byte."""
    starttls: bool
    timeout: float

    @classmethod
    def configured(cls) -> Self:
        """Raise `OutreachError` when no mail server was named."""
        if not settings.BALISE_MAIL_SERVER:
            raise OutreachError("no_mail_server")
        return cls(
            host=settings.EMAIL_HOST,
            port=settings.EMAIL_PORT,
            user=settings.EMAIL_HOST_USER,
            password=settings.EMAIL_HOST_PASSWORD,
            tls=settings.EMAIL_USE_SSL,
            starttls=settings.EMAIL_USE_TLS,
            timeout=settings.EMAIL_TIMEOUT or 20,
        )

    def client(self) -> SMTP:
        """A connection that is still to be opened. Certificates are checked."""
        secure = self.tls or self.starttls
        return SMTP(
            hostname=self.host,
            port=self.port,
            username=self.user or None,
            password=self.password or None,
            use_tls=self.tls,
            start_tls=self.starttls,
            tls_context=ssl.create_default_context() if secure else None,
            timeout=self.timeout,
        )
