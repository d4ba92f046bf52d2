"""Phone numbers as lists hold them and as pages show them, by the rules of each country (phonenumbers)."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat, ValidationResult

from balise.outreach.lists.faults import CellError
from balise.people.addresses import REGION
from balise.theme.texts import t

if TYPE_CHECKING:
    from balise.policy.text import Lang

NORTH_AMERICA = frozenset({"CA", "US"})

_SIMPLE = re.compile(r"(?:\+?1[\s.-]?)?\(?([2-9]\d\d)\)?[\s.-]{0,3}([2-9]\d\d)[\s.-]?(\d{4})")
_EXTENSION = re.compile(r"\b(?:poste|p\.|ext(?:ension)?\.?)\s*[:#]?\s*(?=\d)", re.IGNORECASE)
_BETWEEN = re.compile(r"\s*[;/|\n,]\s*|\s+(?:ou|or|et|and)\s+", re.IGNORECASE)
_ROUNDED = re.compile(r"\d(?:[.,]\d+)?e\+?\d+", re.IGNORECASE)
_DATE = re.compile(r"\d{4}-\d\d-\d\d(?: .*)?")
_TRAILING_ZERO = re.compile(r"(\d{7,})\.0")
_ABROAD = re.compile(r"00(?=[1-9])")


_SHORTEST = 7
"""Digits of a number that stands alone."""


class Phone(NamedTuple):
    """One number, as `+15065550101`. `region` is its country, where the number alone tells."""

    number: str
    extension: str = ""
    others: tuple[str, ...] = ()


def read(words: str, region: str) -> Phone:
    """The number in a cell; the first, where there are several. Raise `CellError`."""
    if (simple := _SIMPLE.fullmatch(words)) and region in NORTH_AMERICA:
        area, exchange, rest = simple.groups()
        if _is_north_american(area, exchange):
            return Phone(f"+1{area}{exchange}{rest}")
    if _ROUNDED.fullmatch(words):
        raise CellError("phone_rounded")
    if _DATE.fullmatch(words):
        raise CellError("phone_date")
    if whole := _TRAILING_ZERO.fullmatch(words):
        words = whole[1]
    pieces = _BETWEEN.split(words)
    # `506 555-0101, poste 12` is one number; a word such as `soir` is none.
    if any(0 < _digits(piece) < _SHORTEST for piece in pieces):
        pieces = [words]
    first, *others = [piece for piece in pieces if _digits(piece)] or [words]
    found = _checked(first, region)
    also = []
    for other in others:
        try:
            also.append(_checked(other, region).number)
        except CellError:
            also.append(other)
    return found._replace(others=tuple(each for each in dict.fromkeys(also) if each != found.number))


def shown(number: str, extension: str, lang: Lang) -> str:
    """A number as people write it here: `506 555-0101, poste 12`; one of another country, with its code."""
    written = _written(number, lang)
    return t("lists.extension", lang, number=written, extension=extension) if extension else written


def _written(number: str, lang: Lang) -> str:
    try:
        parsed = phonenumbers.parse(number, REGION)
    except NumberParseException:  # from a file: digits that call nobody
        return number
    if phonenumbers.is_possible_number_with_reason(parsed) != ValidationResult.IS_POSSIBLE:
        return number
    written: str = phonenumbers.format_number(parsed, PhoneNumberFormat.INTERNATIONAL)
    if parsed.country_code != 1:
        return written
    area, _, rest = written.removeprefix("+1 ").partition("-")
    return f"{area}\u00a0{rest}" if lang == "fr" else f"{area}-{rest}"


def _checked(words: str, region: str) -> Phone:
    words = _EXTENSION.sub(" ext. ", words.removeprefix("tel:").strip())
    number = _parsed(words, region)
    if number is None and (abroad := _ABROAD.sub("+", words, count=1)) != words:
        # `00` is how most of the world dials abroad.
        number = _parsed(abroad, region)
    if number is None:
        raise CellError("phone")
    if not phonenumbers.is_valid_number(number):
        raise CellError(_REASONS.get(phonenumbers.is_possible_number_with_reason(number), "phone"))
    written: str = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    return Phone(written, number.extension or "")


def _parsed(words: str, region: str) -> PhoneNumber | None:
    try:
        number = phonenumbers.parse(words, region)
    except NumberParseException as error:
        if error.error_type == NumberParseException.INVALID_COUNTRY_CODE and words.startswith("+"):
            raise CellError("phone_country") from None
        return None
    if words.startswith("00") and not phonenumbers.is_valid_number(number):
        return None
    return number


@lru_cache(maxsize=50_000)
def _is_north_american(area: str, exchange: str) -> bool:
    """Whether numbers begin so. In North America the last four digits decide nothing."""
    some = (PhoneNumber(country_code=1, national_number=int(f"{area}{exchange}{last}")) for last in _LAST)
    return all(map(phonenumbers.is_valid_number, some))


_LAST = ("0000", "0142", "2222", "4444", "5678", "9999")

_REASONS = {
    ValidationResult.TOO_SHORT: "phone_too_short",
    ValidationResult.TOO_LONG: "phone_too_long",
    ValidationResult.IS_POSSIBLE_LOCAL_ONLY: "phone_no_area",
}


def _digits(words: str) -> int:
    return sum(letter.isdigit() for letter in words)
