"""Writing into the journal: `record`, `record_all`, and the erasure of a person.

An entry is written in the transaction of what it tells, or not at all; it is linked into the chain right after
the commit, by `sealing.py`, so that writers never wait for one another.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from django.db import connection, transaction

from balise.journal import content as contents
from balise.journal import personal, sealing
from balise.journal.content import RefusedError, instant, plain, reference
from balise.journal.keys import keyring
from balise.journal.models import PersonKey
from balise.journal.types import EntryType, Personal, Plain, Removal, of_kind, register
from balise.journal.writing import Row, write
from balise.policy.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
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
    fields: Mapping[str, object] = field(default_factory=dict)


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

    `people` are the others, under the names that the type of entry gives them; all are opaque references. Raise
    `OutsideTransactionError`, `UnknownKindError`, `RefusedError` or `ErasedPersonError`.
    """
    draft = Draft(kind=kind, at=at, actor=actor, object=object, people=people or {}, fields=fields or {})
    return record_all([draft])[0]


def record_all(drafts: Iterable[Draft]) -> list[int]:
    """Record many entries, in order, faster than one by one. Raise what `record` raises; then none is written."""
    if not connection.in_atomic_block:
        raise OutsideTransactionError
    checked = [_checked(draft) for draft in drafts]
    if not checked:
        return []
    subjects = {
        of for one in checked for name, of in one.personal.items() if one.fields[name] is not None
    }
    keys = personal.keys_for(subjects) if subjects else {}
    key = keyring().current
    ids = write([one.row(keys, key.code) for one in checked])
    # `robust`: the entries are safe; a failure to link them is noted, and made good by the next pass.
    transaction.on_commit(partial(sealing.linker.submit, ids), robust=True)
    return ids


def erase_person(*, person: str, at: datetime, actor: str, reason: str) -> None:
    """Make unreadable, for ever, the personal fields of all entries about this person. The chain stays whole.

    Erasing someone twice does nothing more. Raise `OutsideTransactionError`.
    """
    if not connection.in_atomic_block:
        raise OutsideTransactionError
    reference(person)
    PersonKey.objects.get_or_create(person=person)  # one who has no key yet will not get one later either
    # The trigger lets a key go and never come back.
    erased = PersonKey.objects.filter(person=person, erased_at=None).update(key=None, erased_at=at)
    if erased:
        record(kind=PERSON_ERASED.kind, at=at, actor=actor, object=person, fields={"reason": reason})
        transaction.on_commit(_forget_old_pages, robust=True)


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
    fields: dict[str, object]
    personal: dict[str, str]
    """Fields to encrypt, each with the person it is about."""

    def row(self, keys: Mapping[str, AESGCM], code: Callable[[str], str]) -> Row:
        fields = self.fields
        if self.personal:
            fields = fields | {
                name: personal.encrypt(keys[of], fields[name], kind=self.kind, field=name, person=of)
                for name, of in self.personal.items()
                if fields[name] is not None
            }
        content = contents.compose(
            kind=self.kind,
            at=self.at,
            actor=self.actor,
            object_=self.object,
            people=self.people,
            fields=fields,
        )
        named = contents.roles(self.actor, self.object, self.people)
        return Row(self.kind, self.at, content, code(content), named)


def _checked(draft: Draft) -> _Checked:
    entry_type = of_kind(draft.kind)
    _compare(draft.kind, "field", set(entry_type.fields), set(draft.fields))
    _compare(draft.kind, "person", set(entry_type.people), set(draft.people))
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
                raise RefusedError(f"`{draft.kind}`: field `{name}` is about `{one.of}`, who must be one person")
            checked.personal[name] = of
        elif personal.is_sealed(checked.fields[name]):
            raise RefusedError(f"`{draft.kind}`: field `{name}` has the form of an encrypted one")
    return checked


def _compare(kind: str, what: str, declared: set[str], given: set[str]) -> None:
    if strangers := given - declared:
        raise RefusedError(f"`{kind}` has no {what} `{min(strangers)}`: its type has {sorted(declared)}")
    if missing := declared - given:
        raise RefusedError(f"`{kind}` needs its {what} `{min(missing)}`")
