"""Mail that leads a client to their page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse

from balise.people.letters import letter, posted
from balise.people.models import Unit
from balise.people.notices import site_address
from balise.people.words import UnitKind

if TYPE_CHECKING:
    from balise.policy.text import Lang


@dataclass(frozen=True, slots=True)
class Message:
    """What goes to one address: the secret of a link, perhaps a code; `kind` is its text in `texts.yaml`."""

    kind: str
    to: str
    lang: Lang
    secret: str
    code: str = ""


def deliver(message: Message) -> bool:
    """Whether the mail server took it; why not is logged."""
    mail = letter(
        f"preferences.mail.{message.kind}",
        to=message.to,
        first=message.lang,
        link=f"{site_address()}{reverse('preferences:page', args=[message.secret])}",
        code=message.code,
        organisation=Unit.objects.get(kind=UnitKind.ORGANISATION).name,
    )
    return posted(mail, "preference")
