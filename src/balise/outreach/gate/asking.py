"""What the gate asks the database, each in a transaction of its own: who signs in, whether a recipient may be
written to, and what was answered.

The account is read anew each time: one that was closed is out at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from hmac import compare_digest
from typing import TYPE_CHECKING

from django.db import transaction
from django.urls import reverse

from balise.acts.known import organisation_facts
from balise.consent import handovers, standings
from balise.consent.models import PreferenceLink
from balise.consent.operations.links import make_message_links
from balise.consent.words import Channel
from balise.outreach import entries
from balise.outreach.gate.operations import hash_of
from balise.outreach.models import GateAccount, GateDecision
from balise.outreach.screening.asking_again import Answer, answer_for
from balise.outreach.sending.bounced import BOUNCED, bounced
from balise.outreach.sending.letters import unsubscribe_headers
from balise.people.addresses import address_key
from balise.people.models import Client, ContactPoint
from balise.people.notices import site_address
from balise.people.words import ContactKind
from balise.policy.pack import ACT

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from balise.consent.handovers import HandingOver

NOBODY = hash_of("nobody")


class ClosedError(Exception):
    """The account is closed, or gone."""


@dataclass(frozen=True)
class Asked:
    """Answers for some recipients, in their order, while what may leave for them is announced."""

    handing_over: HandingOver
    answers: tuple[Answer, ...]
    headers: dict[str, str]
    """To add to the message."""


def sign_in(login: str, secret: str) -> int | None:
    """The account of this login and secret; None for any other. Unknown, closed and wrong take alike long."""
    account = GateAccount.objects.filter(login=login, closed_at=None).first()
    kept = account.secret_hash if account else NOBODY
    right = compare_digest(kept, hash_of(secret))
    return account.pk if account and right else None


def account_of(pk: int) -> GateAccount:
    """Raise `ClosedError`."""
    account = GateAccount.objects.select_related("purpose").filter(pk=pk, closed_at=None).first()
    if account is None:
        raise ClosedError
    return account


def ask(pk: int, address: str, now: datetime) -> Answer:
    """Whether this recipient may be written to now; a refusal is noted. Raise `ClosedError`."""
    account = account_of(pk)
    key = address_key(ContactKind.EMAIL, address)
    [answer] = _answers(account, [key], now)
    if not answer.allowed:
        remember(pk, [(address, answer)], message_id="", now=now)
    return answer


def ask_again(pk: int, addresses: Sequence[str], *, unsubscribes: bool, now: datetime) -> Asked:
    """Announce that a message is about to leave for these, and only then read what they want. Raise
    `ClosedError`. Whoever asks says when it is over (`handovers.over`).
    """
    keys = [address_key(ContactKind.EMAIL, address) for address in addresses]
    with transaction.atomic(durable=True):
        announced = handovers.announce(handovers.Whom(None, [key]) for key in keys)
    try:
        account = account_of(pk)
        answers = _answers(account, keys, now)
        headers = {}
        if len(keys) == 1 and answers[0].allowed and not unsubscribes:
            headers = _unsubscribe(account, keys[0], now)
    except BaseException:
        handovers.over([announced])
        raise
    return Asked(announced, answers, headers)


@transaction.atomic
def remember(pk: int, answered: Sequence[tuple[str, Answer]], *, message_id: str, now: datetime) -> None:
    """Keep what was answered: not whom it was about, but the key of their address; a refusal is also told to
    the journal, without it.
    """
    account = GateAccount.objects.get(pk=pk)
    GateDecision.objects.bulk_create(
        GateDecision(
            account=account,
            address=address_key(ContactKind.EMAIL, address),
            passed=answer.allowed,
            reason=_code(answer),
            message_id=message_id,
            at=now,
        )
        for address, answer in answered
    )
    for _, answer in answered:
        if not answer.allowed:
            entries.note("gate_refused", at=now, by=entries.GATE, about=account, reason=_code(answer))


def _code(answer: Answer) -> str:
    return (answer.reason or answer.verdict)[:200]


def facts_of(account: GateAccount) -> dict[str, object]:
    """What is the same for everyone whom the account writes to, as `decide` takes it."""
    return {**organisation_facts(), **account.facts, ACT: account.act}


def _answers(account: GateAccount, keys: Sequence[str], now: datetime) -> tuple[Answer, ...]:
    """As for a message of ours: nothing more goes to an address from where mail came back."""
    nowhere, facts = bounced(keys), facts_of(account)
    found = (
        answer_for(constants=facts, purpose=account.purpose, channel=Channel.EMAIL, keys=[key], now=now)
        for key in keys
    )
    return tuple(
        answer._replace(allowed=False, reason=BOUNCED) if answer.allowed and key in nowhere else answer
        for key, answer in zip(keys, found, strict=True)
    )


def _unsubscribe(account: GateAccount, key: str, now: datetime) -> dict[str, str]:
    """One click (RFC 8058) for whoever has this address, if that is one person whom we know."""
    had_by = ContactPoint.objects.filter(key=key).values("client")
    clients = {standings.living(client) for client in Client.objects.filter(pk__in=had_by)}
    if len(clients) != 1:
        return {}
    with transaction.atomic():
        [secret] = make_message_links(
            [(clients.pop().pk, key)], purpose=account.purpose, channel=Channel.EMAIL, now=now
        )
    page = reverse("preferences:unsubscribe", args=[PreferenceLink.unsubscribe_secret(secret)])
    return unsubscribe_headers(f"{site_address()}{page}")
