"""How long an implied consent lasts: read from the law in force on the day asked about, never stored.

The pack `droit-canada` has one dated parameter for each basis that has a clock: `implied_<basis>` for
electronic messages, `do_not_call_<basis>` for calls. A basis without a clock lasts for as long as it is true;
one that the law of that day does not know, or not for this kind of organisation, is no ground. In person,
nothing rests on an implied consent here.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from django.conf import settings

from balise.consent.words import Basis, Channel
from balise.policy import load
from balise.policy.measures import Period

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from balise.policy import Policy

ELECTRONIC = frozenset({Channel.EMAIL, Channel.TEXT_MESSAGE})

# The law sets no clock for letters, only what one can expect: we stop as soon as for e-mail.
_PREFIX = {
    Channel.EMAIL: "implied",
    Channel.TEXT_MESSAGE: "implied",
    Channel.MAIL: "implied",
    Channel.PHONE: "do_not_call",
}

_LIKE = {Basis.MEETING: Basis.VOLUNTEERING}
"""The law names both in one sentence, with one clock."""

_ONLY_OF = {
    Basis.GIFT: {"charity", "party"},
    Basis.VOLUNTEERING: {"charity", "party"},
    Basis.MEETING: {"charity", "party"},
    Basis.MEMBERSHIP: {"charity", "association"},
}
"""Whom these ties let write: others have nothing to rest on (the anti-spam law, 10(13))."""

WITHOUT_CLOCK = frozenset({Basis.PUBLISHED_ADDRESS, Basis.DISCLOSED_ADDRESS})
"""These stand while the address is published, or was given, without a wish not to be written to."""

OWN_CONSENT_AGE = 14
"""From this age on, a person consents for themself, unless the organisation's parameter says otherwise."""


@cache
def policy_of_clocks() -> Policy:
    """The policy in force, without its worked examples: only its parameters are read here."""
    return load(*settings.BALISE_PACKS, cases=False)


def clocks_on(day: date, channel: Channel, policy: Policy | None = None) -> Mapping[Basis, Period | None]:
    """The bases that the law knows on this day for this channel, each with how long it lasts; None: while it
    is true.
    """
    clocks: dict[Basis, Period | None] = {}
    if (prefix := _PREFIX.get(channel)) is None:
        return clocks
    parameters = (policy or policy_of_clocks()).parameters
    for basis in Basis:
        if basis in _ONLY_OF and settings.BALISE_ORGANISATION not in _ONLY_OF[basis]:
            continue
        parameter = parameters.get(f"{prefix}_{_LIKE.get(basis, basis)}")
        lasts = parameter.on(day) if parameter else None
        if isinstance(lasts, Period):
            clocks[basis] = lasts
    if clocks and channel in ELECTRONIC:  # the law is in force on this day
        clocks.update(dict.fromkeys(WITHOUT_CLOCK))
    return clocks


def own_consent_age(day: date, policy: Policy | None = None) -> int:
    """From which age someone consents for themself: the organisation's parameter `own_consent_age`."""
    parameter = (policy or policy_of_clocks()).parameters.get("own_consent_age")
    years = parameter.on(day) if parameter else None
    return OWN_CONSENT_AGE if years is None or isinstance(years, Period) else int(years)
