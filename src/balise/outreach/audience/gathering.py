"""Everyone whom a campaign addresses, one by one: the rows of its list, or the clients of its programme
whom its author may write to. A list is never all in memory, nor are clients.
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef

from balise.consent import standings
from balise.consent.models import Merge
from balise.consent.words import Channel
from balise.journal.pieces import pieces
from balise.outreach.audience.whom import Whom, keys_used, reaches
from balise.outreach.errors import OutreachError
from balise.outreach.lists import cleaning, sources
from balise.outreach.lists import mapping as mappings
from balise.outreach.lists.addressees import IDENTIFYING
from balise.outreach.lists.matching import keys_of
from balise.outreach.models import ListContent
from balise.outreach.words import Audience
from balise.people.access import Act, visible_clients
from balise.people.addresses import one_phone
from balise.people.models import ContactPoint
from balise.people.standing import Tree
from balise.people.words import ContactKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from balise.outreach.lists.addressees import Addressee
    from balise.outreach.lists.cleaning import Cleaned
    from balise.outreach.lists.sources import Source
    from balise.outreach.models import Campaign, ListFile
    from balise.people.models import Client

AT_ONCE = 400

LISTED = frozenset({Audience.ORGANISATIONS, Audience.OUTSIDE_LIST})
"""The audiences that come as a list."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """Someone addressed: `fields` are those of the recipient, `whom` tells how the ledger knows them."""

    number: int
    fields: dict[str, Any]
    whom: Whom
    reachable: bool
    """Whether there is an address for the campaign's means, and someone who reads there."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """All of them, and what became of the other rows of the list."""

    drawn: Iterable[Drawn]
    joined: int = 0
    faulty: int = 0


def gather(campaign: Campaign, now: datetime) -> Gathered:
    """Everyone whom the campaign addresses. Raise `OutreachError` or `FileRefusedError`."""
    channel = Channel(campaign.means)
    if campaign.audience == Audience.CLIENTS:
        return Gathered(_clients(campaign, channel, now))
    if campaign.audience not in LISTED:
        raise OutreachError("takes_no_list")
    cleaned = cleaned_list(campaign)
    drawn = (_from_row(each, channel) for each in cleaned.addressees())
    return Gathered(drawn, joined=cleaned.counts.joined, faulty=cleaned.counts.faulty)


def can_be_gathered(campaign: Campaign) -> bool:
    """Whether there is a list whose columns are known, where one is needed."""
    if campaign.audience not in LISTED:
        return campaign.audience == Audience.CLIENTS
    listed = campaign.list_file
    return listed is not None and bool(campaign.mapping) and not is_forgotten(listed)


def is_forgotten(listed: ListFile) -> bool:
    """Whether nothing of the list is kept any more: asked without reading it, which may be large."""
    return not ListContent.objects.filter(file=listed).exists()


def source_of(campaign: Campaign) -> Source:
    """The list of the campaign, as it came. Raise `OutreachError` or `FileRefusedError`."""
    listed = campaign.list_file
    if listed is None:
        raise OutreachError("no_list")
    content = listed.content
    if content is None:
        raise OutreachError("list_forgotten")
    return sources.read(content, listed.name)


def cleaned_list(campaign: Campaign) -> Cleaned:
    """The same, cleaned by what its columns were said to hold. Raise `OutreachError`, `FileRefusedError`."""
    source = source_of(campaign)
    if not campaign.mapping:
        raise OutreachError("no_columns")
    return cleaning.clean(source, mappings.from_json(json.dumps(campaign.mapping)))


def addressable(campaign: Campaign, channel: Channel, now: datetime) -> tuple[int, int]:
    """How many clients the campaign may be addressed to, and how many of them by this channel."""
    found = _living(campaign, now)
    return found.count(), found.filter(_with_address(channel)).count()


def _from_row(addressee: Addressee, channel: Channel) -> Drawn:
    used = keys_used(addressee, channel)
    return Drawn(
        number=addressee.row,
        fields={name: getattr(addressee, name) for name in IDENTIFYING},
        whom=Whom(used, tuple(dict.fromkeys((*used, *keys_of(addressee)))), refuses=addressee.refuses),
        reachable=reaches(addressee, channel),
    )


def _clients(campaign: Campaign, channel: Channel, now: datetime) -> Iterator[Drawn]:
    found = _living(campaign, now).filter(_with_address(channel)).order_by("pk")
    clients = found.only("full_name", "preferred_name", "language").iterator(AT_ONCE)
    number = 0
    for some in pieces(clients, AT_ONCE):
        people = standings.people_of(client.pk for client in some)
        points: defaultdict[int, list[ContactPoint]] = defaultdict(list)
        records = {record: client.pk for client in some for record in people[client.pk][1]}
        for point in ContactPoint.objects.filter(client__in=records).order_by("pk"):
            points[records[point.client_id]].append(point)
        for client in some:
            number += 1
            yield _from_file(number, client, points[client.pk], channel)


def _from_file(number: int, client: Client, points: list[ContactPoint], channel: Channel) -> Drawn:
    """Their first address of each kind is used; a letter or a message goes to the record that lives on."""
    first: dict[str, ContactPoint] = {}
    for point in points:
        if point.client_id == client.pk:
            first.setdefault(point.kind, point)
    values = {kind: point.value for kind, point in first.items()}
    phone, _, extension = one_phone(values.get(ContactKind.PHONE, "")).partition(";")
    used = [first[kind].key for kind in [channel.contact_kind] if kind in first]
    fields = {
        "client_id": client.pk,
        "name": client.full_name,
        "first_name": client.preferred_name or client.full_name,
        "email": values.get(ContactKind.EMAIL, ""),
        "phone": phone,
        "extension": extension,
        "street": values.get(ContactKind.ADDRESS, ""),
        "language": client.language,
    }
    keys = tuple(dict.fromkeys([*used, *(point.key for point in points)]))
    return Drawn(number, fields, Whom(tuple(used), keys, client=client.pk), reachable=bool(used))


def _living(campaign: Campaign, now: datetime) -> Any:  # noqa: ANN401  a query over clients, whose type has no name
    """The clients of the campaign's programme whom its author may write to: whoever reads it for that
    programme would else hear of clients of others. A record that was merged lives on as another.
    """
    tree, unit = Tree(), campaign.unit_id
    # A site speaks for its programme; what stands above programmes, for all that is under it.
    units = tree.around(unit) | tree.under(unit)
    mine = visible_clients(campaign.author, now, Act.REACH_OUT).filter(unit__in=units)
    return mine.exclude(pk__in=Merge.objects.values("merged"))


def _with_address(channel: Channel) -> Exists:
    return Exists(ContactPoint.objects.filter(client=OuterRef("pk"), kind=channel.contact_kind))
