"""Pieces of SQL that DuckDB, PostgreSQL and Spark read alike: names, constants, and choices between numbers.

Only what the standard says and all three do is used: `CASE`, comparisons, integers, `LEFT JOIN`, `VALUES`.
Names stand in double quotes; Spark takes them for names, too, once told to follow the standard.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal


def name(identifier: str) -> str:
    """A name as it is, whatever signs it holds."""
    return '"' + identifier.replace('"', '""') + '"'


def text(words: str) -> str:
    r"""A text.

    Quotes and backslashes go by number: Spark reads `\` and, in some versions, `''` its own way.

    >>> text("a'b")
    "('a' || CHR(39) || 'b')"
    """
    parts = []
    plain = ""
    for sign in words:
        if sign in "'\\":
            parts += [f"'{plain}'"] * bool(plain) + [f"CHR({ord(sign)})"]
            plain = ""
        else:
            plain += sign
    parts += [f"'{plain}'"] * (bool(plain) or not parts)
    return parts[0] if len(parts) == 1 else f"({' || '.join(parts)})"


def day(value: date) -> str:
    """A calendar day."""
    return f"DATE '{value:%Y-%m-%d}'" if value.year >= 1000 else f"DATE '{value.isoformat()}'"


def number(value: Decimal) -> str:
    """An exact number, without exponent: with one, it would be a floating-point number."""
    return f"{value:f}"


def floating(value: float) -> str:
    """A floating-point number: the exponent says so."""
    written = repr(value)
    return written if "e" in written else f"{written}e0"


def case(branches: Iterable[tuple[str, int]], otherwise: int) -> str:
    """The number of the first condition that holds."""
    arms = "".join(f" WHEN {condition} THEN {result}" for condition, result in branches)
    return f"CASE{arms} ELSE {otherwise} END"


def table(called: str, columns: Sequence[str], rows: Iterable[Sequence[str | int | None]]) -> str:
    """A table of constants, to stand after WITH."""
    written = ", ".join(f"({', '.join(map(_constant, row))})" for row in rows)
    return f"{called} ({', '.join(columns)}) AS (VALUES {written})"


def _constant(value: str | int | None) -> str:
    if value is None:
        # With its type: a column of VALUES may hold nothing else.
        return "CAST(NULL AS VARCHAR(99))"
    return text(value) if isinstance(value, str) else str(value)
