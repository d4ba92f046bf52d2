"""What a mail server's log tells of messages that nobody could tell of: it had those that it names.

A log that does not name one proves nothing: it may be of another day, or of another server.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from balise.journal.pieces import pieces
from balise.outreach.models import Message
from balise.outreach.sending.operations import settle_by_evidence
from balise.outreach.sending.returns import MESSAGE_ID
from balise.outreach.words import MessageState

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

AT_ONCE = 500


def settle_by_log(lines: Iterable[str], now: datetime) -> int:
    """Settle each uncertain message that these lines name; how many."""
    numbers = (found.lower() for line in lines for found in MESSAGE_ID.findall(line))
    settled = 0
    for some in pieces(numbers, AT_ONCE):
        uncertain = Message.objects.filter(message_id__in=some, state=MessageState.UNCERTAIN)
        for message in uncertain.select_related("campaign"):
            settled += settle_by_evidence(message=message, now=now)
    return settled


def still_uncertain() -> int:
    return Message.objects.filter(state=MessageState.UNCERTAIN).count()
