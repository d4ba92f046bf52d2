"""What comes back: which of our messages it is about, and what it says. Reads only; nothing is believed that
does not name one of ours.

Known are reports of delivery (RFC 3464), of complaints (RFC 5965), mails to the address of List-Unsubscribe,
and, by flufl.bounce, what older mail servers write in words of their own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from enum import Enum
from typing import TYPE_CHECKING

from flufl.bounce import all_failures

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import Message as Mail

MARK = re.compile(r"\+(?P<kind>[bu])-(?P<mark>[a-z2-7]{24})@", re.IGNORECASE)
"""In an address of ours: `letters.tagged`."""

MESSAGE_ID = re.compile(r"<[0-9a-f]{32}@[^<>\s]{1,160}>", re.IGNORECASE)

TICKET = re.compile(r"\b[a-z2-7]{24}\.[\w.-]{1,300}", re.ASCII)
"""In the subject of a request to stop (`tickets`)."""

TO_US = ("X-Original-To", "Delivered-To", "Envelope-To", "To", "Resent-To")
"""Where a mail server writes which of our addresses the mail came to."""

MOST = 200_000
"""Letters of a report that are read for a number: what comes with it may be long."""


class What(Enum):
    """What was said."""

    HARD = "hard"
    SOFT = "soft"
    DELIVERED = "delivered"
    COMPLAINT = "complaint"
    UNSUBSCRIBE = "unsubscribe"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Returned:
    """One mail that came back, by the marks and the numbers of ours that it holds."""

    what: What
    marks: frozenset[str]
    message_ids: frozenset[str]
    code: str = ""
    ticket: str = ""
    """Whatever looks like one; only who reads it can tell."""


def read(mail: Mail) -> Returned:
    """Read one mail, whatever it is."""
    marks = {match["mark"].lower(): match["kind"].lower() for match in _tagged(mail)}
    if "u" in marks.values():
        return Returned(What.UNSUBSCRIBE, frozenset(marks), frozenset(), ticket=_ticket(mail))
    what, code = _said(mail)
    # Only in what it says of the message: a person's answer names it as well.
    numbers = frozenset(_numbers(mail)) if what is not What.NOTHING else frozenset()
    return Returned(what, frozenset(marks), numbers, code)


def _ticket(mail: Mail) -> str:
    try:
        # A word of that length is often written as RFC 2047 has it, in pieces.
        subject = str(make_header(decode_header(str(mail["Subject"]))))
    except (HeaderParseError, UnicodeError, LookupError):
        return ""
    found = TICKET.search(subject)
    return found[0] if found else ""


def _tagged(mail: Mail) -> Iterator[re.Match[str]]:
    for name in TO_US:
        for value in mail.get_all(name, []):
            yield from MARK.finditer(str(value))


def _said(mail: Mail) -> tuple[What, str]:
    kind = str(mail.get_param("report-type", "") or "").lower()
    if mail.get_content_type() == "multipart/report" and kind == "feedback-report":
        return (What.COMPLAINT, "") if _is_abuse(mail) else (What.NOTHING, "")
    for part in mail.walk():
        if part.get_content_type() in {"message/delivery-status", "message/global-delivery-status"}:
            return _delivery(part)
    if not mail["From"]:  # which the library takes for granted
        return What.NOTHING, ""
    temporary, permanent = all_failures(mail)
    if permanent:
        return What.HARD, ""
    return (What.SOFT, "") if temporary else (What.NOTHING, "")


def _is_abuse(mail: Mail) -> bool:
    """Whether someone complains; a report may also say that a message is no spam after all."""
    for part in mail.walk():
        if part.get_content_type() == "message/feedback-report":
            return re.search(r"(?im)^feedback-type:\s*not-spam\b", _text(part)) is None
    return False


def _delivery(part: Mail) -> tuple[What, str]:
    words = _text(part)
    action = re.search(r"(?im)^action:\s*([a-z]+)", words)
    status = re.search(r"(?im)^status:\s*([245]\.\d{1,3}\.\d{1,3})", words)
    code = status[1] if status else ""
    match action[1].lower() if action else "":
        case "failed":
            # Said to be for good by `Action`; 4.x.x: given up after trying long enough.
            return What.HARD, code
        case "delayed":
            return What.SOFT, code
        case "delivered" | "relayed" | "expanded":
            return What.DELIVERED, code
    return What.NOTHING, ""


def _text(part: Mail) -> str:
    payload = part.get_payload()
    if isinstance(payload, list):  # each group of fields is parsed as a message of its own
        return "\n".join(str(each) for each in payload)[:MOST]
    return str(payload)[:MOST]


def _numbers(mail: Mail) -> Iterator[str]:
    """Message-IDs in the parts that speak of the message, never those of this mail itself."""
    for part in mail.walk():
        if part is not mail and part.get_content_maintype() in {"message", "text"}:
            yield from (number.lower() for number in MESSAGE_ID.findall(str(part)[:MOST]))
    if not mail.is_multipart():
        yield from (number.lower() for number in MESSAGE_ID.findall(_text(mail)))
