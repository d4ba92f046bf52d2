"""Every addressee decided: what the list says of how to reach them, beside what the export says of their
consent, through `policy.screening`.

It means what it means on a server (`outreach.screening`): whoever is on no export never agreed; only who has
the very address that would be used can have agreed; a no from any of their addresses counts, and one in the
list itself; of several people who share an address, the strictest answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from balise.consent.words import Channel
from balise.outreach.lists.addressees import IDENTIFYING
from balise.outreach.offline import tables
from balise.outreach.offline.consents import FACTS, REFUSED, written
from balise.outreach.offline.errors import OfflineError
from balise.outreach.offline.people import write_people
from balise.outreach.screening.judging import Judge
from balise.policy.screening import Column, plan, screen, sql

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date
    from pathlib import Path

    import duckdb

    from balise.outreach.lists.cleaning import Cleaned
    from balise.outreach.lists.crew import Share
    from balise.outreach.offline.campaign_file import CampaignFile
    from balise.outreach.offline.consents import Known
    from balise.people.imports.outcomes import Progress
    from balise.policy.screening import Result

_PEOPLE = {
    "number": tables.NUMBER,
    "refuses": tables.FLAG,
    "reachable": tables.FLAG,
    **dict.fromkeys(IDENTIFYING, tables.TEXT),
}
_ADDRESSES = {"number": tables.NUMBER, "address": tables.TEXT, "used": tables.FLAG}

_FACING = """
CREATE TABLE facing AS WITH known_here AS (
    SELECT DISTINCT a.number, {cells} FROM addresses AS a JOIN known AS k USING (address)
    WHERE a.used OR k.refused
), all_of_them AS (
    SELECT *, FALSE AS nobody FROM known_here
    UNION ALL SELECT p.number, {cells}, FALSE FROM people AS p JOIN stock AS k ON k.of = 'refused'
        WHERE p.refuses
    UNION ALL SELECT p.number, {cells}, TRUE FROM people AS p JOIN stock AS k ON k.of = 'nobody'
        WHERE NOT p.refuses AND p.number NOT IN (SELECT number FROM known_here)
) SELECT ROW_NUMBER() OVER () AS id, * FROM all_of_them
"""
"""One row for each person whom an addressee may be; at least one."""


@dataclass(frozen=True, slots=True)
class Decided:
    """`result` is of the table `facing`. `uncarried` refusals may be of anyone who is on no export."""

    result: Result
    uncarried: int


def decide_all(
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    *,
    cleaned: Cleaned,
    campaign: CampaignFile,
    known: Iterable[Known],
    day: date,
    share: Share,
    progress: Progress,
) -> Decided:
    """Put all into DuckDB and decide it there. Raise `FileRefusedError` or `SituationError`."""
    judge = Judge(campaign.policy, campaign.constants, day)
    if "consent" not in judge.columns:
        raise OfflineError("no_consent_in_policy")
    cells = dict.fromkeys(judge.columns, tables.TEXT)
    channel = Channel(campaign.channel)
    ledger = _Ledger(judge, channel, known)
    known_columns = {"address": tables.TEXT, "refused": tables.FLAG, **cells}
    tables.load(connection, folder, "known", known_columns, ledger.rows())
    tables.load(connection, folder, "stock", {"of": tables.TEXT, **cells}, ledger.stock())
    people, addresses = (tables.file_of(folder, table) for table in ("people", "addresses"))
    with tables.opened(people) as out, tables.opened(addresses) as beside:
        write_people(cleaned, channel, out, beside, share, progress)
    tables.load_file(connection, people, _PEOPLE)
    tables.load_file(connection, addresses, _ADDRESSES)
    connection.execute(_FACING.format(cells=", ".join(f"k.{sql.name(cell)}" for cell in cells)))
    asked = plan(judge.policy, judge.constants, {fact: Column(fact) for fact in judge.columns}, day)
    return Decided(screen(connection, "facing", asked, row="id", into="decided"), ledger.uncarried)


class _Ledger:
    """What the export says, as the facts that the policy asks for each person."""

    def __init__(self, judge: Judge, channel: Channel, known: Iterable[Known]) -> None:
        self._judge = judge
        self._channel = channel
        self._known = known
        self.uncarried = 0
        self._cells = cache(self._cells_of)
        consents = {each.id for each in judge.policy.facts["consent"].answers}
        # A policy that does not ask it takes an agreement to something else for none.
        self._elsewhere = "other_purpose" if "other_purpose" in consents else "never_asked"

    def rows(self) -> Iterator[tuple[object, ...]]:
        for address, facts in self._known:
            if address:
                yield (address, facts[0] == REFUSED, *self._cells(facts))
            else:
                self.uncarried += 1

    def stock(self) -> Iterator[tuple[str, ...]]:
        """Of whoever refuses in the list itself, and of whoever is on no export."""
        yield ("refused", *self._judged(self._channel.refusal))
        yield ("nobody", *self._judged({"consent": "never_asked"}))

    def _cells_of(self, facts: tuple[str, ...]) -> tuple[str, ...]:
        told = {name: words for name, words in zip(FACTS, facts, strict=True) if words}
        if told["consent"] == "other_purpose":
            told["consent"] = self._elsewhere
        return self._judged(told)

    def _judged(self, told: Mapping[str, str | bool]) -> tuple[str, ...]:
        facts = self._judge.facts(told)
        return tuple(written(facts.get(name)) for name in self._judge.columns)
