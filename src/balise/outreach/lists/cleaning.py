"""A whole list cleaned: every row of it is an addressee, joined to one, or to be corrected; none is lost.

A list is read once, a piece at a time, and pieces may be cleaned by several processes (`crew`). What each row
became is kept packed until all rows have been seen, for the last one may be a double of the first, and may
carry a refusal. A million rows take some hundred megabytes.
"""

from __future__ import annotations

import marshal
import zlib
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from balise.journal.pieces import pieces
from balise.outreach.lists.addressees import Addressee, Faulty, Joined, Outcome
from balise.outreach.lists.crew import alone
from balise.outreach.lists.doubles import Doubles, signs_of
from balise.outreach.lists.faults import Finding
from balise.outreach.lists.mapping import require_fit
from balise.outreach.lists.rows import RowCleaner

if TYPE_CHECKING:
    from collections.abc import Iterator

    from balise.outreach.lists.addressees import Sameness
    from balise.outreach.lists.crew import Share
    from balise.outreach.lists.lines import Line
    from balise.outreach.lists.mapping import ListMapping
    from balise.outreach.lists.sources import Source
    from balise.people.imports.outcomes import Progress

AT_ONCE = 2_000
"""Rows in a piece."""

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


@dataclass(frozen=True, slots=True)
class _Some:
    """What became of some rows, by themselves."""

    first: int
    """The number of the first row."""
    packed: bytes
    faulty: int
    noes: frozenset[str]
    """By what those are told who say no in a row that is to be corrected (`signs_of`)."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Some rows of a list, with what all the others make of them."""

    packed: bytes
    joined: dict[int, tuple[int, Sameness]]
    gathered: dict[int, _Gathered]
    noes: frozenset[str]

    def outcomes(self) -> Iterator[Outcome]:
        """What became of each row, in the order of the list."""
        for whole, values in _unpacked(self.packed):
            if not whole:
                yield _faulty(values)
                continue
            each = _addressee(values)
            if each.row in self.joined:
                into, by = self.joined[each.row]
                yield Joined(each.row, into, by, each.remarks)
            else:
                yield self._bound(self._whole(each))

    def addressees(self) -> Iterator[Addressee]:
        """The good rows, each with what its doubles add."""
        return (each for each in self.outcomes() if isinstance(each, Addressee))

    def _bound(self, whole: Addressee) -> Addressee:
        """The same; refusing, when a row that has to be corrected says no and may be theirs."""
        if whole.refuses or not self.noes or self.noes.isdisjoint(signs_of(whole)):
            return whole
        return whole._replace(refuses=True)

    def _whole(self, kept: Addressee) -> Addressee:
        if (more := self.gathered.get(kept.row)) is None:
            return kept
        merged = kept._replace(**more.filled)
        used = {merged.email.casefold(), merged.phone}
        others = dict.fromkeys(kept.others) | more.others
        return merged._replace(
            refuses=kept.refuses or more.refuses,
            rows=tuple(more.rows),
            others=tuple(each for each in others if each.casefold() not in used),
        )


class Cleaned:
    """What became of each row of a list. Ask as often as needed."""

    def __init__(self, source: Source, mapping: ListMapping, parts: list[_Some], doubles: Doubles) -> None:
        self.source = source
        self.mapping = mapping
        joined = doubles.joined()
        faulty = sum(each.faulty for each in parts)
        self.counts = Counts(good=doubles.seen - len(joined), joined=len(joined), faulty=faulty)
        noes = frozenset[str]().union(*(each.noes for each in parts))
        self._pieces = [Piece(each.packed, {}, {}, noes) for each in parts]
        firsts = [each.first for each in parts]
        for row, (into, by) in joined.items():
            self._pieces[bisect_right(firsts, row) - 1].joined[row] = into, by
            self._pieces[bisect_right(firsts, into) - 1].gathered[into] = _Gathered()
        self._gather()

    def pieces(self) -> Iterator[Piece]:
        """All rows, some at a time, in their order."""
        return iter(self._pieces)

    def outcomes(self) -> Iterator[Outcome]:
        """What became of each row, in the order of the list."""
        return (each for piece in self._pieces for each in piece.outcomes())

    def addressees(self) -> Iterator[Addressee]:
        """The good rows, each with what its doubles add."""
        return (each for piece in self._pieces for each in piece.addressees())

    def joined(self) -> Iterator[Joined]:
        return (each for each in self.outcomes() if isinstance(each, Joined))

    def faulty(self) -> Iterator[Faulty]:
        return (each for each in self.outcomes() if isinstance(each, Faulty))

    def _gather(self) -> None:
        """What doubles add to the rows that they are joined to, which come before them."""
        kept: dict[int, tuple[Addressee, _Gathered]] = {}
        for piece in self._pieces:
            if not (piece.joined or piece.gathered):
                continue
            for whole, values in _unpacked(piece.packed):
                row = values[0]
                if whole and row in piece.gathered:
                    kept[row] = _addressee(values), piece.gathered[row]
                elif whole and row in piece.joined:
                    into, _ = piece.joined[row]
                    _add(*kept[into], _addressee(values))


def clean(
    source: Source, mapping: ListMapping, progress: Progress | None = None, share: Share = alone
) -> Cleaned:
    """Clean every row. Raise `FileRefusedError` when the mapping does not fit, or the file ends halfway.

    `progress` is told how many rows are done; how many there are is not known before the end.
    """
    require_fit(mapping, source.headers)
    doubles, parts, rows = Doubles(), list[_Some](), 0
    for some, seen in share(partial(_clean, source.headers, mapping), pieces(source.rows(), AT_ONCE)):
        doubles.extend(seen)
        parts.append(some)
        rows += seen.seen + some.faulty
        if progress:
            progress("reading", rows, 0)
    if progress:
        progress("reading", rows, rows)
    return Cleaned(source, mapping, parts, doubles)


def _clean(headers: tuple[str, ...], mapping: ListMapping, lines: list[Line]) -> tuple[_Some, Doubles]:
    cleaner, doubles = RowCleaner(headers, mapping), Doubles()
    became: list[tuple[bool, tuple[Any, ...]]] = []
    noes = set[str]()
    for line in lines:
        found = cleaner.clean(line)
        if isinstance(found, Faulty):
            noes.update(cleaner.refusing)
            became.append((False, (found.row, _plain(found.findings))))
        else:
            doubles.see(found, cleaner.same_email)
            became.append((True, (*found[:-1], _plain(found.remarks))))
    packed = zlib.compress(marshal.dumps(became), 1)
    return _Some(lines[0].number, packed, len(lines) - doubles.seen, frozenset(noes)), doubles


def _add(kept: Addressee, more: _Gathered, double: Addressee) -> None:
    more.rows.append(double.row)
    more.refuses = more.refuses or double.refuses
    for first, *others in _TOGETHER:
        if not getattr(kept, first) and first not in more.filled and getattr(double, first):
            more.filled |= {name: getattr(double, name) for name in (first, *others)}
    more.others |= dict.fromkeys(each for each in (double.email, double.phone, *double.others) if each)


def _unpacked(packed: bytes) -> list[tuple[bool, tuple[Any, ...]]]:
    """Whether a row was good, and what it held, from its number on."""
    found: list[tuple[bool, tuple[Any, ...]]] = marshal.loads(zlib.decompress(packed))  # noqa: S302  what we packed ourselves
    return found


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
