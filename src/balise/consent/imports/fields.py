"""What a column can hold, and the names that headers give it.

An opt-in column says yes or no to receiving; an opt-out column says yes or no to *not* receiving. To read
one as the other turns refusals into consents, so a header that speaks of refusing can only be `REFUSAL`, and
one that speaks of agreeing can only be `ANSWER` (`mapping.problems`).
"""

from __future__ import annotations

import re
from functools import cache, partial

from balise.people.imports.fields import BALISE_ID as PERSON_ID
from balise.people.imports.fields import EXTERNAL_ID as PERSON_NUMBER
from balise.people.imports.fields import PROBLEM, Field, by_name, plain

__all__ = ["PROBLEM", "Field", "by_name", "plain"]

Column = partial(Field, texts="imports")

BALISE_ID = Column("balise_id", PERSON_ID.names)
EXTERNAL_ID = Column("external_id", PERSON_NUMBER.names)
EMAIL = Column("email", ("courriel", "e mail", "email", "mail", "adresse courriel", "email address"))
PHONE = Column(
    "phone",
    ("telephone", "tel", "phone", "phone number", "telephone number", "numero de telephone", "cellulaire",
     "cell", "mobile"),
)  # fmt: skip
PURPOSE = Column("purpose", ("finalite", "but", "liste", "list", "purpose", "campaign", "campagne"))
CHANNEL = Column("channel", ("canal", "moyen", "channel", "medium", "means"))
ANSWER = Column(
    "answer",
    ("consentement", "consent", "reponse", "answer", "opt in", "optin", "accord", "abonne", "subscribed",
     "statut", "status"),
)  # fmt: skip
REFUSAL = Column(
    "refusal",
    ("refus", "refusal", "opt out", "optout", "retrait", "desabonne", "desabonnement", "unsubscribed",
     "ne pas contacter", "ne pas solliciter", "do not contact", "do not call", "do not email", "dnc"),
)  # fmt: skip
BASIS = Column("basis", ("fondement", "base", "basis", "motif du consentement tacite", "implied basis"))
BASIS_DAY = Column("basis_day", ("date du fondement", "basis date", "date d achat", "purchase date"))
DATE = Column(
    "date", ("date du consentement", "consent date", "date de la reponse", "answered on", "recu le")
)
UNTIL = Column("until", ("jusqu au", "expire le", "until", "expires", "expires on", "valid until"))

FIELDS: tuple[Field, ...] = (
    BALISE_ID, EXTERNAL_ID, EMAIL, PHONE, PURPOSE, CHANNEL, ANSWER, REFUSAL, DATE, UNTIL, BASIS, BASIS_DAY,
)  # fmt: skip
WHO = (BALISE_ID.id, EXTERNAL_ID.id, EMAIL.id, PHONE.id)
"""What can say whom a row is about."""
DEFAULTED = (PURPOSE.id, CHANNEL.id)
"""What may be said once for the whole file. Never the answer: each person gives their own."""

_REFUSING = re.compile(
    r"\b(opt out|optout|refus\w*|decline\w*|retrait|retire\w*|desabonn\w*|desinscri\w*|unsubscri\w*"
    r"|withdr\w*|do not|dnc|ne pas|ne plus|sans consentement|no consent|not consent\w*|stop|opposition"
    r"|objection|exclu\w*|suppress\w*)\b"
)
_AGREEING = re.compile(
    r"\b(opt in|optin|consent\w*|accept\w*|accord|agree\w*|abonn\w*|inscri\w*|subscri\w*|permission)\b"
)


@cache
def fields() -> dict[str, Field]:
    """What a column can hold, by id."""
    return {field.id: field for field in FIELDS}


def speaks_of_refusing(header: str) -> bool:
    """Whether a yes in a column of this header is a no: `Opt-out`, `Désabonné`, `Do not call`."""
    return bool(_REFUSING.search(plain(header)))


def speaks_of_agreeing(header: str) -> bool:
    """Whether a yes in a column of this header is a yes: `Consentement`, `Opt-in`."""
    return bool(_AGREEING.search(plain(header))) and not speaks_of_refusing(header)
