"""Short ways to say something in a test: who agrees to what, and who changes their mind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from balise.consent import operations
from balise.consent.models import Purpose
from balise.consent.words import Channel, Event, Method
from tests.people.world import NOW

if TYPE_CHECKING:
    from balise.consent.models import ConsentEvent
    from balise.people.models import Client, Staff
    from tests.consent.conftest import Asked


def says(
    by: Staff | None,
    client: Client,
    asked: Asked | Purpose,
    event: Event = Event.GIVEN,
    **more: Any,  # noqa: ANN401  whatever `record_consent` takes
) -> ConsentEvent:
    """Record one event, by e-mail and on paper unless said otherwise, with the notice in their language; of a
    bare purpose, without one.
    """
    purpose, notices = (asked, None) if isinstance(asked, Purpose) else (asked.purpose, asked)
    express = event in {Event.GIVEN, Event.RENEWED} and "basis" not in more
    said: dict[str, Any] = {
        "channel": Channel.EMAIL,
        "method": Method.PAPER_FORM if by else Method.PREFERENCE_PAGE,
        "now": NOW,
        "uuid": uuid4(),
        "notice": getattr(notices, client.language) if notices and express else None,
    }
    return operations.record_consent(by=by, client=client, purpose=purpose, event=event, **{**said, **more})


def withdraws(
    client: Client,
    asked: Asked | None = None,
    **more: Any,  # noqa: ANN401  whatever `withdraw_consent` takes
) -> tuple[ConsentEvent, ...]:
    """Take back, on the preference page, what was agreed to: everything unless said otherwise."""
    said: dict[str, Any] = {
        "by": None,
        "channel": None,
        "method": Method.PREFERENCE_PAGE,
        "now": NOW,
        "uuid": uuid4(),
    }
    return operations.withdraw_consent(
        client=client, purpose=asked.purpose if asked else None, **{**said, **more}
    )
