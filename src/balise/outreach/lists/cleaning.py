"""A whole list cleaned: every row of it is an addressee, joined to one, or to be corrected; none is lost.

A list is read once. What each row became is kept packed until all rows have been seen, for the last one may
be a double of the first, and may carry a refusal. A million rows take some hundred megabytes.
"""

from __future__ import annotations

import marshal
import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from balise.outreach.lists.addressees import Addressee, Faulty, Joined, Outcome
from balise.outreach.lists.doubles import Doubles, signs_of
from balise.outreach.lists.faults import Finding
from balise.outreach.lists.mapping import require_fit
from balise.outreach.lists.rows import RowCleaner

if TYPE_CHECKING:
    from collections.abc import Iterator

    from balise.outreach.lists.mapping import ListMapping
    from balise.outreach.lists.sources import Source
    from balise.people.imports.outcomes import Progress

AT_ONCE = 2_000

_TOGETHER = (
    ("name", "first_name", "last_name"),
    ("organisation",),
    ("email", "role"),
    ("phone", "extension"),
    ("street", "city", "province", "postal_code", "country"),
    ("language",),
    ("note",),
    ("statement",),
)
"""What a double adds where the kept row is silent, judged by the first of each group."""


@dataclass(frozen=True, slots=True)
class Counts:
    """Rows by what becomes of them."""

    good: int
    joined: int
    faulty: int

    @property
    def rows(self) -> int:
        return self.good + self.joined + self.faulty


@dataclass(slots=True)
class _Gathered:
    """What the doubles of one row add to it."""

    rows: list[int] = field(default_factory=list)
    filled: dict[str, Any] = field(default_factory=dict)
    others: dict[str, None] = field(default_factory=dict)
    refuses: bool = False


@dataclass(slots=True)
class _Faults:
    """How many rows are to be corrected, and by what those are told who say no in one (`signs_of`)."""

    rows: int = 0
    noes: set[str] = field(default_factory=set)


class Cleaned:
    """What became of each row of a list. Ask as often as needed."""

    def __init__(
        self,
        source: Source,
        mapping: ListMapping,
        packed: list[bytes],
        doubles: Doubles,
        faulty: _Faults,
    ) -> None:
        self.source = source
        self.mapping = mapping
        self._packed = packed
        self._noes = faulty.noes
        self._joined = doubles.joined()
        self._gathered = self._gather()
        rows = doubles.seen
        self.counts = Counts(good=rows - len(self._joined), joined=len(self._joined), faulty=faulty.rows)

    def outcomes(self) -> Iterator[Outcome]:
        """What became of each row, in the order of the list."""
        for each in self._unpacked():
            if isinstance(each, Faulty):
                yield each
            elif each.row in self._joined:
                into, by = self._joined[each.row]
                yield Joined(each.row, into, by, each.remarks)
            else:
                yield self._bound(self._whole(each))

    def addressees(self) -> Iterator[Addressee]:
        """The good rows, each with what its doubles add."""
        return (each for each in self.outcomes() if isinstance(each, Addressee))

    def joined(self) -> Iterator[Joined]:
        return (each for each in self.outcomes() if isinstance(each, Joined))

    def faulty(self) -> Iterator[Faulty]:
        return (each for each in self.outcomes() if isinstance(each, Faulty))

    def _bound(self, whole: Addressee) -> Addressee:
        """The same; refusing, when a row that has to be corrected says no and may be theirs."""
        if whole.refuses or not self._noes or self._noes.isdisjoint(signs_of(whole)):
            return whole
        return whole._replace(refuses=True)

    def _whole(self, kept: Addressee) -> Addressee:
        if (more := self._gathered.get(kept.row)) is None:
            return kept
        merged = kept._replace(**more.filled)
        used = {merged.email.casefold(), merged.phone}
        others = dict.fromkeys(kept.others) | more.others
        return merged._replace(
            refuses=kept.refuses or more.refuses,
            rows=tuple(more.rows),
            others=tuple(each for each in others if each.casefold() not in used),
        )

    def _gather(self) -> dict[int, _Gathered]:
        kept_rows = {into for into, _ in self._joined.values()}
        gathered: dict[int, _Gathered] = {row: _Gathered() for row in kept_rows}
        kept: dict[int, Addressee] = {}
        for whole, values in self._values():
            row = values[0]
            if not whole:
                continue
            if row in kept_rows:
                kept[row] = _addressee(values)
            elif row in self._joined:
                into, _ = self._joined[row]
                _add(gathered[into], kept[into], _addressee(values))
        return gathered

    def _unpacked(self) -> Iterator[Addressee | Faulty]:
        return (_addressee(values) if whole else _faulty(values) for whole, values in self._values())

    def _values(self) -> Iterator[tuple[bool, tuple[Any, ...]]]:
        """Whether a row was good, and what it held, from its number on."""
        for some in self._packed:
            yield from marshal.loads(zlib.decompress(some))  # noqa: S302  what we packed ourselves


def clean(source: Source, mapping: ListMapping, progress: Progress | None = None) -> Cleaned:
    """Clean every row. Raise `FileRefusedError` when the mapping does not fit, or the file ends halfway.

    `progress` is told how many rows are done; how many there are is not known before the end.
    """
    require_fit(mapping, source.headers)
    cleaner, doubles = RowCleaner(source.headers, mapping), Doubles()
    packed: list[bytes] = []
    waiting: list[tuple[bool, tuple[Any, ...]]] = []
    faulty, rows = _Faults(), 0
    for line in source.rows():
        rows += 1
        found = cleaner.clean(line)
        if isinstance(found, Faulty):
            faulty.rows += 1
            faulty.noes.update(cleaner.refusing)
            waiting.append((False, (found.row, _plain(found.findings))))
        else:
            doubles.see(found, cleaner.same_email)
            waiting.append((True, (*found[:-1], _plain(found.remarks))))
        if rows % AT_ONCE == 0:
            packed.append(_pack(waiting))
            waiting.clear()
            if progress:
                progress("reading", rows, 0)
    packed.append(_pack(waiting))
    if progress:
        progress("reading", rows, rows)
    return Cleaned(source, mapping, packed, doubles, faulty)


def _add(more: _Gathered, kept: Addressee, double: Addressee) -> None:
    more.rows.append(double.row)
    more.refuses = more.refuses or double.refuses
    for first, *others in _TOGETHER:
        if not getattr(kept, first) and first not in more.filled and getattr(double, first):
            more.filled |= {name: getattr(double, name) for name in (first, *others)}
    more.others |= dict.fromkeys(each for each in (double.email, double.phone, *double.others) if each)


def _pack(some: list[tuple[bool, tuple[Any, ...]]]) -> bytes:
    return zlib.compress(marshal.dumps(some), 1)


def _plain(findings: tuple[Finding, ...]) -> tuple[tuple[Any, ...], ...]:
    return tuple(map(tuple, findings))


def _addressee(values: tuple[Any, ...]) -> Addressee:
    found = Addressee._make(values)
    return found._replace(remarks=_findings(found.remarks)) if found.remarks else found


def _faulty(values: tuple[Any, ...]) -> Faulty:
    row, findings = values
    return Faulty(row, _findings(findings))


def _findings(values: tuple[tuple[Any, ...], ...]) -> tuple[Finding, ...]:
    return tuple(map(Finding._make, values))
