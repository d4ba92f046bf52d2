"""From a batch to letters: consent and policy asked again, the texts composed, the headers written."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse

from balise.outreach.campaigns.composing import FIELDS, compose, content_for
from balise.outreach.models import Content
from balise.outreach.screening.asking_again import answers
from balise.outreach.sending import tickets
from balise.outreach.sending.bounced import BOUNCED, bounced
from balise.outreach.sending.letters import (
    Letter,
    Writer,
    bounce_address,
    stop_page,
    unsubscribe_headers,
)
from balise.outreach.words import Audience
from balise.people.notices import site_address

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from balise.outreach.models import Campaign, Message, Recipient
    from balise.outreach.sending.outbox import Batch
    from balise.policy.text import Lang

log = logging.getLogger(__name__)

ADDRESS_GONE = "address_gone"
"""Someone left the address since the list was made, or it is none that mail can have."""


_PLACE = "-" * 43
"""Where the secret of a link stands in its address."""


@dataclass(frozen=True)
class Prepared:
    """What leaves; and what does not: by message, why."""

    letters: list[Letter]
    withheld: dict[int, str]


def prepare(batch: Batch, now: datetime) -> Prepared:
    """Ask again of each, and write those that may leave. The batch was announced, and that is committed."""
    recipients = [each.recipient for each in batch.messages]
    told = answers(batch.campaign, recipients, now)
    withheld = {
        each.pk: told[each.recipient_id].reason
        for each in batch.messages
        if not told[each.recipient_id].allowed
    }
    nowhere = bounced({each.address for each in batch.messages})
    withheld |= {
        each.pk: BOUNCED for each in batch.messages if each.address in nowhere and each.pk not in withheld
    }
    leaving = [each for each in batch.messages if each.pk not in withheld]
    letters = []
    from_files = batch.campaign.audience == Audience.CLIENTS
    stationery = Stationery(batch.campaign, now)
    for message in leaving:
        secret = batch.secrets.get(message.pk)
        if from_files and secret is None:
            withheld[message.pk] = ADDRESS_GONE
            continue
        try:
            letters.append(stationery.letter(message, secret))
        except UnicodeError:
            withheld[message.pk] = ADDRESS_GONE
    return Prepared(letters, withheld)


class Stationery:
    """What the messages of one campaign have in common."""

    def __init__(self, campaign: Campaign, now: datetime) -> None:
        self._campaign = campaign
        self._contents: Sequence[Content] = list(Content.objects.filter(campaign=campaign))
        self._writer = Writer(sender=campaign.sender, purpose=campaign.purpose, now=now)
        # Worked out once: to look an address up takes longer than to write the message.
        self._page = f"{site_address()}{reverse('preferences:page', args=[_PLACE])}"
        self._stop = stop_page(_PLACE)

    def letter(self, message: Message, secret: str | None) -> Letter:
        """The message as it leaves. Raise `UnicodeError` for an address that no mail can have."""
        ticket = tickets.written(
            mark=message.mark, purpose=self._campaign.purpose.code, address=message.address
        )
        stop = self._stop.replace(_PLACE, ticket)
        page = stop if secret is None else self._page.replace(_PLACE, secret)
        return self.written(
            to=message.recipient.email,
            fields=fields_of(message.recipient),
            language=message.recipient.language,
            message_id=message.message_id,
            page=page,
            headers=unsubscribe_headers(stop, ticket),
            mail_from=bounce_address(message.mark),
            number=message.pk,
        )

    def written(
        self,
        *,
        to: str,
        fields: Mapping[str, str],
        language: str,
        message_id: str,
        page: str,
        headers: Mapping[str, str],
        mail_from: str = "",
        number: int = 0,
    ) -> Letter:
        """The letter to anyone; `page` is where they choose what they get."""
        content = content_for(self._contents, language)
        lang: Lang = "fr" if content.language == "fr" else "en"
        said = compose(
            content=content,
            fields=fields,
            sender=self._campaign.sender,
            purpose=self._campaign.purpose,
            lang=lang,
            preference_link=page,
        )
        return self._writer.letter(
            to=to,
            said=said,
            lang=lang,
            message_id=message_id,
            headers=headers,
            mail_from=mail_from,
            number=number,
        )


def fields_of(recipient: Recipient) -> dict[str, str]:
    return {name: getattr(recipient, name) for name in FIELDS}
