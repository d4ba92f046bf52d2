"""The mail that says a complaint or a request waits. It names nobody, and says nothing of what it asks."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.mail import EmailMessage

from balise.people.models import RoleGrant, Staff
from balise.people.periods import in_force
from balise.people.standing import Tree
from balise.people.words import Role
from balise.theme.texts import t

if TYPE_CHECKING:
    from datetime import datetime

    from balise.policy.text import Lang

log = logging.getLogger(__name__)


def tell_privacy_officers(unit: int, now: datetime) -> None:
    """Write to each who answers for privacy over this unit. A mail that does not leave is logged, no more:
    the complaint stands in their list.
    """
    above = list(Tree().chain(unit))
    grants = RoleGrant.objects.filter(in_force(now), role=Role.PRIVACY_OFFICER, unit__in=above)
    for officer in Staff.objects.filter(pk__in=grants.values("staff")):
        if officer.active(now):
            lang: Lang = "en" if officer.language == "en" else "fr"
            message = EmailMessage(
                t("rights.mail.subject", lang),
                t("rights.mail.body", lang),
                settings.DEFAULT_FROM_EMAIL,
                [officer.email],
                headers={"Auto-Submitted": "auto-generated"},  # nobody's absence answers it (RFC 3834)
            )
            try:
                message.send()
            except Exception as error:  # noqa: BLE001  whatever it was, the others are still told
                # The kind of error only: its text may hold the address.
                log.error("complaint mail not sent", extra={"fields": {"error": type(error).__name__}})  # noqa: TRY400
