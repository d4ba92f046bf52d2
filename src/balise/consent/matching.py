"""Records that may be one person's, found to be proposed, with the reasons; nothing is ever merged from here.

A shared e-mail address or phone is a reason by itself; a name is one only with a birth date or a postal
address. Two known birth dates that differ are two people. Pairs that someone found distinct are left out.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from balise.consent.models import Distinct, Merge
from balise.consent.words import Likeness
from balise.people.access import Act, visible_clients
from balise.people.models import Client, ContactPoint
from balise.people.words import ContactKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date, datetime

    from balise.people.models import Staff

CROWD = 8
"""More people than this at one phone or mailbox are a household or a shelter: there, only names count."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records that may be one person's; `first` is the older one."""

    first: Client
    second: Client
    reasons: tuple[Likeness, ...]


@dataclass(frozen=True, slots=True)
class _Record:
    pk: int
    name: str
    birth_date: date | None


def pairs(*, viewer: Staff, at: datetime) -> tuple[Pair, ...]:
    """The pairs among the clients whose files this person may merge, most reasons first."""
    mine = visible_clients(viewer, at, Act.MERGE)
    rows = mine.exclude(pk__in=Merge.objects.values("merged")).values_list("pk", "full_name", "birth_date")
    records = {pk: _Record(pk, same_name(name), birth_date) for pk, name, birth_date in rows.iterator()}
    points = ContactPoint.objects.filter(client__in=mine).values_list("client_id", "kind", "key").distinct()
    found = alike(records.values(), ((pk, kind, key) for pk, kind, key in points if pk in records))
    for first, second in Distinct.objects.values_list("first", "second"):
        found.pop((first, second), None)
    people = Client.objects.in_bulk({pk for pair in found for pk in pair})
    shown = [Pair(people[first], people[second], reasons) for (first, second), reasons in found.items()]
    return tuple(sorted(shown, key=lambda pair: (-len(pair.reasons), pair.first.pk, pair.second.pk)))


def alike(
    records: Iterable[_Record], addresses: Iterable[tuple[int, str, str]]
) -> dict[tuple[int, int], tuple[Likeness, ...]]:
    """The pairs of records that may be one person's, each in order, and why."""
    known = {record.pk: record for record in records}
    reasons: defaultdict[tuple[int, int], set[Likeness]] = defaultdict(set)
    for reason, pair in _by_address(known, addresses):
        reasons[pair].add(reason)
    for pair in _by_name_and_birth(known.values()):
        reasons[pair].add(Likeness.NAME_AND_BIRTH)
    return {
        pair: tuple(reason for reason in Likeness if reason in why)
        for pair, why in reasons.items()
        if not _two_births(known[pair[0]], known[pair[1]])
    }


def same_name(name: str) -> str:
    """A name without accents, case, punctuation or order.

    >>> same_name("LANDRY, Rosé-Anne") == same_name("Rose Anne Landry")
    True
    """
    bare = unicodedata.normalize("NFKD", name).casefold()
    letters = ("" if unicodedata.combining(each) else each if each.isalnum() else " " for each in bare)
    return " ".join(sorted("".join(letters).split()))


def _by_address(
    known: dict[int, _Record], addresses: Iterable[tuple[int, str, str]]
) -> Iterator[tuple[Likeness, tuple[int, int]]]:
    sharing: defaultdict[tuple[str, str], set[int]] = defaultdict(set)
    for pk, kind, key in addresses:
        sharing[kind, key].add(pk)
    for (kind, _), people in sharing.items():
        if kind != ContactKind.ADDRESS and len(people) <= CROWD:
            yield from ((Likeness.ADDRESS, pair) for pair in combinations(sorted(people), 2))
        named: defaultdict[str, list[int]] = defaultdict(list)
        for pk in sorted(people):
            named[known[pk].name].append(pk)
        for namesakes in named.values():
            yield from ((Likeness.NAME_AND_ADDRESS, pair) for pair in combinations(namesakes, 2))


def _by_name_and_birth(records: Iterable[_Record]) -> Iterator[tuple[int, int]]:
    born: defaultdict[tuple[str, date], list[int]] = defaultdict(list)
    for record in records:
        if record.birth_date is not None and record.name:
            born[record.name, record.birth_date].append(record.pk)
    for namesakes in born.values():
        yield from combinations(sorted(namesakes), 2)


def _two_births(one: _Record, other: _Record) -> bool:
    return None not in {one.birth_date, other.birth_date} and one.birth_date != other.birth_date
