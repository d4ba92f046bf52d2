"""What would become of each row: what it states, against all that the ledger knows and the whole file says.

No row turns a refusal into a consent, whichever comes first in the file. Where a person's last word is a no,
in the ledger, from an address, or in another row, a later yes is an error: they have to be asked.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from balise.consent import clocks
from balise.consent.errors import ConsentError
from balise.consent.imports import fields as columns
from balise.consent.imports.directory import Directory
from balise.consent.imports.faults import ConsentFaultError
from balise.consent.imports.mapping import require_fit
from balise.consent.imports.rows import RowReader, Stated
from balise.consent.models import AddressRefusal, ConsentEvent, Purpose, Standing
from balise.consent.words import NO, Channel, Method
from balise.journal.models import PersonKey
from balise.people.models import Client, ContactPoint
from balise.people.periods import day_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from balise.consent.imports.mapping import ConsentMapping
    from balise.consent.imports.source import Source
    from balise.people.errors import PeopleError
    from balise.people.imports.faults import Problem
    from balise.people.imports.outcomes import Progress
    from balise.people.models import Staff

AT_ONCE = 10_000

Key = tuple[int, int, Channel]
"""A client, a purpose and a channel."""


@dataclass(frozen=True, slots=True)
class Counts:
    """Rows by what becomes of them."""

    given: int = 0
    implied: int = 0
    refused: int = 0
    known: int = 0
    silent: int = 0
    faulty: int = 0

    @property
    def written(self) -> int:
        return self.given + self.implied + self.refused

    @property
    def rows(self) -> int:
        return self.written + self.known + self.silent + self.faulty


@dataclass(slots=True)
class Parsed:
    """What the rows say, before the ledger is asked."""

    source: Source
    mapping: ConsentMapping
    directory: Directory
    reader: RowReader
    stated: list[Stated] = field(default_factory=list)
    faults: dict[int, list[Problem]] = field(default_factory=dict)
    silent: int = 0
    rows: int = 0


@dataclass(frozen=True, slots=True)
class Checked:
    """What would become of a file: the events to write, and by row what is wrong."""

    source: Source
    mapping: ConsentMapping
    stated: list[Stated]
    faults: dict[int, list[Problem]]
    counts: Counts
    hidden: set[int]


def parse(*, by: Staff, source: Source, mapping: ConsentMapping, now: datetime, progress: Progress) -> Parsed:
    """Read every row. Raise `FileRefusedError`."""
    require_fit(mapping, source.headers)
    directory = Directory(by, mapping, now)
    parsed = Parsed(source, mapping, directory, RowReader(source, mapping, directory, now))
    for row in source.rows():
        parsed.rows += 1
        read = parsed.reader.read(row)
        if isinstance(read, Stated):
            parsed.stated.append(read)
        elif read is None:
            parsed.silent += 1
        else:
            parsed.faults[row.number] = read
        if parsed.rows % AT_ONCE == 0:
            progress("reading", parsed.rows, 0)
    progress("reading", parsed.rows, parsed.rows)
    return parsed


def check(parsed: Parsed) -> Checked:
    """Put what was read beside the ledger as it is now: what is known, and what may not be written."""
    new = _new(parsed.stated)
    known = len(parsed.stated) - len(new)
    refusals = Refusals(new, parsed.directory)
    barred = Barred(new)
    stated, wrong = [], {}
    for each in new:
        error = None
        if each.event not in NO:
            error = barred.why(each) or refusals.why(each, parsed.reader.doubtful)
        if error is None:
            stated.append(each)
        else:
            wrong[each.row] = error
    faults = parsed.faults | {number: [problem] for number, problem in _located(parsed, wrong)}
    told = Counter(_kind(each) for each in stated)
    counts = Counts(
        given=told["given"],
        implied=told["implied"],
        refused=told["refused"],
        known=known,
        silent=parsed.silent,
        faulty=len(faults),
    )
    return Checked(parsed.source, parsed.mapping, stated, faults, counts, parsed.directory.hidden)


def _new(stated: list[Stated]) -> list[Stated]:
    """What is not in the ledger, nor in an earlier row: each once."""
    imported = ConsentEvent.objects.filter(method=Method.IMPORT).values_list("uuid", flat=True)
    seen = {uuid.hex for uuid in imported.iterator(chunk_size=AT_ONCE)}
    new = []
    for each in stated:
        if each.uuid not in seen:
            seen.add(each.uuid)
            new.append(each)
    return new


class Refusals:
    """The last word of each person of whom it may be a no: in the ledger, of an address, or in the file."""

    def __init__(self, stated: list[Stated], directory: Directory) -> None:
        purposes = {each.purpose for each in stated}
        self._yes: dict[Key, datetime] = {}
        self._no: dict[Key, datetime] = {}
        kept = Standing.objects.filter(purpose__in=purposes, no_at__isnull=False)
        for client, purpose, channel, yes, no in kept.values_list(
            "client", "purpose", "channel", "yes_at", "no_at"
        ).iterator(chunk_size=AT_ONCE):
            assert no is not None  # as asked for above
            self._refused((client, purpose, Channel(channel)), no)
            if yes is not None:
                self._yes[client, purpose, Channel(channel)] = yes
        self._from_addresses(purposes, directory)
        for each in stated:
            if each.event in NO:
                self._refused((each.client, each.purpose, each.channel), each.at)

    def why(self, yes: Stated, doubtful: set[int]) -> PeopleError | None:
        """Why this yes may not be written; None when it may. What is implied never outweighs a no."""
        if yes.client in doubtful:
            return ConsentFaultError("another_row_refuses")
        if yes.basis:
            return None
        key = (yes.client, yes.purpose, yes.channel)
        no, before = self._no.get(key), self._yes.get(key)
        if no is None or yes.at <= no or (before is not None and before > no):
            return None
        return ConsentError("import_over_refusal")

    def _from_addresses(self, purposes: set[int], directory: Directory) -> None:
        refused = AddressRefusal.objects.values("address")
        owners: dict[str, set[int]] = {}
        for of, client in ContactPoint.objects.filter(key__in=refused).values_list("key", "client"):
            owners.setdefault(of, set()).add(directory.living(client))
        for refusal in AddressRefusal.objects.iterator(chunk_size=AT_ONCE):
            for client in owners.get(refusal.address, ()):
                for each in purposes if refusal.purpose_id is None else {refusal.purpose_id}:
                    key = (client, each, Channel(refusal.channel))
                    self._refused(key, refusal.at)
                    # The yes of someone who has no refusal of their own was not read above.
                    if key not in self._yes:
                        self._remember_yes(key)

    def _remember_yes(self, key: Key) -> None:
        kept = Standing.objects.filter(client=key[0], purpose=key[1], channel=key[2])
        yes = kept.values_list("yes_at", flat=True).first()
        if yes is not None:
            self._yes[key] = yes

    def _refused(self, key: Key, at: datetime) -> None:
        self._no[key] = max(at, self._no.get(key, at))


class Barred:
    """Who cannot agree, and what cannot be agreed to: as `operations.checks` says, for all rows at once."""

    def __init__(self, stated: list[Stated]) -> None:
        self._closed = {purpose.pk: purpose.name for purpose in Purpose.objects.exclude(closed_at=None)}
        erased = PersonKey.objects.filter(key=None, person__startswith="client:").values_list(
            "person", flat=True
        )
        self._erased = set(
            Client.objects.filter(uuid__in=[person.partition(":")[2] for person in erased]).values_list(
                "pk", flat=True
            )
        )
        kinds = {each.channel.contact_kind for each in stated if each.event not in NO} - {None}
        self._reachable = {
            kind: set(
                ContactPoint.objects.filter(kind=kind)
                .values_list("client", flat=True)
                .iterator(chunk_size=AT_ONCE)
            )
            for kind in kinds
        }
        self._ages: dict[date, int] = {}
        self._children = _born_after(min((each.at for each in stated), default=None))

    def why(self, yes: Stated) -> PeopleError | None:
        """Why this yes may not be written; None when it may."""
        if yes.purpose in self._closed:
            return ConsentError("purpose_closed", purpose=self._closed[yes.purpose])
        if child := self._children.get(yes.client):
            day = day_of(yes.at)
            if day not in self._ages:
                self._ages[day] = clocks.own_consent_age(day)
            if child.is_minor(day, self._ages[day]):
                return ConsentError("parent_needed", age=self._ages[day])
        if yes.client in self._erased:
            return ConsentError("erased")
        kind = yes.channel.contact_kind
        if kind is not None and yes.client not in self._reachable[kind]:
            return ConsentError("no_address", channel=yes.channel.label)
        return None


def _born_after(first: datetime | None) -> dict[int, Client]:
    """The clients who were young on some day of the file."""
    if first is None:
        return {}
    day = day_of(first)
    oldest = day.replace(year=day.year - OLD_ENOUGH, day=min(day.day, 28))
    young = Client.objects.filter(birth_date__gt=oldest).only("pk", "birth_date")
    return {client.pk: client for client in young.iterator(chunk_size=AT_ONCE)}


OLD_ENOUGH = 30
"""Years. No organisation asks for a parent's word at this age."""


def _located(parsed: Parsed, wrong: dict[int, PeopleError]) -> Iterator[tuple[int, Problem]]:
    """Say where: the cells of a row are read again, for they were not kept."""
    if not wrong:
        return
    for row in parsed.source.rows():
        if row.number in wrong:
            held = _blamed(wrong[row.number])
            yield row.number, parsed.reader.later(row.number, row.cells, held, wrong[row.number])


def _blamed(error: PeopleError) -> str:
    return {"no_address": columns.CHANNEL.id, "purpose_closed": columns.PURPOSE.id}.get(
        error.code, columns.ANSWER.id
    )


def _kind(each: Stated) -> str:
    if each.event in NO:
        return "refused"
    return "implied" if each.basis else "given"
