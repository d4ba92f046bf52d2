"""Two records of one person become one, with the strictest of both; what only looks alike is noted so."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, uuid5

from balise.consent import entries, handovers
from balise.consent.book import Book
from balise.consent.errors import ConsentError
from balise.consent.models import Distinct, Merge, Purpose
from balise.consent.operations.checks import require_alive
from balise.consent.operations.common import NewNo, refuse
from balise.consent.words import Channel, Method
from balise.people.access import Act
from balise.people.doors import demand, operation
from balise.people.operations.common import held
from balise.people.wording import PAGE, needed

if TYPE_CHECKING:
    from datetime import datetime

    from balise.people.models import Client, Staff


@operation
def merge_clients(*, by: Staff, kept: Client, merged: Client, reason: str, now: datetime) -> Merge:
    """Note that two files are one person's. From now on `merged` lives on as `kept`.

    Every no of either holds for the one that is kept. A yes of the other is not carried over: it was said of
    another address, and asking again harms nobody.
    """
    kept_now, merged_now = _both(by, kept, merged, now)
    known: Merge | None = Merge.objects.filter(merged=merged_now).first()
    if known is not None:
        if known.kept_id == kept_now.pk:
            return known
        raise ConsentError("already_merged")
    if Merge.objects.filter(merged=kept_now).exists():
        raise ConsentError("already_merged")
    _require_both_alive(kept_now, merged_now)
    merge: Merge = Merge.objects.create(
        kept=kept_now, merged=merged_now, by=by, at=now, reason=needed(reason, at_most=PAGE)
    )
    number = uuid5(NAMESPACE_URL, f"balise:merge:{kept_now.uuid}:{merged_now.uuid}")
    ours, theirs = Book(kept_now), Book(merged_now)
    # What one of them refused holds, from now on, for what is being handed over to the other.
    for one in (kept_now, merged_now):
        handovers.outwait(client=one)
    # What they refused for good, or an address of theirs, also takes back what the other record agreed to.
    noes = (
        NewNo(purpose, channel, no.event, no.at)
        for purpose in Purpose.objects.filter(pk__in=ours.purposes | theirs.purposes).order_by("code")
        for channel in Channel
        if (no := theirs.heard(purpose, channel).standing_no)
    )
    written = refuse(ours, noes, method=Method.MERGE, by=by, now=now, uuid=number)
    entries.merged(at=now, by=by, kept=kept_now, merged=merged_now, events=written, reason=merge.reason)
    return merge


@operation
def found_distinct(*, by: Staff, one: Client, other: Client, reason: str, now: datetime) -> Distinct:
    """Note that two files that look alike are two people's: they are not proposed again."""
    first, second = sorted(_both(by, one, other, now), key=lambda client: client.pk)
    known: Distinct | None = Distinct.objects.filter(first=first, second=second).first()
    if known is not None:
        return known
    _require_both_alive(first, second)
    distinct: Distinct = Distinct.objects.create(
        first=first, second=second, by=by, at=now, reason=needed(reason, at_most=PAGE)
    )
    entries.found_distinct(at=now, by=by, first=first, second=second, reason=distinct.reason)
    return distinct


def _require_both_alive(one: Client, other: Client) -> None:
    """Of who was erased, nothing more is written but a no."""
    require_alive(one)
    require_alive(other)


def _both(by: Staff, one: Client, other: Client, now: datetime) -> tuple[Client, Client]:
    """Both, held; only who may merge either learns that they are there."""
    if one.pk == other.pk:
        raise ConsentError("same_record")
    # Always in the same order, so that two merges never wait for each other.
    rows = {client.pk: held(client) for client in sorted((one, other), key=lambda client: client.pk)}
    first, second = rows[one.pk], rows[other.pk]
    demand(viewer=by, act=Act.MERGE, thing=first, at=now)
    demand(viewer=by, act=Act.MERGE, thing=second, at=now)
    return first, second
