"""What a client does on their page: each in one transaction, in force when it returns, harmless again.

Nobody is asked who they are: who has the link may. What can be agreed to, the ledger knows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID, uuid4, uuid5

from django.db.models import Max

from balise.consent import operations
from balise.consent.models import ConsentEvent
from balise.consent.operations.common import hold_client, hold_clients
from balise.consent.preferences import entries
from balise.consent.standings import position_with_refusals, records_of
from balise.consent.words import YES, Channel, Event, Method
from balise.people.doors import operation
from balise.people.models import Client, ContactPoint

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from balise.consent.models import Notice, PreferenceLink, Purpose
    from balise.people.words import Language


class ChangedMeanwhileError(Exception):
    """A no came since the page was shown, from another tab or by phone: look again, then answer."""


def last_no(client: Client, purpose: Purpose, channel: Channel) -> str:
    """What tells one refusal from the next: the page of a wording keeps it, to be compared when sent."""
    no = position_with_refusals(client, purpose, channel).no
    return no.at.isoformat() if no else ""


@operation
def say_yes(
    *,
    client: Client,
    purpose: Purpose,
    channel: Channel,
    notice: Notice,
    seen: str,
    uuid: UUID,
    now: datetime,
) -> ConsentEvent:
    """Agree, on the wording that was shown. `seen` is `last_no` when it was shown.

    Raise `ChangedMeanwhileError` when a no came after: an old page must not undo it. Raise `ConsentError`.
    """
    current = hold_client(client)
    known = ConsentEvent.objects.filter(uuid=uuid).exists()
    if not known and last_no(current, purpose, channel) != seen:
        raise ChangedMeanwhileError
    return operations.record_consent(
        by=None,
        client=current,
        purpose=purpose,
        channel=channel,
        event=Event.GIVEN,
        method=Method.PREFERENCE_PAGE,
        notice=notice,
        uuid=uuid,
        now=now,
    )


def say_no(
    *, client: Client, purpose: Purpose | None, channel: Channel | None, uuid: UUID, now: datetime
) -> None:
    """Take back or refuse one thing, or everything. It is never too late for that, nor refused."""
    operations.withdraw_consent(
        by=None,
        client=client,
        purpose=purpose,
        channel=channel,
        method=Method.PREFERENCE_PAGE,
        uuid=uuid,
        now=now,
    )


@operation
def unsubscribe(*, link: PreferenceLink, now: datetime) -> None:
    """One click in a message: no more of that, at any address of this person, for whoever reads there.

    A repeat writes nothing, unless someone said yes in between.
    """
    client = hold_client(link.client)
    channels = [Channel(link.channel)] if link.channel else list(Channel)
    for channel in channels:
        for key in _keys(client, channel):
            operations.unsubscribe_address(
                address_key=key,
                channel=channel,
                purpose=link.purpose,
                method=Method.ONE_CLICK,
                now=now,
                uuid=uuid5(link.uuid, f"{channel} {key} {_last_yes(key, channel)}"),
            )
    # Also without any address on file: the person said no.
    operations.withdraw_consent(
        by=None,
        client=client,
        purpose=link.purpose,
        channel=Channel(link.channel) if link.channel else None,
        method=Method.ONE_CLICK,
        now=now,
        uuid=uuid4(),
    )


@operation
def choose_language(*, client: Client, language: Language, now: datetime) -> None:
    """Say in which language one is written to."""
    current = hold_client(client)
    if current.language != language:
        current.language = language
        current.save(update_fields=["language"])
        entries.language_chosen(at=now, client=current)


def _keys(client: Client, channel: Channel) -> Iterable[str]:
    points = ContactPoint.objects.filter(client__in=records_of(client), kind=channel.contact_kind)
    return points.order_by("key").values_list("key", flat=True).distinct()


def _last_yes(key: str, channel: Channel) -> int:
    """The number of the latest yes of anyone with this address; they are held, so that none comes between."""
    sharing = ContactPoint.objects.filter(key=key, kind=channel.contact_kind).values("client")
    clients = hold_clients(Client.objects.filter(pk__in=sharing))
    said = ConsentEvent.objects.filter(client__in=clients, channel=channel, event__in=YES)
    return said.aggregate(last=Max("pk"))["last"] or 0
