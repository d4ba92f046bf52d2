"""Writing into the journal: `record`, `record_all`, `erase_person` and, after a restore, `erase_again`.

An entry is written in the transaction of what it tells, or not at all; it is linked into the chain right
after the commit, by `sealing.py`, so that writers never wait for one another.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from functools import partial
from struct import iter_unpack
from typing import TYPE_CHECKING

from django.db import connection, transaction

from balise.journal import content as contents
from balise.journal import erasures, personal, sealing
from balise.journal.content import RefusedError, instant, plain, reference
from balise.journal.keys import keyring
from balise.journal.models import PersonKey
from balise.journal.types import EntryType, Personal, Plain, Removal, of_kind, register
from balise.journal.writing import Row, write
from balise.policy.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

PERSON_ERASED = register(
    EntryType(
        kind="journal.person_erased",
        sentence=Text(
            "{actor} a effacé du journal les renseignements personnels de {object}",
            "{actor} erased from the journal the personal information of {object}",
        ),
        seen_by=frozenset({"auditor", "privacy_officer"}),
        fields={"reason": Plain(seen_by=frozenset({"auditor", "privacy_officer"}))},
    )
)


Value = object
"""What a field may be given; `content.plain` says which values it takes. (`object` is a field below.)"""


class OutsideTransactionError(Exception):
    """An entry was to be recorded outside the transaction of what it tells."""

    def __init__(self) -> None:
        super().__init__("record inside `transaction.atomic()`, with what the entry tells")


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What is to be recorded; see `record` for what each part means."""

    kind: str
    at: datetime
    actor: str
    object: str
    people: Mapping[str, str | Sequence[str]] = field(default_factory=dict)
    fields: Mapping[str, Value] = field(default_factory=dict)


def record(
    *,
    kind: str,
    at: datetime,
    actor: str,
    object: str,  # noqa: A002  the word of the field, and of the searches
    people: Mapping[str, str | Sequence[str]] | None = None,
    fields: Mapping[str, object] | None = None,
) -> int:
    """Record that `actor` did something to `object`, and return the entry's number.

    `people` are the others, under the names that the type of entry gives them; all are opaque references.
    Raise `OutsideTransactionError`, `UnknownKindError`, `RefusedError` or `ErasedPersonError`.
    """
    draft = Draft(kind=kind, at=at, actor=actor, object=object, people=people or {}, fields=fields or {})
    return record_all([draft])[0]


def record_all(drafts: Iterable[Draft]) -> list[int]:
    """Record many entries, in order, faster than one by one. Raise what `record` raises; then none is
    written.
    """
    if not connection.in_atomic_block:
        raise OutsideTransactionError
    checked = [_checked(draft) for draft in drafts]
    if not checked:
        return []
    subjects = {of for one in checked for of in one.personal.values()}
    keys = personal.keys_for(subjects) if subjects else {}
    random = _random(sum(1 + len(one.personal) for one in checked))
    code = keyring().current.code
    ids = write([one.row(keys, code, random) for one in checked])
    # `robust`: the entries are safe; a failure to link them is noted, and made good by the next pass.
    transaction.on_commit(partial(sealing.linker.submit, ids), robust=True)
    return ids


def erase_person(*, person: str, at: datetime, actor: str, reason: str) -> bool:
    """Make unreadable, for ever, the personal fields of all entries about this person. The chain stays whole.

    Erasing someone twice does nothing more, and returns False. Raise `OutsideTransactionError`.
    """
    if not connection.in_atomic_block:
        raise OutsideTransactionError
    reference(person)
    # One who has no key yet will not get one later either.
    _, erased = PersonKey.objects.get_or_create(person=person, defaults={"key": None, "erased_at": at})
    if not erased:
        # Only who still has a key: the database refuses to touch a destroyed one, whoever destroyed it.
        alive = PersonKey.objects.filter(person=person, key__isnull=False)
        erased = bool(alive.update(key=None, erased_at=at))
    if erased:
        record(kind=PERSON_ERASED.kind, at=at, actor=actor, object=person, fields={"reason": reason})
        transaction.on_commit(_forget_old_pages, robust=True)
        transaction.on_commit(erasures.complete_list, robust=True)
    return erased


def erase_again(*, at: datetime, actor: str, reason: str) -> int:
    """After a restore: erase whoever is on the list of the erased and came back with the backup. Return how
    many.
    """
    with transaction.atomic():
        return sum(
            erase_person(person=person, at=at, actor=actor, reason=reason)
            for person in erasures.listed(erasures.list_file())
        )


def _forget_old_pages() -> None:
    """SQLite zeroes what it deletes (`secure_delete`), but its write-ahead log still holds the older page."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


@dataclass(frozen=True, slots=True)
class _Checked:
    """A draft that its type accepts."""

    kind: str
    at: str
    actor: str
    object: str
    people: dict[str, str | list[str]]
    fields: dict[str, Value]
    personal: dict[str, str]
    """Fields to encrypt, each with the person it is about."""

    def row(self, keys: Mapping[str, AESGCM], code: Callable[[str], str], random: Iterator[bytes]) -> Row:
        for name, of in self.personal.items():
            self.fields[name] = personal.encrypt(
                keys[of], self.fields[name], nonce=next(random), kind=self.kind, field=name, person=of
            )
        content = contents.compose(
            number=next(random),
            kind=self.kind,
            at=self.at,
            actor=self.actor,
            object_=self.object,
            people=self.people,
            fields=self.fields,
        )
        named = contents.roles(self.actor, self.object, self.people)
        return Row(self.kind, self.at, content, code(content), named)


def _checked(draft: Draft) -> _Checked:
    entry_type = of_kind(draft.kind)
    if draft.fields.keys() != entry_type.fields.keys():
        raise _unlike(draft.kind, "field", set(entry_type.fields), set(draft.fields))
    if draft.people.keys() != set(entry_type.people):
        raise _unlike(draft.kind, "person", set(entry_type.people), set(draft.people))
    people = {
        name: reference(named) if isinstance(named, str) else [reference(one) for one in named]
        for name, named in draft.people.items()
    }
    checked = _Checked(
        kind=draft.kind,
        at=instant(draft.at),
        actor=reference(draft.actor),
        object=reference(draft.object),
        people=people,
        fields={name: plain(value) for name, value in draft.fields.items()},
        personal={},
    )
    named = {"actor": checked.actor, "object": checked.object, **people}
    for name, one in entry_type.fields.items():
        if isinstance(one, Personal) and one.removal is Removal.DESTROY_KEY:
            of = named[one.of]
            if not isinstance(of, str):
                raise RefusedError(
                    f"`{draft.kind}`: field `{name}` is about `{one.of}`, who must be one person"
                )
            if checked.fields[name] is not None:  # that there is nothing to tell is no secret
                checked.personal[name] = of
        elif personal.is_sealed(checked.fields[name]):
            raise RefusedError(f"`{draft.kind}`: field `{name}` has the form of an encrypted one")
    return checked


def _unlike(kind: str, what: str, declared: set[str], given: set[str]) -> RefusedError:
    if strangers := given - declared:
        return RefusedError(f"`{kind}` has no {what} `{min(strangers)}`: its type has {sorted(declared)}")
    return RefusedError(f"`{kind}` needs its {what} `{min(declared - given)}`")


def _random(pieces: int) -> Iterator[bytes]:
    """As many random numbers as a batch needs, asked from the system at once."""
    return (piece for (piece,) in iter_unpack(f"{personal.NONCE}s", os.urandom(personal.NONCE * pieces)))
