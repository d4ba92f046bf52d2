"""The addressees of a list as two tables in files: who they are, and where each can be reached."""

from __future__ import annotations

import csv
from functools import partial
from io import StringIO
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from balise.consent.words import Channel
from balise.journal.spreadsheet import harmless
from balise.outreach.audience.whom import reaches, spellings_used
from balise.outreach.lists.addressees import IDENTIFYING, Addressee
from balise.outreach.lists.matching import spellings_of

if TYPE_CHECKING:
    from typing import TextIO

    from balise.outreach.lists.cleaning import Cleaned, Piece
    from balise.outreach.lists.crew import Share
    from balise.people.imports.outcomes import Progress

_shown = itemgetter(*map(Addressee._fields.index, IDENTIFYING))


class _Written(NamedTuple):
    """Of a piece of the list: rows of both tables, and how many addressees."""

    people: str
    addresses: str
    many: int


def write_people(  # noqa: PLR0917  two files of one kind
    cleaned: Cleaned, channel: Channel, people: TextIO, addresses: TextIO, share: Share, progress: Progress
) -> None:
    """The addressees, and beside them their addresses, each in its one spelling; in one go, for a million."""
    count = 0
    for written in share(partial(_written, channel), cleaned.pieces()):
        people.write(written.people)
        addresses.write(written.addresses)
        count += written.many
        progress("check", count, cleaned.counts.good)


def _written(channel: Channel, piece: Piece) -> _Written:
    out, beside, count = StringIO(newline=""), StringIO(newline=""), 0
    write, write_address = csv.writer(out).writerow, csv.writer(beside).writerow
    for count, each in enumerate(piece.addressees(), 1):  # noqa: B007  asked for after the last
        # Most cells begin with a letter or a digit, and no formula does.
        told = [cell if cell[:1].isalnum() else harmless(cell) for cell in _shown(each)]
        write((each.row, each.refuses, reaches(each, channel), *told))
        for same, used in _spellings(each, channel).items():
            write_address((each.row, same, used))
    return _Written(out.getvalue(), beside.getvalue(), count)


def _spellings(each: Addressee, channel: Channel) -> dict[str, bool]:
    """Where they can be reached, and whether this channel would use it."""
    found = dict.fromkeys((same for _, same in spellings_of(each)), False)
    if channel is Channel.EMAIL and each.email:
        found[next(iter(found))] = True  # it comes first
    elif channel is not Channel.EMAIL:
        found |= dict.fromkeys((same for _, same in spellings_used(each, channel)), True)
    return found
