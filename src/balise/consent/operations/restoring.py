"""After a restore: every no on the list (`noes`) that the backup does not know is obeyed again.

Each is written as it was, with its own number and instant, so that the order cannot matter, and a yes that
was said after it, and is in the backup, still counts.
"""

from __future__ import annotations

from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from balise.consent import entries, handovers, noes
from balise.consent.book import Book
from balise.consent.models import ConsentEvent, Purpose, Refusal
from balise.consent.operations.common import hold_client
from balise.consent.words import Grantor
from balise.journal.pieces import pieces
from balise.people.doors import operation
from balise.people.models import Client

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from balise.consent.noes import No


class Again(NamedTuple):
    """How many noes were obeyed again, and how many are about a file or a purpose that the backup has not."""

    obeyed: int
    unknown: int


@operation
def refuse_again(*, now: datetime) -> Again:
    """Obey the list. A second time does nothing."""
    handovers.outwait_all()
    purposes = {purpose.code: purpose for purpose in Purpose.objects.all()}
    obeyed = unknown = 0
    missing = sorted(_missing(), key=lambda no: no.client)
    for number, said in groupby(missing, key=lambda no: no.client):
        told = list(said)
        fit = [no for no in told if not no.purpose or no.purpose in purposes]
        client = Client.objects.filter(uuid=number).first() if number else None
        if number and client is None:
            fit = []
        elif fit:
            _obey(fit, client, purposes, now)
        obeyed += len(fit)
        unknown += len(told) - len(fit)
    return Again(obeyed, unknown)


def _missing() -> Iterator[No]:
    listed = noes.listed(noes.list_file())
    for some in pieces(listed):
        numbers = [no.uuid for no in some]
        known = set(ConsentEvent.objects.filter(uuid__in=numbers).values_list("uuid", flat=True))
        known |= set(Refusal.objects.filter(uuid__in=numbers).values_list("uuid", flat=True))
        yield from (no for no in some if UUID(no.uuid) not in known)


def _obey(told: Iterable[No], client: Client | None, purposes: dict[str, Purpose], now: datetime) -> None:
    """Write what one person said, or, without a person, what was said from addresses."""
    alive = hold_client(client) if client else None
    events = []
    for no in told:
        at = datetime.fromisoformat(no.at)
        purpose = purposes[no.purpose] if no.purpose else None
        if no.event and alive and purpose:
            events.append(
                ConsentEvent(
                    uuid=UUID(no.uuid),
                    client=alive,
                    purpose=purpose,
                    channel=no.channel,
                    event=no.event,
                    effective_at=at,
                    recorded_at=max(now, at),
                    method=no.method,
                    grantor=Grantor.SELF,
                )
            )
        else:
            Refusal.objects.create(
                uuid=UUID(no.uuid),
                address=no.address,
                client=alive,
                channel=no.channel,
                purpose=purpose,
                at=at,
            )
    if alive:
        if events:
            Book(alive).write(events)
        entries.refused_again(at=now, client=alive, events=events)
