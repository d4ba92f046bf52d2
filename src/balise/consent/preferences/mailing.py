"""Mail that leads a client to their page, in both languages. The subject says nothing of anyone."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse

from balise.people.models import Unit
from balise.people.notices import site_address
from balise.people.words import UnitKind
from balise.theme.texts import t

if TYPE_CHECKING:
    from balise.people.models import Client
    from balise.policy.text import Lang

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Message:
    """What goes to one address: the secret of a link, perhaps a code; `kind` is its text in `texts.yaml`."""

    kind: str
    to: str
    lang: Lang
    secret: str
    code: str = ""


def language_of(client: Client) -> Lang:
    return "en" if client.language == "en" else "fr"


def deliver(message: Message) -> bool:
    """Whether the mail server took it; why not is logged."""
    other: Lang = "en" if message.lang == "fr" else "fr"
    mail = EmailMessage(
        t(f"preferences.mail.{message.kind}.subject", message.lang),
        f"{_body(message, message.lang)}\n\n* * *\n\n{_body(message, other)}",
        settings.DEFAULT_FROM_EMAIL,
        [message.to],
        headers={"Auto-Submitted": "auto-generated"},  # nobody's absence answers it (RFC 3834)
    )
    try:
        mail.send()
    except Exception as error:  # noqa: BLE001  whatever it was, nobody else will tell
        # The kind of error only: its text may hold the address.
        log.error("preference mail not sent", extra={"fields": {"error": type(error).__name__}})  # noqa: TRY400  as above
        return False
    return True


def _body(message: Message, lang: Lang) -> str:
    return t(
        f"preferences.mail.{message.kind}.body",
        lang,
        link=f"{site_address()}{reverse('preferences:page', args=[message.secret])}",
        code=message.code,
        organisation=Unit.objects.get(kind=UnitKind.ORGANISATION).name[lang],
    )
