"""The consent export as a file: one row for each known address, with what the ledger says of whoever has it.

A row without an address is a refusal whose address is kept only as a keyed hash. It cannot be told to anyone
without the key, but that there is one can: whoever is not in the file is then not written to. One row counts
the others, so that half a file never passes for all who refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import chain, islice
from typing import TYPE_CHECKING, NamedTuple

from balise.outreach.lists import parquet
from balise.outreach.offline.errors import OfflineError
from balise.outreach.screening.judging import OF_THE_LEDGER
from balise.people.imports import delimited
from balise.policy.facts import as_word

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

FACTS = OF_THE_LEDGER
"""What the ledger can say of someone, as the packs name it; the consent comes first."""

COLUMNS = ("address", "purpose", "channel", "as_of", "made", *FACTS)

_FIRST = COLUMNS.index(FACTS[0])

CONSENTS = frozenset({"given", "refused", "other_purpose", "never_asked"})

REFUSED = "refused"

COUNT = "*"
"""In place of an address: this row says how many others there are."""


class Known(NamedTuple):
    """One row: an e-mail address or a number in its one spelling, and the facts about whoever has it."""

    address: str
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ConsentExport:
    """The rows of an export, which can be read once, and what all of them are about."""

    rows: Iterator[Known]
    purpose: str
    channel: str
    as_of: date
    made: date
    """The day on which the ledger was read: no withdrawal after it is here, whatever the day it is for."""


def table(
    purpose: str,
    channel: str,
    day: date,
    found: Iterable[tuple[str, Mapping[str, object]]],
    *,
    made: date | None = None,
) -> Iterator[tuple[str, ...]]:
    """The rows of the file, without headers: those found, then their count. Made on `day`, unless it says
    otherwise.
    """
    about = (purpose, channel, day.isoformat(), (made or day).isoformat())
    rows = 0
    for address, facts in found:
        rows += 1
        yield (address, *about, *(written(facts.get(name)) for name in FACTS))
    yield (COUNT, *about, str(rows), *[""] * (len(FACTS) - 1))


def read(content: bytes) -> ConsentExport:
    """An export, from CSV or Parquet. Raise `FileRefusedError`, also while its rows are read."""
    rows = _parquet(content) if content.startswith(parquet.MAGIC) else _text(content)
    if next(rows, (0, ()))[1] != COLUMNS:
        raise OfflineError("not_an_export", columns=", ".join(COLUMNS))
    first = list(islice(rows, 1))
    if not first or len(first[0][1]) != len(COLUMNS):
        raise OfflineError("cut_off")
    about = first[0][1][1:_FIRST]
    try:
        day, made = map(date.fromisoformat, about[2:])
    except ValueError:
        raise OfflineError("broken_export", row=first[0][0]) from None
    return ConsentExport(_known(chain(first, rows), about), about[0], about[1], day, made)


def _known(rows: Iterable[tuple[int, tuple[str, ...]]], about: tuple[str, ...]) -> Iterator[Known]:
    counted, told = 0, None
    for number, cells in rows:
        if len(cells) != len(COLUMNS):
            raise OfflineError("broken_export", row=number)
        address, consent = cells[0], cells[_FIRST]
        if cells[1:_FIRST] != about or (address == COUNT and told is not None):
            raise OfflineError("two_exports", row=number)
        if address == COUNT:
            told = consent
            continue
        if consent not in CONSENTS or not (address or consent == REFUSED):
            raise OfflineError("broken_export", row=number)
        counted += 1
        yield Known(address, cells[_FIRST:])
    if told != str(counted):
        raise OfflineError("cut_off")


def _text(content: bytes) -> Iterator[tuple[int, tuple[str, ...]]]:
    _, rows = delimited.read(content)
    return ((number, cells) for number, cells in rows if cells)


def _parquet(content: bytes) -> Iterator[tuple[int, tuple[str, ...]]]:
    return ((line.number, line.cells) for line in parquet.rows(content))


def written(value: object) -> str:
    """A fact as the file, and the policy, read it."""
    return "" if value is None else as_word(value)
