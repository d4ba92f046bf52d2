"""What people type, made fit to keep: trimmed, not too long, and free of characters that hide or break
things.
"""

from __future__ import annotations

import unicodedata

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from balise.people.errors import PeopleError

LINE = 200
PAGE = 10_000

# Controls and format marks change how the rest is read (right-to-left override); surrogates cannot be stored.
# The joiners stay: some languages need them inside names.
_HARMFUL = frozenset({"Cc", "Cf", "Cs"})
_KEPT = frozenset({"\n", "\t", "\N{ZERO WIDTH NON-JOINER}", "\N{ZERO WIDTH JOINER}", "\N{SOFT HYPHEN}"})


def needed(words: str, *, at_most: int = LINE) -> str:
    """Words that have to be there. Raise `PeopleError`."""
    if not (kept := optional(words, at_most=at_most)):
        raise PeopleError("empty")
    return kept


def optional(words: str, *, at_most: int = LINE) -> str:
    """Words that may be left out. Raise `PeopleError`."""
    kept = unicodedata.normalize("NFC", words.replace("\r\n", "\n")).strip()
    if at_most < PAGE:
        # A line break in a name would begin a new line wherever it is printed, headers of mail included.
        kept = " ".join(kept.split())
    if len(kept) > at_most:
        raise PeopleError("too_long", at_most=at_most)
    if any(_harmful(letter) for letter in kept):
        raise PeopleError("odd_characters")
    return kept


def _harmful(letter: str) -> bool:
    # The codes that Unicode gives to nothing, now or ever, are no letters: no font has them.
    number = ord(letter)
    if number & 0xFFFE == 0xFFFE or 0xFDD0 <= number <= 0xFDEF:
        return True
    return unicodedata.category(letter) in _HARMFUL and letter not in _KEPT


def email_address(words: str) -> str:
    """Return an e-mail address. Raise `PeopleError`."""
    kept = needed(words, at_most=254)
    try:
        validate_email(kept)
    except ValidationError:
        raise PeopleError("bad_email") from None
    return kept


def phone_number(words: str) -> str:
    """Return a telephone number as it was written, if it has enough digits to be one. Raise `PeopleError`."""
    kept = needed(words, at_most=40)
    if sum(letter.isdigit() for letter in kept) < 7:
        raise PeopleError("bad_phone")
    return kept
