"""Reads `table.yaml`: who gets which answer, and by which methods, at one address about one thing."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FILE = Path(__file__).with_name("table.yaml")
EVERYONE, OTHERS, OUTSIDE, METHODS = "everyone", "others", "outside", "methods"
SIGN_IN = "sign_in"
"""The answer to who is outside, where the table has no other."""


@dataclass(frozen=True)
class Row:
    address: str
    about: str
    answers: dict[str, str]
    """Each persona's answer, by its word."""
    methods: frozenset[str]

    def __str__(self) -> str:
        return f"{self.address} ({self.about})" if self.about else self.address


@dataclass(frozen=True)
class Table:
    personas: tuple[str, ...]
    outside: frozenset[str]
    answers: dict[str, dict[str, int]]
    rows: tuple[Row, ...]
    probes: dict[str, int]
    commands: dict[str, str]

    @property
    def addresses(self) -> set[str]:
        return {row.address for row in self.rows}


@dataclass(frozen=True)
class _Known:
    """The words that rows are written in."""

    personas: tuple[str, ...]
    outside: frozenset[str]
    answers: dict[str, dict[str, int]]


@cache
def table() -> Table:
    """Read the table. Raise `ValueError`, with what to mend, when it says nothing or two things."""
    written: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    known = _Known(tuple(written["personas"]), frozenset(written["outside"].split()), written["answers"])
    rows = [
        _row(address, about, cell, known)
        for address, cells in written["addresses"].items()
        for about, cell in (cells.items() if isinstance(next(iter(cells.values())), dict) else [("", cells)])
    ]
    methods = {
        address: frozenset().union(*(row.methods for row in rows if row.address == address))
        for address in written["addresses"]
    }
    return Table(
        personas=known.personas,
        outside=known.outside,
        answers=known.answers,
        rows=tuple(Row(row.address, row.about, row.answers, methods[row.address]) for row in rows),
        probes=written["probes"],
        commands=written["commands"],
    )


def _row(address: str, about: str, cell: dict[str, str], known: _Known) -> Row:
    here = f"table.yaml: `{address}`" + (f", `{about}`" if about else "")
    given: dict[str, str] = {}
    rest = ""
    for word, who in cell.items():
        if word == METHODS:
            continue
        if word not in known.answers:
            raise ValueError(f"{here}: `{word}` is not among `answers`")
        if who in {OTHERS, EVERYONE}:
            rest = word
            continue
        for name in sorted(known.outside) if who == OUTSIDE else who.split():
            if name not in known.personas or name in given:
                raise ValueError(f"{here}: `{name}` is not among `personas`, or is there twice")
            given[name] = word
    open_to_all = EVERYONE in cell.values()
    for name in known.personas:
        given.setdefault(name, SIGN_IN if name in known.outside and not open_to_all else rest)
        if not given[name]:
            raise ValueError(f"{here}: no answer for `{name}`: name them, or write `others`")
    return Row(address, about, given, _methods(cell, set(given.values()), known.answers))


def _methods(cell: dict[str, str], words: set[str], answers: dict[str, dict[str, int]]) -> frozenset[str]:
    """Those the row names, else those of its answers; refusals have those of what they refuse."""
    if METHODS in cell:
        return frozenset(cell[METHODS].split())
    said = words - {SIGN_IN}
    opened = said - {"refused", "hidden"} or said
    return frozenset(method for word in opened for method in answers[word])
