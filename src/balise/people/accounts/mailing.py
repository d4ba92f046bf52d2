"""Mail about an account, in both languages, sent behind the back of the request that asked for it.

Behind its back, because an answer that waits for the mail server would tell by its slowness that an address
has an account. A mail that is lost is asked for again; the log says that one was, not whose.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, wait
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse

from balise.people import letters
from balise.people.letters import posted, spoken_by
from balise.people.models import Staff

if TYPE_CHECKING:
    from concurrent.futures import Future

    from django.core.mail import EmailMessage

SMTP = "django.core.mail.backends.smtp.EmailBackend"

# allauth's names of mails, and the group of texts that says each.
TEXTS = {
    "account_connected": "sign_in_changed",
    "account_disconnected": "sign_in_changed",
    "invitation": "invitation",
    "password_reset_key": "password_reset",
    "password_changed": "password_changed",
    "password_reset": "password_changed",
    "password_set": "password_changed",
    "recovery_codes_generated": "sign_in_changed",
    "totp_activated": "sign_in_changed",
    "totp_deactivated": "sign_in_changed",
    "webauthn_added": "sign_in_changed",
    "webauthn_removed": "sign_in_changed",
}

_postman = ThreadPoolExecutor(max_workers=1, thread_name_prefix="account-mail")
_on_the_way: set[Future[None]] = set()


def path(name: str) -> str:
    return reverse(name)


def is_set_up() -> bool:
    """Whether there is a mail server to send by; without one, mail goes to the log of the terminal."""
    return settings.EMAIL_BACKEND == SMTP


def send(name: str, email: str, context: dict[str, Any]) -> None:
    """Send the mail of this name, with the link it holds, if it has one."""
    task = _postman.submit(_hand_over, letter(name, email, context))
    _on_the_way.add(task)
    task.add_done_callback(_on_the_way.discard)


def letter(name: str, email: str, context: dict[str, Any]) -> EmailMessage:
    """The mail of this name, for whoever wants to know whether it left."""
    spoken = Staff.objects.filter(email__iexact=email).values_list("language", flat=True).first()
    link = context.get("password_reset_url", "")
    return letters.letter(f"accounts.mail.{TEXTS[name]}", to=email, first=spoken_by(spoken or ""), link=link)


def wait_for_the_mail(seconds: float = 10) -> None:
    """Wait until all that was to be sent is sent."""
    wait(list(_on_the_way), timeout=seconds)


def _hand_over(message: EmailMessage) -> None:
    posted(message, "account")
