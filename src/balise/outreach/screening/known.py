"""What the ledger knows of people who are addressed, many at once: facts for the policy, and any no.

Only who has the very address that would be used can have agreed. A no counts from everyone who has any
address of the recipient, from the address itself when it is nobody's, and from the list.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from balise.consent import standings
from balise.consent.campaigns import facts_for
from balise.consent.models import Refusal
from balise.consent.words import Channel
from balise.people.access import Act, visible_clients
from balise.people.models import ContactPoint
from balise.people.periods import day_of

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date, datetime

    from balise.consent.facts import Facts
    from balise.consent.models import Purpose
    from balise.outreach.audience.whom import Whom
    from balise.people.models import Staff


@dataclass(frozen=True, slots=True)
class Known:
    """`situations` are the facts of everyone whom it may be, at least one: the strictest answer counts."""

    situations: tuple[Facts, ...]
    client: int | None
    """Who it is, if that is one person."""
    refused: bool
    """Whether there is a no anywhere: it is obeyed, also where no rule speaks of it."""
    at_home: bool
    """Whether someone we know has, now, the address that would be used; of one taken from a file, they do."""


def known_of(whom: Sequence[Whom], *, purpose: Purpose, channel: Channel, day: date) -> list[Known]:
    """What is known of each; a constant number of queries for some hundred of them."""
    keys = {key for each in whom for key in each.keys}
    owners = _owners(keys, {each.client for each in whom if each.client is not None})
    clients = {client for found in owners.by_key.values() for client in found} | set(owners.alive.values())
    facts = facts_for(purpose, channel, day, clients)
    noes = _noes(keys, purpose, channel)
    return [_one(each, owners, facts, noes, channel) for each in whom]


@dataclass(frozen=True, slots=True)
class _Owners:
    by_key: Mapping[str, dict[int, None]]
    """Whose addresses these are, by the records that live on."""
    alive: Mapping[int, int]
    """The record that each of those asked for by file lives on as."""


def _owners(keys: Collection[str], files: Collection[int]) -> _Owners:
    points = ContactPoint.objects.filter(key__among=keys).order_by("pk")
    had = list(points.values_list("client", "key"))
    people = standings.people_of({client for client, _ in had}.union(files))
    by_key: defaultdict[str, dict[int, None]] = defaultdict(dict)
    for client, key in had:
        by_key[key][people[client][0]] = None
    return _Owners(by_key, {client: people[client][0] for client in files})


def _noes(keys: Collection[str], purpose: Purpose, channel: Channel) -> set[str]:
    """The addresses that said no to this."""
    here = Refusal.objects.filter(Q(purpose=None) | Q(purpose=purpose), channel=channel)
    return set(here.filter(address__among=keys).values_list("address", flat=True))


def _one(
    whom: Whom, owners: _Owners, facts: Mapping[int, Facts], noes: Collection[str], channel: Channel
) -> Known:
    using = list(dict.fromkeys(client for key in whom.used for client in owners.by_key.get(key, ())))
    around = {client for key in whom.keys for client in owners.by_key.get(key, ())}
    alive = None if whom.client is None else owners.alive[whom.client]
    if alive is not None:
        # Taken from a file: theirs alone counts, and only while the address is still theirs.
        using = [client for client in using if client == alive]
        around = {alive}
    unheard = any(key in noes and around.isdisjoint(owners.by_key.get(key, ())) for key in whom.keys)
    situations = [facts[client] for client in using if client in facts]
    refused = (
        whom.refuses
        or unheard
        or any(facts[client]["consent"] == "refused" for client in around if client in facts)
    )
    if refused:
        situations.append(channel.refusal)
    if not situations:
        situations.append({"channel": channel.value, "consent": "never_asked"})
    client = alive if alive is not None else using[0] if len(using) == 1 else None
    return Known(tuple(situations), client, refused, bool(using))


def statuses(author: Staff, clients: Collection[int], now: datetime) -> dict[int, Facts]:
    """Whether these are clients now or were before: of those whom the author may write to alone."""
    mine = visible_clients(author, now, Act.REACH_OUT)
    day = day_of(now)
    return {
        pk: {"client_status": "former" if closed is not None and closed <= day else "current"}
        for pk, closed in mine.filter(pk__among=clients).values_list("pk", "closed_date")
    }
