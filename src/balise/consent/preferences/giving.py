"""A link that one of the staff has sent to a client who asked for it. Who sends it never sees it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from balise.consent import operations
from balise.consent.errors import ConsentError
from balise.consent.preferences import mailing
from balise.consent.standings import records_of
from balise.people.errors import NotFoundError
from balise.people.letters import spoken_by
from balise.people.models import ContactPoint
from balise.people.words import ContactKind

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from balise.people.models import Client, Staff


def mailboxes(client: Client) -> QuerySet[ContactPoint]:
    """Where a link can be sent: the e-mail addresses on file."""
    found = ContactPoint.objects.filter(client__in=records_of(client), kind=ContactKind.EMAIL)
    return found.order_by("value", "pk")


def send_link(*, by: Staff, client: Client, to: str, now: datetime) -> None:
    """Make a link and send it to an address on file (`to` is its number). Raise `NotFoundError`, what
    `make_link` raises, and `ConsentError` when the mail server did not take it: the link is then revoked.
    """
    point = next((each for each in mailboxes(client) if str(each.uuid) == to), None)
    if point is None:
        raise NotFoundError
    # The mail leaves after the link is kept: a link in a mailbox is one that opens.
    link, secret = operations.make_link(by=by, client=client, address=point.key, now=now)
    lang = spoken_by(client.language)
    if not mailing.deliver(mailing.Message("given", to=point.value, lang=lang, secret=secret)):
        operations.revoke_link(by=by, link=link, now=now)
        raise ConsentError("mail_away")
