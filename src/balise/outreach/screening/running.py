"""Screening a whole campaign: everyone addressed is looked up in the ledger, decided by the policy in DuckDB,
and kept with the answer.

The long part holds nothing in the database. What was found is kept at the end, at once, if the campaign is
still what was asked about.
"""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from django.db.models import CharField

from balise.acts.policy import policy_in_force
from balise.consent.queries import is_open
from balise.consent.words import Channel
from balise.journal.pieces import pieces
from balise.outreach.audience.gathering import AT_ONCE, gather
from balise.outreach.campaigns.facts import constants
from balise.outreach.campaigns.fingerprints import asked_of
from balise.outreach.errors import OutreachError
from balise.outreach.lists.addressees import IDENTIFYING
from balise.outreach.models import Recipient
from balise.outreach.screening.judging import NO_ADDRESS, Judge, Ruling, with_bars
from balise.outreach.screening.known import known_of, statuses
from balise.outreach.screening.operations import demand_screening, keep
from balise.outreach.screening.table import Row, Table
from balise.people.periods import day_of
from balise.policy import SituationError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from balise.consent.facts import Facts
    from balise.outreach.audience.gathering import Drawn
    from balise.outreach.models import Campaign, Screening
    from balise.people.models import Staff
    from balise.policy import Policy
    from balise.policy.screening import Result

PROVINCES = {"QC": "quebec", "ON": "ontario"}
ELSEWHERE = "elsewhere_in_canada"
"""Where the person is, as the law asks it; of another country the author says it."""


LONGEST = {
    field.name: field.max_length
    for field in Recipient._meta.get_fields()  # noqa: SLF001  Django's own way to a model's fields
    if isinstance(field, CharField) and field.name in IDENTIFYING
}
"""A list may hold longer words than a recipient: they are cut."""


def screen_campaign(*, by: Staff, campaign: Campaign, now: datetime) -> Screening:
    """Decide everyone whom the campaign addresses, in place of what was found before. Raise `OutreachError`,
    `FileRefusedError`, or a refusal.
    """
    current = demand_screening(by=by, campaign=campaign, now=now)
    asked = asked_of(current)
    gathered = gather(current, now)
    judge = Judge(policy_in_force(), constants(current), day_of(now))
    table = Table.filled(judge, rows_of(current, gathered.drawn, judge, now))
    try:
        result = table.screened()
    except SituationError:
        raise OutreachError("facts_contradict") from None
    return keep(
        by=by,
        campaign=current,
        asked=asked,
        policy=fingerprint_of(judge.policy),
        recipients=_recipients(current, table, result),
        joined=gathered.joined,
        faulty=gathered.faulty,
        now=now,
    )


def rows_of(campaign: Campaign, drawn: Iterable[Drawn], judge: Judge, now: datetime) -> Iterator[Row]:
    """Everyone addressed with what is known of them, as rows of a table."""
    channel = Channel(campaign.means)
    for some in pieces(drawn, AT_ONCE):
        known = known_of(
            [each.whom for each in some], purpose=campaign.purpose, channel=channel, day=judge.day
        )
        files = {each.client for each in known if each.client is not None}
        told_by_files = statuses(campaign.author, files, now)
        for each, told in zip(some, known, strict=True):
            own: Facts = {**_province(each), **told_by_files.get(told.client or 0, {})}
            situations = [judge.facts({**own, **facts}) for facts in told.situations]
            yield {
                "number": each.number,
                **each.fields,
                "client_id": told.client,
                "keys": " ".join(each.whom.keys),
                "refuses": each.whom.refuses,
                "refused": told.refused,
                "reachable": each.reachable,
                "facts": situations[0] if len(situations) == 1 else judge.strictest(situations),
            }


def _province(drawn: Drawn) -> Facts:
    province = drawn.fields.get("province")
    if not province or drawn.fields.get("country") != "CA":
        return {}
    return {"province": PROVINCES.get(province, ELSEWHERE)}


def _recipients(campaign: Campaign, table: Table, result: Result) -> Iterator[Recipient]:
    closed = not is_open(campaign.purpose_id)
    for row, answer in table.rows(result):
        found = Ruling(*answer) if answer is not None else Ruling("", "", "", "", "", NO_ADDRESS)
        ruling = with_bars(found, refused=row["refused"], closed=closed)
        yield Recipient(
            campaign=campaign,
            number=row["number"],
            client_id=row["client_id"],
            **{name: (row[name] or "")[:most] for name, most in LONGEST.items()},
            keys=row["keys"].split(),
            refuses=row["refuses"],
            facts=row["facts"],
            **ruling._asdict(),
        )


@cache
def fingerprint_of(policy: Policy) -> str:
    """What tells one policy from the next: its files."""
    found = sha256()
    for pack in sorted(policy.packs.values(), key=lambda each: each.id):
        for file in sorted(Path(pack.folder).rglob("*.yaml")):
            found.update(f"{pack.id}/{file.relative_to(pack.folder)}\n".encode())
            found.update(file.read_bytes())
    return found.hexdigest()
