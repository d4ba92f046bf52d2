"""How long things have to be kept: dated parameters of the organisation, counted from what ended them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from balise.consent.clocks import policy_of_clocks
from balise.consent.models import ConsentEvent
from balise.consent.standings import records_of
from balise.people.models import Client
from balise.people.periods import day_of
from balise.policy.measures import Period

if TYPE_CHECKING:
    from datetime import date

FILE_KEPT, PROOF_KEPT = "client_file_kept", "consent_proof_kept"
"""The parameters: after the last day of service, and after the last thing said about a consent."""

DEFAULTS = {FILE_KEPT: Period(months=60, days=0), PROOF_KEPT: Period(months=36, days=0)}
"""Where the organisation says nothing. The shorter a proof is kept, the less a refusal can be defended."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Until when something has to stay, and which rule says so."""

    rule: str
    until: date


def period(rule: str, day: date) -> Period:
    """What the organisation says on this day."""
    parameter = policy_of_clocks().parameters.get(rule)
    lasts = parameter.on(day) if parameter else None
    return lasts if isinstance(lasts, Period) else DEFAULTS[rule]


def kept(client: Client, today: date) -> list[Kept]:
    """What still has to be kept of a closed file, with the last day of each; nothing when all is over.

    A scan of a form is a proof with a name on it; what else proves a consent says nothing of who it was.
    """
    records = records_of(client)
    closed = max(Client.objects.filter(pk__in=records).values_list("closed_date", flat=True), key=_never)
    found = []
    if closed is not None:
        found.append(Kept(FILE_KEPT, period(FILE_KEPT, today).after(closed)))
    said = ConsentEvent.objects.filter(client__in=records)
    last = said.order_by("-effective_at").values_list("effective_at", flat=True).first()
    if last is not None and said.exclude(evidence=None).exists():
        found.append(Kept(PROOF_KEPT, period(PROOF_KEPT, today).after(day_of(last))))
    return [each for each in found if today <= each.until]


def _never(day: date | None) -> tuple[bool, date | None]:
    return (day is None, day)
