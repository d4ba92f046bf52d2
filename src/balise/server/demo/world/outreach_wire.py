"""Messages that leave in the demo: the worker's own steps, in its order, with an answer made up instead of a
mail server's. All of it is one transaction, as the whole world is, so no worker could do it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from balise.outreach.campaigns.going import may_go
from balise.outreach.models import Campaign, Message
from balise.outreach.sending import outbox
from balise.outreach.sending.operations import finish_sending
from balise.outreach.sending.preparing import prepare
from balise.outreach.sending.wire import Ending, Outcome

TAKEN = Outcome(Ending.SENT, "250 2.0.0")
NO_SUCH_USER = Outcome(Ending.REFUSED, "550 5.1.1")

STEP = timedelta(seconds=2)
"""Between two batches: longer than any pace asks for."""


def hand_over(
    campaign: Campaign,
    now: datetime,
    *,
    batches: int | None = None,
    answer: Callable[[Message], Outcome] = lambda _message: TAKEN,
) -> datetime:
    """Let so many batches leave, or all there are, and return when that is over."""
    while batches is None or batches > 0:
        batch = outbox.take(now, partial(_may_leave, campaign, now))
        if batch is None:
            finish_sending(campaign=campaign, now=now)
            break
        prepared = prepare(batch, now)
        numbers = [letter.number for letter in prepared.letters]
        outbox.withhold(batch, prepared.withheld, now)
        leaving = outbox.hand(batch, numbers, now)
        told = {message.pk: answer(message) for message in batch.messages if message.pk in leaving}
        for outcome in dict.fromkeys(told.values()):
            # One after the other: what happened stands in the same order in each world.
            outbox.record(batch, {pk: outcome for pk, each in told.items() if each == outcome}, now)
        outbox.release(batch)
        now += STEP
        batches = None if batches is None else batches - 1
    return now


def _may_leave(campaign: Campaign, now: datetime, one: Campaign) -> bool:
    return one.pk == campaign.pk and not may_go(one, now)
