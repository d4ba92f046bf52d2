"""What this room writes in the journal: who signed in, and what changed in how they do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from balise.journal.operations import Draft, record, record_all
from balise.people.entries import reference
from balise.people.entry_types import Shape, register_shapes
from balise.people.models import Staff

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from balise.people.accounts.models import Account

SHAPES = {
    "account_opened": Shape(),
    "invited": Shape(),
    "link_shown": Shape(),
    "signed_in": Shape(plain=("method",)),
    "sign_in_refused": Shape(plain=("method",)),
    "password_changed": Shape(),
    "second_factor_added": Shape(plain=("factor",)),
    "second_factor_removed": Shape(plain=("factor",)),
    "sessions_ended": Shape(),
}


def register_all() -> None:
    """Make the journal know these types."""
    register_shapes("accounts", SHAPES)


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
