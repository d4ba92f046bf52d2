"""Accounts of the gate: made for one tool, its secret shown once; what everyone it writes to has in common;
closed at once.
"""

from __future__ import annotations

import secrets
from hashlib import sha256
from typing import TYPE_CHECKING

from balise.acts.policy import policy_in_force
from balise.outreach import entries
from balise.outreach.campaigns.facts import CHANNEL, RECIPIENT, acts_that_reach
from balise.outreach.errors import OutreachError
from balise.outreach.models import GateAccount
from balise.outreach.one_person import of_each
from balise.outreach.words import Audience
from balise.people.access import Act
from balise.people.doors import demand, operation
from balise.people.operations.common import held
from balise.people.periods import day_of
from balise.people.wording import needed
from balise.policy.explanation import plain
from balise.policy.pack import ACT
from balise.policy.situation import check_facts

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from balise.consent.models import Purpose
    from balise.people.models import Staff, Unit

PREFIX = "gate_"
"""A secret that was left somewhere is recognised by it."""

BYTES = 32


def hash_of(secret: str) -> str:
    """What is kept of a secret. It is random, so that no slow hash is needed."""
    return sha256(secret.encode()).hexdigest()


@operation
def add_account(
    *,
    by: Staff,
    unit: Unit,
    name: str,
    login: str,
    purpose: Purpose,
    act: str,
    audience: Audience,
    from_domains: Collection[str],
    now: datetime,
) -> tuple[GateAccount, str]:
    """Open an account, and return it with its secret, which is told only here."""
    demand(viewer=by, act=Act.KEEP_SENDING, thing=unit, at=now)
    if held(purpose).closed_at is not None:
        raise OutreachError("purpose_closed")
    if audience is Audience.OUTSIDE_LIST and purpose.health:
        # The same refusal as of a list: the answer to an address would tell of someone's health.
        raise OutreachError("health_of_a_list")
    if act not in {each.id for each in acts_that_reach(policy_in_force())}:
        raise OutreachError("no_such_act")
    if GateAccount.objects.filter(login=login).exists():
        raise OutreachError("login_taken")
    secret = PREFIX + secrets.token_urlsafe(BYTES)
    account = GateAccount.objects.create(
        name=needed(name),
        login=login,
        secret_hash=hash_of(secret),
        unit=unit,
        purpose=purpose,
        act=act,
        facts={RECIPIENT: audience.recipient},
        from_domains=sorted({each.casefold() for each in from_domains}),
        added_by=by,
        added_at=now,
    )
    entries.note("gate_account_added", at=now, by=by, about=account, purpose=purpose.code)
    return account, secret


@operation
def answer_for_all(*, by: Staff, account: GateAccount, fact: str, words: str, now: datetime) -> None:
    """Say what is the same for everyone whom this tool writes to; no words take an answer back. Raise
    `OutreachError` for what is known of one person only, `SituationError` for what is no answer.
    """
    current = held(account)
    demand(viewer=by, act=Act.KEEP_SENDING, thing=current.unit, at=now)
    if current.closed_at is not None:
        raise OutreachError("account_closed")
    if not can_be_said(current, fact):
        raise OutreachError("not_for_everyone")
    known = policy_in_force().facts
    facts = {name: value for name, value in current.facts.items() if name != fact}
    if words:
        value = check_facts(known, {fact: words}, day_of(now))[fact]
        if value is None:
            raise OutreachError("answer_unknown")
        facts[fact] = plain(value, known[fact])
    if facts != current.facts:
        current.facts = facts
        current.save(update_fields=["facts"])
        entries.note("gate_account_changed", at=now, by=by, about=current, fact=fact)


@operation
def close_account(*, by: Staff, account: GateAccount, now: datetime) -> None:
    """Let nothing more through from this tool, also where it is signed in."""
    current = held(account)
    demand(viewer=by, act=Act.KEEP_SENDING, thing=current.unit, at=now)
    if current.closed_at is None:
        current.closed_at = now
        current.save(update_fields=["closed_at"])
        entries.note("gate_account_closed", at=now, by=by, about=current)


def can_be_said(account: GateAccount, fact: str) -> bool:
    """Whether one answer can stand for everyone whom the tool writes to. What ties a person to us is their
    own; organisations may all stand in one public directory. A tool may write to clients alone, or to nobody
    who is one, and reads no file: that can be said; what the ledger knows cannot.
    """
    if fact in {ACT, RECIPIENT, CHANNEL} or fact not in policy_in_force().facts:
        return False
    to_organisations = account.facts.get(RECIPIENT) == Audience.ORGANISATIONS.recipient
    if to_organisations:
        return fact not in of_each(Audience.ORGANISATIONS)
    return fact not in of_each(Audience.OUTSIDE_LIST) | {"under_14"}
