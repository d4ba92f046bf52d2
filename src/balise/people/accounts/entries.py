"""What this room writes in the journal: who signed in, and what changed in how they do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from balise.journal.operations import Draft, record, record_all
from balise.journal.types import EntryType, Plain, register
from balise.people.entries import reference
from balise.people.models import Staff
from balise.theme.texts import catalogue

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from balise.people.accounts.models import Account

READERS = frozenset({"auditor", "privacy_officer"})

EVENTS = {
    "account_opened": (),
    "invited": (),
    "link_shown": (),
    "signed_in": ("method",),
    "sign_in_refused": ("method",),
    "password_changed": (),
    "second_factor_added": ("factor",),
    "second_factor_removed": ("factor",),
    "sessions_ended": (),
}


def register_all() -> None:
    """Make the journal know these types."""
    for event, fields in EVENTS.items():
        register(
            EntryType(
                kind=f"accounts.{event}",
                sentence=catalogue()[f"accounts.entries.{event}"],
                seen_by=READERS,
                fields={name: Plain(seen_by=READERS) for name in fields},
            )
        )


def accounts_opened(*people: Staff, at: datetime, by: Staff) -> None:
    _each("account_opened", people, at, by)


def invited(*people: Staff, at: datetime, by: Staff) -> None:
    _each("invited", people, at, by)


def link_shown(*, at: datetime, by: Staff, staff: Staff) -> None:
    _each("link_shown", [staff], at, by)


def sessions_ended(*, at: datetime, account: Account) -> None:
    own("sessions_ended", account, at)


def own(event: str, account: Account, at: datetime, **fields: str) -> None:
    """Note what someone did to their own account. An account without a person has nobody to name."""
    staff = Staff.objects.filter(user_id=account.pk).first()
    if staff is not None:
        person = reference(staff)
        record(kind=f"accounts.{event}", at=at, actor=person, object=person, fields=fields)


def _each(event: str, people: Iterable[Staff], at: datetime, by: Staff) -> None:
    actor, kind = reference(by), f"accounts.{event}"
    record_all(Draft(kind=kind, at=at, actor=actor, object=reference(person)) for person in people)
