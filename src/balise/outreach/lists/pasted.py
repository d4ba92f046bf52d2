"""Addresses as people paste them: one a line, or side by side as mail programs show them.

`Marie Roy <marie@example.org>; "Roy, Luc" <luc@example.org>`: what ends an entry is its address; the words
before it are the name. A line with one address, or none, is one entry, so that cells copied from a
spreadsheet stay together. A row has the number of its line; of several on one line, each counts as one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from balise.outreach.lists.lines import Line

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator

HEADERS = ("Nom / Name", "Courriel / E-mail", "Téléphone / Phone")
COMMENT = "#"
"""What begins a line that is left out: an error file says there what is wrong with the line below."""

_PIECE = re.compile(r"""(?:"[^"\n]*"|<[^<>\n]*>|[^,;\t"<\n]|["<])+""")
_ANGLED = re.compile(r"<([^<>]*)>")
_LONGEST_PHONE = 40
_PHONE = re.compile(r"\+?[\d\s().\-/]{7,}(?:\s*(?:x|ext\.?|poste|#)\s*\d+)?", re.IGNORECASE)


def rows(lines: Iterable[str]) -> Generator[Line, None, None]:
    """Each entry."""
    number = 0
    for line in lines:
        number += 1
        words = line.strip()
        if not words or words.startswith(COMMENT):
            continue
        entries = list(_entries(words))
        for at, (cells, raw) in enumerate(entries):
            number += at > 0
            yield Line(number, cells, raw=raw)


def _entries(line: str) -> Iterator[tuple[tuple[str, ...], str]]:
    pieces = [piece.strip() for piece in _PIECE.findall(line) if piece.strip()]
    if line.count("@") <= 1:
        yield _entry(pieces), line
        return
    waiting: list[str] = []
    for piece in pieces:
        # `a@example.org b@example.org`: nothing but a space between two.
        apart = piece.split() if piece.count("@") > 1 and "<" not in piece else [piece]
        for each in apart:
            waiting.append(each)
            if "@" in each:
                yield _entry(waiting), ", ".join(waiting)
                waiting = []
    if waiting:
        yield _entry(waiting), ", ".join(waiting)


def _entry(pieces: list[str]) -> tuple[str, str, str]:
    """Name, e-mail address and phone number, as they stand."""
    names, email, phone = [], "", ""
    for piece in pieces:
        if "@" in piece and not email:
            email, rest = _address(piece)
            names.append(rest)
        elif not phone and len(piece) <= _LONGEST_PHONE and _PHONE.fullmatch(piece):
            phone = piece
        else:
            names.append(piece)
    return ", ".join(name for name in map(_bare, names) if name), email, phone


def _address(piece: str) -> tuple[str, str]:
    """The address in a piece, and the words around it."""
    if angled := _ANGLED.search(piece):
        return angled[1].strip(), _ANGLED.sub(" ", piece)
    words = piece.split()
    found = [word for word in words if "@" in word[1:-1]]
    if len(found) == 1:
        return found[0], " ".join(word for word in words if word is not found[0])
    return piece, ""


def _bare(name: str) -> str:
    return " ".join(name.strip(" \t'\"").split())
