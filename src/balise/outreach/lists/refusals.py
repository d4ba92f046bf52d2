"""What a column about consent says of a row. Only one thing counts in it: that someone refuses.

A yes in a list proves nothing, and stays words. A no is obeyed, whoever wrote it down; where the column is
one of refusals, so is everything in it that is not plainly a no to refusing.
"""

from __future__ import annotations

from functools import lru_cache

from balise.consent.imports.answers import DASHES, Meaning, known, refuses
from balise.consent.imports.fields import speaks_of_refusing
from balise.outreach.lists.fields import plain

_REFUSES_NOTHING = frozenset({"non", "n", "no", "faux", "false", "0"})


@lru_cache(maxsize=1_000)
def says_no(header: str, words: str) -> bool:
    """Whether a cell under this header says that the person wants nothing."""
    if not words or words in DASHES or known(words) is Meaning.SILENT:
        return False
    if speaks_of_refusing(header):
        return plain(words) not in _REFUSES_NOTHING
    return refuses(words)
