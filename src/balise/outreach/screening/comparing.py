"""What if another means were used: who would be reached by post instead of by e-mail, and who no longer?

Both are worked out anew, and nothing is kept.
"""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING

from balise.acts.policy import policy_in_force
from balise.outreach.audience.gathering import gather
from balise.outreach.campaigns.facts import constants
from balise.outreach.errors import OutreachError
from balise.outreach.screening.judging import Judge
from balise.outreach.screening.running import rows_of
from balise.outreach.screening.table import Table
from balise.outreach.words import Audience
from balise.people.periods import day_of
from balise.policy import SituationError
from balise.policy.screening import Comparison
from balise.policy.screening.result import REACHED

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    import duckdb

    from balise.outreach.models import Campaign
    from balise.outreach.screening.table import Row
    from balise.outreach.words import Means
    from balise.policy.screening import Result


@dataclass(frozen=True, slots=True)
class Compared:
    """How many are reached by the campaign's means, and by another."""

    now: int
    then: int
    both: int

    @property
    def gained(self) -> int:
        return self.then - self.both

    @property
    def lost(self) -> int:
        return self.now - self.both


def compare(campaign: Campaign, means: Means, now: datetime) -> Compared:
    """Raise `OutreachError` or `FileRefusedError`."""
    connection, before = _screened(campaign, now, "before", None)
    other = copy(campaign)
    other.means = means.value
    _, after = _screened(other, now, "after", connection)
    changes = Comparison(before, after).changes()
    return Compared(
        now=_reached(before),
        then=_reached(after),
        both=sum(count for pair, count in changes.items() if set(pair) <= set(REACHED)),
    )


def _screened(
    campaign: Campaign, now: datetime, name: str, connection: duckdb.DuckDBPyConnection | None
) -> tuple[duckdb.DuckDBPyConnection, Result]:
    judge = Judge(policy_in_force(), constants(campaign), day_of(now))
    table = Table.filled(judge, _rows(campaign, judge, now), name=name, connection=connection)
    try:
        return table.connection, table.screened()
    except SituationError:
        raise OutreachError("facts_contradict") from None


def _rows(campaign: Campaign, judge: Judge, now: datetime) -> Iterator[Row]:
    """As they are screened. Who refused is not reached by this means, and a client is known by their file:
    those who have an e-mail address are not those who have a postal one.
    """
    for row in rows_of(campaign, gather(campaign, now).drawn, judge, now):
        row["reachable"] = row["reachable"] and not row["refused"]
        if campaign.audience == Audience.CLIENTS:
            row["number"] = row["client_id"]
        yield row


def _reached(result: Result) -> int:
    return sum(count for verdict, count in result.verdicts().items() if verdict in REACHED)
