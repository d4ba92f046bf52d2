"""Reading the journal: by person, object, kind and period, and only what the reader's audience may see.

What is hidden does not exist: the filter is part of the query, so that pages and counts are made of what is
left.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q

from balise.journal import wording
from balise.journal.models import Entry, Reference
from balise.journal.personal import UnreadableError, decrypt, is_sealed, known_keys
from balise.journal.types import EntryType, of_kind, registered
from balise.policy.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    from django.db.models import QuerySet

    from balise.policy.text import Lang

PAGE = 50
AT_ONCE = 1_000


@dataclass(frozen=True, kw_only=True)
class Reader:
    """Who reads: the audiences they belong to, and their own reference, for what is hidden from them."""

    audiences: frozenset[str]
    person: str | None = None

    def may_see(self, seen_by: frozenset[str]) -> bool:
        return not self.audiences.isdisjoint(seen_by)


@dataclass(frozen=True, kw_only=True)
class Search:
    """What is looked for; all of it must hold."""

    person: str | None = None
    object: str | None = None
    kind: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    """Up to this instant, and without it."""


class FaultyCursorError(ValueError):
    """A text is not one that a page gave as the place where it ends."""


@dataclass(frozen=True)
class Cursor:
    """Where a page ends; the next one begins with the entry before this one."""

    at: datetime
    number: int

    def __str__(self) -> str:
        return f"{self.at.isoformat()}~{self.number}"

    @classmethod
    def read(cls, text: str) -> Cursor:
        """The cursor that was written as this text. Raise `FaultyCursorError`."""
        at, _, number = text.partition("~")
        try:
            cursor = cls(datetime.fromisoformat(at), int(number))
        except ValueError:
            raise FaultyCursorError from None
        if cursor.at.tzinfo is None:
            raise FaultyCursorError
        return cursor


@dataclass(frozen=True)
class Seen:
    """An entry as one reader may see it. What they may not, or nobody can any more, is a `Text` that says
    so.
    """

    number: int
    at: datetime
    type: EntryType
    actor: str
    object: str
    people: Mapping[str, str | list[str]]
    fields: Mapping[str, Any]

    def sentence(self, lang: Lang, names: Callable[[str], str] = str) -> str:
        """What happened, in words. `names` turns references into what people and things are called."""
        who = {"actor": self.actor, "object": self.object, **self.people}
        places = {name: in_words(one, lang, names) for name, one in who.items()}
        places |= {name: in_words(value, lang) for name, value in self.fields.items()}
        return self.type.sentence[lang].format_map(places)


@dataclass(frozen=True)
class Page:
    entries: list[Seen]
    following: Cursor | None
    """Where the next page goes on, if there is one."""


def search(*, reader: Reader, what: Search, after: Cursor | None = None, limit: int = PAGE) -> Page:
    """The entries that this reader may see among those looked for, latest first, one page at a time."""
    found = _found(reader, what)
    if after is not None:
        found = found.filter(Q(at__lt=after.at) | Q(at=after.at, id__lt=after.number), at__lte=after.at)
    rows = list(found.order_by("-at", "-id")[: limit + 1])
    seen = list(_seen(rows[:limit], reader))
    last = rows[limit - 1] if len(rows) > limit else None
    return Page(seen, Cursor(last.at, last.pk) if last else None)


def everything(*, reader: Reader, what: Search) -> Iterator[Seen]:
    """All that a search finds, latest first, for exports."""
    after: Cursor | None = None
    while True:
        page = search(reader=reader, what=what, after=after, limit=AT_ONCE)
        yield from page.entries
        if (after := page.following) is None:
            return


def kinds(reader: Reader) -> list[EntryType]:
    """The types of entries that this reader may see, in order."""
    return [registered[kind] for kind in sorted(registered) if reader.may_see(registered[kind].seen_by)]


def visible(reader: Reader) -> QuerySet[Entry]:
    """All entries that this reader may see."""
    mine = kinds(reader)
    entries: QuerySet[Entry] = Entry.objects.filter(kind__in=[one.kind for one in mine])
    if reader.person is not None:
        for one in mine:
            if one.hidden_from:
                as_such = Q()
                for role in one.hidden_from:
                    as_such |= Q(roles__contains=f" {role} ")
                named = Reference.objects.filter(
                    as_such, entry=OuterRef("pk"), at=OuterRef("at"), target=reader.person
                )
                entries = entries.exclude(Q(kind=one.kind) & Exists(named))
    return entries


def found(*, reader: Reader, what: Search) -> QuerySet[Entry]:
    """The entries that a search finds, in no order: for exports that go by the chain."""
    return _found(reader, what)


def _found(reader: Reader, what: Search) -> QuerySet[Entry]:
    found = visible(reader)
    if what.kind is not None:
        found = found.filter(kind=what.kind)
    if what.since is not None:
        found = found.filter(at__gte=what.since)
    if what.until is not None:
        found = found.filter(at__lt=what.until)
    for target in {what.person, what.object} - {None}:
        # A join and no EXISTS: the index on references then leads, and gives them in order.
        found = found.filter(references__target=target)
    return found


def _seen(rows: Iterable[Entry], reader: Reader) -> Iterator[Seen]:
    read = [(row, json.loads(row.content)) for row in rows]
    sealed = (value for _, content in read for value in content["fields"].values() if is_sealed(value))
    keys = known_keys({value["of"] for value in sealed})
    for row, content in read:
        entry_type = of_kind(row.kind)
        fields = {
            name: _field(entry_type, name, value, reader, keys) for name, value in content["fields"].items()
        }
        yield Seen(row.pk, row.at, entry_type, content["actor"], content["object"], content["people"], fields)


def _field(
    entry_type: EntryType, name: str, value: object, reader: Reader, keys: Mapping[str, AESGCM | None]
) -> object:
    """The value of a field as the reader may see it. One that its type does not know any more is hidden."""
    declared = entry_type.fields.get(name)
    if declared is None or not reader.may_see(declared.seen_by):
        return wording.HIDDEN
    if not is_sealed(value):
        return value
    assert isinstance(value, dict)
    if (key := keys.get(value["of"])) is None:
        return wording.ERASED
    try:
        return json.loads(decrypt(key, value, kind=entry_type.kind, field=name))
    except UnreadableError:
        return wording.UNREADABLE


def in_words(value: object, lang: Lang, names: Callable[[str], str] = str) -> str:
    """Any value of an entry as people read it."""
    match value:
        case Text():
            return value[lang]
        case None:
            return wording.NOTHING[lang]
        case bool():
            return (wording.YES if value else wording.NO)[lang]
        case list():
            return ", ".join(in_words(one, lang, names) for one in value) or wording.NOTHING[lang]
        case dict():
            return ", ".join(f"{name} = {in_words(one, lang)}" for name, one in value.items())
    return names(str(value))
