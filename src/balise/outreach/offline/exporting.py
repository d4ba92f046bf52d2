"""The consent export: where everyone stands for one purpose and channel, by address, so that a list can be
screened elsewhere.

Left out is whoever neither agreed nor refused, and has no tie that could stand for a consent: it is what
whoever is not in the file is taken for.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from django.db.models import Q

from balise.consent.campaigns import facts_for
from balise.consent.models import Refusal
from balise.consent.operations.purposes import demand_keeping
from balise.consent.queries import purpose_of
from balise.consent.words import Channel
from balise.journal.commands import Outcome
from balise.outreach import entries
from balise.outreach.audience.whom import spellings_used
from balise.outreach.lists import parquet
from balise.outreach.models import Recipient
from balise.outreach.offline import consents
from balise.outreach.offline.errors import OfflineError
from balise.people.addresses import key_of, one_email, one_phone, one_postal_address
from balise.people.doors import noting_refusals
from balise.people.errors import PeopleError
from balise.people.imports import delimited
from balise.people.imports.commands import active_staff, progress_bar, write_file
from balise.people.imports.operations import nobody_listens
from balise.people.imports.shapes import Format
from balise.people.models import Client, ContactPoint
from balise.people.periods import day_of
from balise.people.words import ContactKind
from balise.theme.texts import t

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime
    from pathlib import Path

    from balise.consent.facts import Facts
    from balise.consent.models import Purpose
    from balise.people.imports.outcomes import Progress
    from balise.people.models import Staff
    from balise.policy import Lang

SPELLINGS = {
    ContactKind.EMAIL: one_email,
    ContactKind.PHONE: one_phone,
    ContactKind.ADDRESS: one_postal_address,
}

AT_ONCE = 2_000


@dataclass(frozen=True, slots=True)
class Exported:
    """The file, and how many addresses stand in it, and refusals that it can only count."""

    content: bytes
    addresses: int
    not_carried: int


def export_file(
    *, output: Path, purpose: str, channel: str, by: str, day: date | None, now: datetime, lang: Lang
) -> Outcome:
    """Write the export to a file, in the name of the member of staff with the e-mail address `by`."""
    try:
        staff = active_staff(by, now)
        if channel not in set(Channel):
            raise OfflineError("no_such_channel", channel=channel)
        with progress_bar(lang) as progress:
            exported = export(
                by=staff,
                purpose=purpose_of(purpose),
                channel=Channel(channel),
                day=day or day_of(now),
                as_parquet=output.suffix.lower() == ".parquet",
                now=now,
                progress=progress,
            )
        write_file(output, exported.content)
    except PeopleError as error:
        return Outcome([error.message[lang]], code=2)
    lines = [t("offline.export.done", lang, file=output, rows=exported.addresses)]
    if exported.not_carried:
        lines.append(t("offline.export.not_carried", lang, count=exported.not_carried))
    return Outcome(lines)


@noting_refusals
def export(
    *,
    by: Staff,
    purpose: Purpose,
    channel: Channel,
    day: date,
    now: datetime,
    as_parquet: bool = False,
    progress: Progress = nobody_listens,
) -> Exported:
    """Export for whoever keeps consents. Raise `NotAllowedError`, or `OfflineError` for another day than
    today: nobody can tell who will withdraw until then.
    """
    demand_keeping(by, now)
    today = day_of(now)
    if day != today:
        raise OfflineError("past_day" if day < today else "day_to_come")
    counted = _Counted()
    found = counted.all(purpose, channel, day, progress)
    rows = consents.table(purpose.code, channel.value, day, found, made=today)
    if as_parquet:
        content = parquet.write(consents.COLUMNS, rows)
    else:
        content = delimited.write(Format(workbook=False), _with_headers(rows))
    entries.note(
        "consents_exported",
        at=now,
        by=by,
        about=purpose,
        channel=channel.value,
        addresses=counted.addresses,
        not_carried=counted.not_carried,
        sha256=sha256(content).hexdigest(),
    )
    return Exported(content, counted.addresses, counted.not_carried)


def _with_headers(rows: Iterator[tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    yield consents.COLUMNS
    yield from rows


class _Counted:
    """The rows, counted as they are asked for."""

    def __init__(self) -> None:
        self.addresses = 0
        self.not_carried = 0

    def all(
        self, purpose: Purpose, channel: Channel, day: date, progress: Progress
    ) -> Iterator[tuple[str, Facts]]:
        known = facts_for(
            purpose, channel, day, list(Client.objects.order_by("pk").values_list("pk", flat=True))
        )
        told = {client: facts for client, facts in known.items() if _says_something(facts)}
        found = ContactPoint.objects.order_by("pk").values_list("client", "kind", "value", "key")
        heard = set()
        for count, (client, kind, value, key) in enumerate(found.iterator(AT_ONCE), 1):
            heard.add(key)
            if client in told:
                self.addresses += 1
                yield SPELLINGS[ContactKind(kind)](value), told[client]
            if count % AT_ONCE == 0:
                progress("write", count, 0)
        noes = Refusal.objects.filter(Q(purpose=None) | Q(purpose=purpose), channel=channel)
        unheard = set(noes.exclude(address="").values_list("address", flat=True)) - heard
        for key, same in _plain(unheard, channel):
            unheard.discard(key)
            self.addresses += 1
            yield same, channel.refusal
        self.not_carried = len(unheard)
        for _ in range(self.not_carried):
            yield "", channel.refusal


def _says_something(facts: Facts) -> bool:
    return facts["consent"] != "never_asked" or "consent_basis" in facts


def _plain(keys: set[str], channel: Channel) -> Iterator[tuple[str, str]]:
    """Those of these keys whose address stands on a list that was screened here."""
    if not keys:
        return
    known: dict[str, str] = {}
    for each in Recipient.objects.filter(client=None).iterator(AT_ONCE):
        for kind, same in spellings_used(each, channel):
            if (key := key_of(kind, same)) in keys:
                known[key] = same
    yield from known.items()
