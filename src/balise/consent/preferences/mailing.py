"""Mail to a client who asked for a way to their page: sent behind the back of the request, in both languages.

Behind its back, because an answer that waits for the mail server would tell by its slowness that an address
is known. The subject says nothing of anyone.
"""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor, wait
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.mail import EmailMessage

from balise.people.models import Unit
from balise.people.words import UnitKind
from balise.theme.texts import t

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from concurrent.futures import Future

    from balise.consent.preferences.codes import Message
    from balise.policy.text import Lang, Text

log = logging.getLogger(__name__)

_postman = ThreadPoolExecutor(max_workers=1, thread_name_prefix="preference-mail")
_on_the_way: set[Future[None]] = set()


def send(messages: Iterable[Message], address_of: Callable[[str], str]) -> None:
    """Send these; `address_of` makes the address of a page from the secret of its link."""
    organisation = None
    for message in messages:
        organisation = organisation or Unit.objects.get(kind=UnitKind.ORGANISATION).name
        other: Lang = "en" if message.lang == "fr" else "fr"
        body = "\n\n* * *\n\n".join(
            _body(message, organisation, lang, address_of) for lang in (message.lang, other)
        )
        mail = EmailMessage(
            t("preferences.mail.subject", message.lang), body, settings.DEFAULT_FROM_EMAIL, [message.to]
        )
        task = _postman.submit(_hand_over, mail)
        _on_the_way.add(task)
        task.add_done_callback(_on_the_way.discard)


def _body(message: Message, organisation: Text, lang: Lang, address_of: Callable[[str], str]) -> str:
    said = {"organisation": organisation[lang], "code": message.code}
    if not message.secret:
        return t("preferences.mail.code", lang, **said)
    return t("preferences.mail.code_and_link", lang, link=address_of(message.secret), **said)


def wait_for_the_mail(seconds: float = 10) -> None:
    """Wait until all that was to be sent is sent."""
    wait(list(_on_the_way), timeout=seconds)


def _hand_over(message: EmailMessage) -> None:
    try:
        message.send()
    except Exception as error:  # noqa: BLE001  whatever it was, nobody else will tell
        # The kind of error only: its text may hold the address.
        log.error("preference mail not sent", extra={"fields": {"error": type(error).__name__}})  # noqa: TRY400  as above
