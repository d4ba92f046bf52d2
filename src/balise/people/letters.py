"""The mails of the house: in both languages, the reader's first. A subject says nothing of anyone."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.mail import EmailMessage

from balise.people.words import Language
from balise.theme.texts import both

if TYPE_CHECKING:
    from balise.policy.text import Lang, Text

log = logging.getLogger(__name__)


def spoken_by(reader: str) -> Lang:
    """The language that a record says its person reads."""
    return "en" if reader == Language.EN else "fr"


def letter(key: str, *, to: str, first: Lang, **values: Text | str) -> EmailMessage:
    """The mail whose texts stand under this key as `subject` and `body`; `values` go into the body."""
    subject, body = both(f"{key}.subject"), both(f"{key}.body", **values)
    second: Lang = "en" if first == "fr" else "fr"
    return EmailMessage(
        subject[first],
        f"{body[first]}\n\n* * *\n\n{body[second]}",
        settings.DEFAULT_FROM_EMAIL,
        [to],
        headers={"Auto-Submitted": "auto-generated"},  # nobody's absence answers it (RFC 3834)
    )


def posted(mail: EmailMessage, kind: str) -> bool:
    """Whether the mail server took it; why not is logged, under this kind of mail."""
    try:
        mail.send()
    except Exception as error:  # noqa: BLE001  whatever it was, nobody else will tell
        # The kind of error only: its text may hold the address.
        log.error(f"{kind} mail not sent", extra={"fields": {"error": type(error).__name__}})  # noqa: G004, TRY400  one line a kind; as above
        return False
    return True
