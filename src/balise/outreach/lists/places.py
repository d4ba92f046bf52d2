"""Countries, provinces and postal codes, as people write them in French and English."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from babel import Locale

from balise.outreach.lists.faults import CellError
from balise.outreach.lists.fields import plain
from balise.policy.text import LANGS

_NO_COUNTRIES = frozenset({"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"})
COUNTRIES = frozenset(
    str(code) for code in Locale("en").territories if re.fullmatch("[A-Z]{2}", str(code))
) - _NO_COUNTRIES  # fmt: skip
"""By their two letters (ISO 3166)."""

_ALSO = {
    "US": ("usa", "u s a", "u s", "eu", "e u", "e u a", "etats unis d amerique", "united states of america",
           "america", "amerique"),
    "GB": ("uk", "u k", "great britain", "grande bretagne", "england", "angleterre", "ecosse", "scotland",
           "wales", "pays de galles", "gbr"),
    "CA": ("can", "cdn"),
    "FR": ("fra",),
    "CI": ("ivory coast",),
    "CD": ("rdc", "drc", "congo kinshasa", "republique democratique du congo"),
    "NL": ("hollande", "holland"),
    "KR": ("coree du sud", "south korea"),
    "RU": ("russian federation", "federation de russie"),
    "SY": ("syrian arab republic",),
    "CZ": ("tchequie", "republique tcheque", "czech republic"),
}  # fmt: skip

PROVINCES = {
    "AB": ("alberta", "alb"),
    "BC": ("colombie britannique", "british columbia", "c b", "cb"),
    "MB": ("manitoba", "man"),
    "NB": ("nouveau brunswick", "new brunswick", "n b"),
    "NL": ("terre neuve et labrador", "newfoundland and labrador", "terre neuve", "newfoundland", "labrador",
           "t n l", "tnl", "n l", "nf", "nfld"),
    "NS": ("nouvelle ecosse", "nova scotia", "n e", "n s", "ne"),
    "NT": ("territoires du nord ouest", "northwest territories", "t n o", "tno", "nwt", "n w t"),
    "NU": ("nunavut",),
    "ON": ("ontario", "ont"),
    "PE": ("ile du prince edouard", "prince edward island", "i p e", "ipe", "pei", "p e i"),
    "QC": ("quebec", "que", "pq", "p q", "q c"),
    "SK": ("saskatchewan", "sask"),
    "YT": ("yukon", "yukon territory", "territoire du yukon", "yk"),
}  # fmt: skip
"""The provinces and territories of Canada, by the two letters that the post uses."""
_BY_FIRST_LETTER = {
    "A": ("NL",), "B": ("NS",), "C": ("PE",), "E": ("NB",), "G": ("QC",), "H": ("QC",), "J": ("QC",),
    "K": ("ON",), "L": ("ON",), "M": ("ON",), "N": ("ON",), "P": ("ON",), "R": ("MB",), "S": ("SK",),
    "T": ("AB",), "V": ("BC",), "X": ("NT", "NU"), "Y": ("YT",),
}  # fmt: skip
"""Where a postal code is, by its first letter."""

_CANADIAN = re.compile(r"([ABCEGHJ-NPRSTVXY]\d[ABCEGHJ-NPRSTV-Z])[\s-]?(\d[ABCEGHJ-NPRSTV-Z]\d)")
_CODES = {
    "US": (re.compile(r"(\d{5})(?:-?(\d{4}))?"), "-"),
    "FR": (re.compile(r"(\d{5})"), ""),
    "BE": (re.compile(r"(\d{4})"), ""),
    "CH": (re.compile(r"(\d{4})"), ""),
    "DE": (re.compile(r"(\d{5})"), ""),
    "GB": (re.compile(r"([A-Z]{1,2}\d[A-Z\d]?)\s*(\d[A-Z]{2})"), " "),
}
_ANYWHERE = re.compile(r"[A-Z\d](?:[A-Z\d\s-]{0,10}[A-Z\d])?")


@lru_cache(maxsize=10_000)
def country(words: str) -> str:
    """A country by its name in either language, or by its letters. Raise `CellError`."""
    found = _countries().get(plain(words))
    if found is None:
        raise CellError("country")
    return found


@lru_cache(maxsize=10_000)
def province(words: str, of: str) -> str:
    """A province of Canada by its letters; elsewhere, the words. Raise `CellError`."""
    if of != "CA":
        return words
    found = _provinces().get(plain(words))
    if found is None:
        raise CellError("province")
    return found


def postal_code(words: str, of: str) -> str:
    """A postal code as the post of its country writes it. Raise `CellError`."""
    bare = words.upper()
    if of == "CA":
        if found := _CANADIAN.fullmatch(bare):
            return f"{found[1]} {found[2]}"
        if _CODES["US"][0].fullmatch(bare):
            raise CellError("postal_code_of_us")
        raise CellError("postal_code")
    if of == "US" and re.fullmatch(r"\d{4}(?:\.0)?", bare):
        bare = f"0{bare[:4]}"  # a spreadsheet takes the code for a number, and drops its first zero
    pattern, between = _CODES.get(of, (_ANYWHERE, ""))
    found = pattern.fullmatch(bare.removesuffix(".0"))
    if found is None:
        raise CellError("postal_code_elsewhere", of)
    return between.join(part for part in found.groups() if part) or found[0]


def elsewhere(code: str, stated: str) -> bool:
    """Whether a Canadian postal code is of another province than the one stated."""
    return stated in PROVINCES and stated not in _BY_FIRST_LETTER.get(code[:1], (stated,))


@cache
def _countries() -> dict[str, str]:
    names: dict[str, str] = {}
    for code in sorted(COUNTRIES):
        names[plain(code)] = code
    for lang in LANGS:
        for code, name in Locale(lang).territories.items():
            if code in COUNTRIES:
                names.setdefault(plain(name), str(code))
    for code, others in _ALSO.items():
        names.update(dict.fromkeys(others, code))
    return names


@cache
def _provinces() -> dict[str, str]:
    names = {plain(code): code for code in PROVINCES}
    for code, others in PROVINCES.items():
        for other in others:
            names.setdefault(other, code)
    return names
