"""E-mail addresses as lists hold them, made into ones that can be written to.

Addresses of any script are kept (RFC 6531) under the one spelling that email-validator gives them.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import unquote

from email_validator import EmailNotValidError, validate_email

from balise.outreach.lists.faults import CellError
from balise.people.addresses import one_mailbox

_SIMPLE = re.compile(r"([A-Za-z0-9_+-]+(?:\.[A-Za-z0-9_+-]+)*)@([A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)")
_WIDE = str.maketrans("＠．。，；＜＞", "@..,;<>")  # noqa: RUF001  keyboards of East Asia type these
_ANGLED = re.compile(r"(?P<name>[^<>]*)<(?P<address>[^<>]*)>[\s.,;]*")
_BETWEEN = re.compile(r"\s*[;,/|\n]\s*|\s+(?:ou|or|et|and|&)\s+|\s+(?=[^\s@]+@[^\s@])")
_AROUND = " \t.,;:'\"<>()[]"
_LONGEST_LOCAL = 64
_LONGEST = 254
_MOST = 50
"""Further addresses of one cell that are looked at; nobody has more."""

SHARED = frozenset(
    ("abuse", "accueil", "achats", "admin", "administration", "administrator", "bonjour", "bureau",
     "business", "clientele", "clients", "communication", "communications", "comptabilite", "contact",
     "courrier", "direction", "enquiries", "equipe", "facturation", "general", "hello", "help",
     "hostmaster", "hr", "info", "infolettre", "information", "informations", "inquiries", "jobs",
     "mail", "marketing", "media", "membership", "membres", "newsletter", "office", "orders",
     "postmaster", "press", "presse", "privacy", "rc", "reception", "registrar", "renseignements",
     "reservations", "rh", "root", "sales", "sav", "secretariat", "secretary", "security", "service",
     "services", "support", "team", "ventes", "webmaster")
)  # fmt: skip
"""Whom a shared mailbox is called after: nobody who could agree for themselves."""
NO_REPLY = re.compile(
    r"(?:no|do|donot|do-not|do_not|ne-?pas|nepas)[._-]?(?:reply|not-?reply|repondre|répondre).*"
)

SHARED_MAILBOX, NOBODY_READS = "shared_mailbox", "no_reply"


class Email(NamedTuple):
    """One address. `same` is its one spelling for all who share it; `name` stood around it in the cell."""

    address: str
    same: str
    name: str = ""
    others: tuple[str, ...] = ()
    mended: bool = False


def read(words: str) -> Email:
    """The address in a cell; the first, where there are several. Raise `CellError`."""
    if simple := _SIMPLE.fullmatch(words):
        return _simple(*simple.groups()) or _checked(words)
    bare = words.translate(_WIDE)
    angled = _ANGLED.fullmatch(bare)
    name = angled["name"].strip(" \t'\"") if angled and "@" not in angled["name"] else ""
    if name:
        assert angled is not None  # there would be no name without it
        bare = angled["address"]
    first, *others = [each for each in _BETWEEN.split(bare) if "@" in each] or [bare]
    found = _checked(_mended(first))
    also = []
    for other in others[:_MOST]:
        try:
            also.append(read(other).address)
        except CellError:
            also.append(other)
    return found._replace(
        name=name,
        others=tuple(each for each in dict.fromkeys(also) if each != found.address),
        mended=found.address.casefold() != words.casefold() and not name and not others,
    )


def role(address: str) -> str:
    """`shared_mailbox` or `no_reply` when the address is no one person's; else nothing."""
    local = address.partition("@")[0].casefold()
    if local in SHARED:
        return SHARED_MAILBOX
    return NOBODY_READS if local[:1] in {"n", "d"} and NO_REPLY.fullmatch(local) else ""


def _simple(local: str, domain: str) -> Email | None:
    """The same answer as `_checked`, forty times as fast: most addresses are letters and dots."""
    lower = domain.lower()
    if len(local) > _LONGEST_LOCAL or len(local) + len(domain) >= _LONGEST or not _is_domain(lower):
        return None
    return Email(f"{local}@{lower}", one_mailbox(local, lower))


@lru_cache(maxsize=50_000)
def _is_domain(domain: str) -> bool:
    """Whether mail can go to this domain, which is in ASCII and stands for none in another script."""
    try:
        found = validate_email(f"a@{domain}", check_deliverability=False)
    except EmailNotValidError:
        return False
    return found.domain == domain


def _checked(words: str) -> Email:
    try:
        found = validate_email(words, check_deliverability=False, strict=True)
    except EmailNotValidError:
        raise CellError(_reason(words)) from None
    same = one_mailbox(found.local_part, found.ascii_domain or found.domain)
    return Email(found.normalized, same)


def _mended(words: str) -> str:
    """Without what stands around an address, and without spaces inside it."""
    kept = words.strip(_AROUND)
    if kept.casefold().startswith("mailto:"):
        kept = unquote(kept[7:].partition("?")[0])
    return re.sub(r"\s+", "", kept).strip(_AROUND)


def _reason(words: str) -> str:
    if "@" not in words:
        return "email_no_at"
    domain = words.rpartition("@")[2]
    return "email_no_dot" if "." not in domain.strip(".") else "email"
