"""A message sent to its author, as it would leave, so that they see what others will."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from balise.consent.handovers import steady
from balise.outreach.errors import OutreachError
from balise.outreach.models import Content
from balise.outreach.sending.letters import new_message_id
from balise.outreach.sending.mail_server import MailServer
from balise.outreach.sending.preparing import Stationery
from balise.outreach.sending.wire import Ending, Wire
from balise.people.notices import site_address

if TYPE_CHECKING:
    from datetime import datetime

    from balise.outreach.models import Campaign
    from balise.people.models import Staff

PATIENCE = 20.0
"""Seconds."""


def hand_over_test(*, campaign: Campaign, to: Staff, now: datetime) -> None:
    """One message for each language of the content. Raise `OutreachError` when the server does not take it.

    Its links lead to the page where anyone asks for their own: there is no client whose page it could open.
    """
    server = MailServer.configured()
    stationery = Stationery(campaign, now)
    page = f"{site_address()}{reverse('preferences:start')}"
    contents = Content.objects.filter(campaign=campaign).order_by("language")
    letters = [
        stationery.written(
            to=to.email,
            fields={"name": to.full_name, "first_name": to.full_name.partition(" ")[0]},
            language=language,
            message_id=new_message_id(campaign.sender),
            page=page,
            headers={"List-Unsubscribe": f"<{page}>"},
            number=number,
        )
        for number, language in enumerate(contents.values_list("language", flat=True))
    ]
    if not letters:
        raise OutreachError("nothing_to_send")
    wire = Wire(server, connections=1)
    try:
        told = wire.hand_over(letters, steady() + PATIENCE).result()
    finally:
        wire.close()
    for outcome in told.values():
        if outcome.ending is not Ending.SENT:
            raise OutreachError("test_not_taken", answer=outcome.detail or "–")
