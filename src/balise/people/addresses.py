"""One key for all spellings of an address, so that two records that share it are found without reading it.

The key is a keyed hash: whoever has the database alone cannot tell which address it stands for, nor try
addresses out. It can be kept when the person is erased, and a no said from that address still holds.
"""

from __future__ import annotations

import base64
import binascii
import unicodedata
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

import phonenumbers
from django.conf import settings
from email_validator import EmailNotValidError, validate_email

from balise.journal.secret_file import SECRET, kept
from balise.people.words import ContactKind

if TYPE_CHECKING:
    from collections.abc import Callable

REGION = "CA"
"""Where a phone number without a country is."""

DOTS_DO_NOT_COUNT = frozenset({"gmail.com", "googlemail.com"})
"""Where `a.b@` and `ab@` are one mailbox."""


class FaultySecretError(Exception):
    """The secret of the addresses cannot be used."""


def address_key(kind: ContactKind, value: str) -> str:
    """Return the key of an address: 64 letters, the same for each way of writing it."""
    return key_of(kind, _SPELLINGS[kind](value))


def key_of(kind: ContactKind, same: str) -> str:
    """The key of an address that is already in its one spelling."""
    return blake2b(f"{kind}\n{same}".encode(), key=_secret(), digest_size=32).hexdigest()


def one_email(value: str) -> str:
    """An e-mail address without what senders may vary: case, `+tag`, and dots where they do not count.

    >>> one_email("Jo.Roy+news@GMail.com")
    'joroy@gmail.com'
    """
    words = unicodedata.normalize("NFKC", value).strip()
    try:
        found = validate_email(words, check_deliverability=False, test_environment=True)
        local, domain = found.local_part, found.ascii_domain
    except EmailNotValidError:  # kept before addresses were checked: compared as it stands
        local, _, domain = words.rpartition("@")
    return one_mailbox(local, domain)


def one_mailbox(local: str, domain: str) -> str:
    """The same, for an address whose two parts are known; the domain is in ASCII."""
    local, domain = local.casefold().partition("+")[0], domain.casefold()
    if domain in DOTS_DO_NOT_COUNT:
        local, domain = local.replace(".", ""), "gmail.com"
    return f"{local}@{domain}"


def domain_in_ascii(domain: str) -> str:
    """The domain as DNS has it (IDNA 2008). Raise `UnicodeError` for what is none.

    Python's own codec is of 2003, and writes other domains: what is for `straße.de` would go to `strasse.de`.

    >>> domain_in_ascii("straße.de")
    'xn--strae-oqa.de'
    """
    if domain.isascii():
        return domain
    try:
        found = validate_email(f"a@{domain}", check_deliverability=False, test_environment=True)
    except EmailNotValidError as error:
        raise UnicodeError("no domain") from error
    return found.ascii_domain


def seal(words: str) -> bytes:
    """What only we can have made for these words: kept beside them where no row is, as in a link."""
    return blake2b(words.encode(), key=_secret(), person=b"balise seal", digest_size=16).digest()


def one_phone(value: str) -> str:
    """A phone number with its country; the digits alone when it is no number that can be called.

    >>> one_phone("(506) 555-0101") == one_phone("+1 506.555.0101")
    True
    """
    try:
        number = phonenumbers.parse(value, REGION)
    except phonenumbers.NumberParseException:
        return "".join(letter for letter in value if letter.isdigit())
    same: str = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return f"{same};{number.extension}" if number.extension else same


def one_postal_address(value: str) -> str:
    """Letters and digits only, without accents or case.

    >>> one_postal_address("12, rue de l’Église") == one_postal_address("12 RUE DE L'EGLISE")
    True
    """
    bare = unicodedata.normalize("NFKD", value).casefold()
    return "".join(filter(str.isalnum, bare))


_SPELLINGS: dict[ContactKind, Callable[[str], str]] = {
    ContactKind.EMAIL: one_email,
    ContactKind.PHONE: one_phone,
    ContactKind.ADDRESS: one_postal_address,
}


def _secret() -> bytes:
    return _read(str(settings.BALISE_ADDRESS_KEY_FILE))


@cache
def _read(path: str) -> bytes:
    # Known by its text: a `Path` for each of a million keys costs more than the keys.
    try:
        found = base64.b64decode(kept(Path(path)).strip(), validate=True)
    except (binascii.Error, UnicodeDecodeError):
        found = b""
    if len(found) != SECRET:
        raise FaultySecretError(f"the secret of the addresses in `{path}` is not {SECRET} bytes in base64")
    return found
