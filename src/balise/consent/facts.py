"""What the ledger can tell a decision about a known client: facts by the ids of `packs/vocabulary` and
`packs/droit-canada`.

Only what is certain is told; the rest is asked. A yes counts for its purpose and channel, and an implied one
is told as what it rests on, for the law to judge.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from balise.consent.clocks import OWN_CONSENT_AGE
from balise.consent.queries import read_consents
from balise.consent.words import GOING_ON, NO, OF_A_CHILD, Basis, Channel, State
from balise.people.periods import day_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime
    from uuid import UUID

    from balise.consent.models import Purpose
    from balise.consent.queries import Consent
    from balise.people.models import Client, Staff

Facts = dict[str, str | bool]

REFUSED = frozenset(State(event.value) for event in NO)

SAME_BASIS = {Basis.MEETING: Basis.VOLUNTEERING}
"""The pack asks about both in one answer."""


def consent_facts(*, viewer: Staff, uuid: UUID, purpose: Purpose, channel: Channel, at: datetime) -> Facts:
    """Return what the ledger knows of this client, for this purpose and channel. It is a reading of their
    consents: allowed, or refused, and noted, as any other.
    """
    found = read_consents(viewer=viewer, uuid=uuid, at=at)
    return facts_of(found.client, found.consents, purpose=purpose, channel=channel, day=day_of(at))


def facts_of(
    client: Client, consents: Iterable[Consent], *, purpose: Purpose, channel: Channel, day: date
) -> Facts:
    """Return what these consents say of one purpose and channel on this day."""
    here = [one for one in consents if one.channel is channel]
    this = next((one for one in here if one.purpose.pk == purpose.pk), None)
    facts: Facts = {"channel": channel.value}
    if (young := client.is_minor(day, OWN_CONSENT_AGE)) is not None:
        facts["under_14"] = young
    if this is not None and this.state in REFUSED:
        facts |= channel.refusal
    elif this is not None and this.state is State.GIVEN:
        facts |= {"consent": "given", "consent_basis": "express"}
        if this.event is not None:
            facts["consent_giver"] = "parent" if this.event.grantor in OF_A_CHILD else "person"
    else:
        elsewhere = any(one.state is State.GIVEN for one in here if one is not this)
        facts["consent"] = "other_purpose" if elsewhere else "never_asked"
        if this is not None and this.basis is not None:
            facts |= _basis_facts(this)
    return facts


def _basis_facts(consent: Consent) -> Facts:
    assert consent.basis is not None
    facts: Facts = {"consent_basis": SAME_BASIS.get(consent.basis, consent.basis).value}
    day = consent.event.basis_day if consent.event else None
    if day is not None:
        facts["since_basis"] = day.isoformat()
    if consent.basis in GOING_ON:
        facts["basis_ongoing"] = day is None
    return facts
