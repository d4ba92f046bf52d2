"""Where one recipient is reached by the means of a campaign, and how the post writes it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from babel import Locale

from balise.outreach.words import Means
from balise.people.addresses import address_key
from balise.people.words import ContactKind

if TYPE_CHECKING:
    from balise.outreach.models import Recipient

HOME = "CA"

CODE_FIRST = frozenset({"BE", "CH", "DE", "FR"})
"""Where the postal code stands before the place."""

_CODE = r"([A-Z]\d[A-Z])[ -]?(\d[A-Z]\d)"
_CANADIAN_CODE = re.compile(_CODE)
_IN_ONE_PIECE = re.compile(
    rf"(?:(.*), *)?([^,\s][^,]*?)[ ,]*\b([A-Z]{{2}})[ ,]+{_CODE}", re.DOTALL | re.IGNORECASE
)
"""An address as files have it: street, place, province and postal code in one line."""


def place_of(recipient: Recipient, means: Means) -> str:
    """The key of where this goes, once in a campaign; empty when nothing of it is known.

    Several may live under one roof, or share one phone: on paper and by voice, each is addressed by name, so
    the name belongs to the place.
    """
    if means is Means.EMAIL:
        return address_key(ContactKind.EMAIL, recipient.email) if recipient.email else ""
    if means is Means.MAIL:
        lines = address_lines(recipient)
        return address_key(ContactKind.ADDRESS, " ".join([named(recipient), *lines])) if lines else ""
    if not recipient.phone:
        return ""
    if means is Means.TEXT_MESSAGE:
        return address_key(ContactKind.PHONE, recipient.phone)
    number = f"{recipient.phone} {recipient.extension} {named(recipient)}"
    return address_key(ContactKind.ADDRESS, number)


def named(recipient: Recipient) -> str:
    """The name to write to."""
    whole = recipient.name or f"{recipient.first_name} {recipient.last_name}".strip()
    return whole or recipient.organisation


def address_lines(recipient: Recipient) -> list[str]:
    """The address under the name, as Canada Post asks: the place, the province by its two letters, two
    spaces, the postal code; another country last, alone on its line. Empty when there is nowhere to write.
    """
    street = [line.strip() for line in _cut(recipient).splitlines() if line.strip()]
    last = _last_line(recipient)
    if not street and not (recipient.city and recipient.postal_code):
        return []
    organisation = [recipient.organisation] if recipient.organisation != named(recipient) else []
    country = recipient.country if recipient.country not in {"", HOME} else ""
    return [each for each in (*organisation, *street, last, _country(country)) if each]


def _cut(recipient: Recipient) -> str:
    """The street; of an address that stands in one piece, its last line apart and as the post writes it."""
    found = None if recipient.city else _IN_ONE_PIECE.fullmatch(recipient.street.strip())
    if found is None:
        return recipient.street
    street, place, province, *code = found.groups()
    return f"{street or ''}\n{place} {province.upper()}  {' '.join(code).upper()}"


def _last_line(recipient: Recipient) -> str:
    code = recipient.postal_code.strip().upper()
    if recipient.country in {"", HOME}:
        code = _CANADIAN_CODE.sub(r"\1 \2", code)
    place = " ".join(each for each in (recipient.city.strip(), recipient.province.strip()) if each)
    if recipient.country in CODE_FIRST:
        return f"{code} {place}".strip()
    return "  ".join(each for each in (place, code) if each)


def _country(code: str) -> str:
    """The country by its name in English, in capitals, as posts abroad read it."""
    return str(Locale("en").territories.get(code, code)).upper() if code else ""
