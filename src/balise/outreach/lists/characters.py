"""Words of a cell, made fit to keep: in one line, without characters that nobody sees."""

from __future__ import annotations

import re
import unicodedata

# Controls, format marks (zero width, direction), surrogates and code points that mean nothing.
_HIDDEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f"
    "\ufeff\ufff9-\ufffb\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\U000e0000-\U000e007f]"
)
# The joiners mean something between letters of the scripts that need them, and nothing anywhere else.
_NEEDLESS_JOINER = re.compile("(?<![\u0600-\U0010ffff])[\u200c\u200d]|[\u200c\u200d](?![\u0600-\U0010ffff])")
fine = re.compile("[A-Za-z0-9(+À-ÂÄ-áã-ÿ][!-~À-ÂÄ-áã-ÿ]*(?: [!-~À-ÂÄ-áã-ÿ]+)*").fullmatch
"""Whether there is plainly nothing to clean: most cells, told in one glance."""
_SOFT_HYPHEN = "\N{SOFT HYPHEN}"
_GARBLED = re.compile("\ufffd|Ã[\x80-\xbf‰€ˆŠ]|â€[™œ\x9d“”]")


def clean(words: str) -> tuple[str, bool]:
    r"""The words in one line, and whether something hidden was taken out of them.

    >>> clean("  Zoe\u0301\u200b  Roy ")
    ('Zoé Roy', True)
    """
    kept = _NEEDLESS_JOINER.sub("", _HIDDEN.sub("", words))
    hidden = len(kept) != len(words)
    kept = " ".join(kept.replace(_SOFT_HYPHEN, "").split())
    return unicodedata.normalize("NFC", kept), hidden


def garbled(words: str) -> bool:
    """Whether letters were lost or doubled on the way, as in `MontrÃ©al`."""
    return not words.isascii() and _GARBLED.search(words) is not None
