"""What would become of each row: what it states, against all that the ledger knows and the whole file says.

No row turns a refusal into a consent, whichever comes first in the file. Where a person's last word is a no,
in the ledger, from an address, or in another row, a later yes is an error: they have to be asked.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from balise.consent.imports import fields as columns
from balise.consent.imports.bars import Barred, Refusals
from balise.consent.imports.directory import Directory
from balise.consent.imports.mapping import require_fit
from balise.consent.imports.rows import AddressRefused, RowReader, Stated
from balise.consent.models import ConsentEvent, Refusal
from balise.consent.words import NO, Method

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime
    from uuid import UUID

    from django.db.models import QuerySet

    from balise.consent.imports.mapping import ConsentMapping
    from balise.consent.imports.source import Source
    from balise.people.errors import PeopleError
    from balise.people.imports.faults import Problem
    from balise.people.imports.outcomes import Progress
    from balise.people.models import Staff

AT_ONCE = 10_000

Said = TypeVar("Said", Stated, AddressRefused)


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
    refused: list[AddressRefused] = field(default_factory=list)
    faults: dict[int, list[Problem]] = field(default_factory=dict)
    silent: int = 0
    rows: int = 0


@dataclass(frozen=True, slots=True)
class Checked:
    """What would become of a file: the events and refusals to write, and by row what is wrong."""

    source: Source
    mapping: ConsentMapping
    stated: list[Stated]
    refused: list[AddressRefused]
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
        if isinstance(read, list):
            parsed.faults[row.number] = read
        elif not read:
            parsed.silent += 1
        else:
            for said in read:
                if isinstance(said, Stated):
                    parsed.stated.append(said)
                else:
                    parsed.refused.append(said)
        if parsed.rows % AT_ONCE == 0:
            progress("reading", parsed.rows, 0)
    progress("reading", parsed.rows, parsed.rows)
    return parsed


def check(parsed: Parsed) -> Checked:
    """Put what was read beside the ledger as it is now: what is known, and what may not be written."""
    new = _new(parsed.stated, _uuids(ConsentEvent.objects.filter(method=Method.IMPORT)))
    refused = _new(parsed.refused, _uuids(Refusal.objects.filter(client=None)))
    refusals = Refusals(new, refused, parsed.directory, parsed.reader)
    barred = Barred(new)
    stated, wrong = [], {}
    for each in new:
        error = None
        if each.event not in NO:
            error = barred.why(each) or refusals.why(each)
        if error is None:
            stated.append(each)
        else:
            wrong[each.row] = error
    faults = parsed.faults | {number: [problem] for number, problem in _located(parsed, wrong)}
    counts = _counts(parsed, stated, refused, faulty=len(faults))
    return Checked(parsed.source, parsed.mapping, stated, refused, faults, counts, parsed.directory.hidden)


def _counts(parsed: Parsed, stated: list[Stated], refused: list[AddressRefused], *, faulty: int) -> Counts:
    """Rows, not what is written for them: a no may be written for a person and for an address."""
    told = Counter(_kind(each) for each in stated)
    by_address = {each.row for each in refused}
    if by_address:
        by_address.difference_update(each.row for each in stated)
    written = told.total() + len(by_address)
    return Counts(
        given=told["given"],
        implied=told["implied"],
        refused=told["refused"] + len(by_address),
        known=parsed.rows - parsed.silent - faulty - written,
        silent=parsed.silent,
        faulty=faulty,
    )


def _uuids(rows: QuerySet[ConsentEvent] | QuerySet[Refusal]) -> Iterator[UUID]:
    return rows.values_list("uuid", flat=True).iterator(chunk_size=AT_ONCE)


def _new(stated: list[Said], known: Iterable[UUID]) -> list[Said]:
    """What is not in the ledger, nor in an earlier row: each once."""
    seen = {uuid.hex for uuid in known}
    new = []
    for each in stated:
        if each.uuid not in seen:
            seen.add(each.uuid)
            new.append(each)
    return new


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
