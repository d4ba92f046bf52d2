"""One message as bytes: its headers, its two bodies, its signature, and between whom it goes.

Headers are written here rather than by Python's `email`, which takes four times as long. Nothing that someone
wrote gets into one with a line break, or with any other character that is not shown.
"""

from __future__ import annotations

import re
from binascii import b2a_qp
from dataclasses import dataclass
from email.header import Header
from email.utils import format_datetime, quote
from secrets import token_hex
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse

from balise.outreach.sending.signing import Signer, signer
from balise.outreach.sending.tickets import mark_of
from balise.people.addresses import domain_in_ascii
from balise.people.notices import site_address

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from balise.consent.models import Purpose
    from balise.outreach.campaigns.composing import Composed
    from balise.outreach.models import Sender

WIDTH = 76
"""Of the lines of a header that is folded."""

_LINE_END = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class Letter:
    """What the mail server is told, and what it is given."""

    mail_from: str
    to: str
    content: bytes
    number: int = 0
    """Of the message, for who hands over several."""

    @property
    def beyond_ascii(self) -> bool:
        """Whether only a server with SMTPUTF8 (RFC 6531) can take it: the part before the @ has letters for
        which there is no other spelling.
        """
        return not self.to.isascii()


class Writer:
    """Writes the messages of one campaign: what they share is worked out once."""

    def __init__(self, *, sender: Sender, purpose: Purpose, now: datetime) -> None:
        self._from_address = in_ascii(sender.email)
        self._signer: Signer | None = signer()
        self._shared = {
            "From": named(sender.name, self._from_address),
            **({"Reply-To": in_ascii(sender.reply_to)} if sender.reply_to else {}),
            "Date": format_datetime(now),
            "List-Id": f"<{purpose.code}.{domain_of(sender.email)}>",
            "Precedence": "bulk",
        }
        self._now = now

    def letter(
        self,
        *,
        to: str,
        said: Composed,
        lang: str,
        message_id: str,
        headers: Mapping[str, str],
        mail_from: str = "",
        number: int = 0,
    ) -> Letter:
        """One message; `headers` are those of this one alone. Raise `UnicodeError` for an address that no
        mail can have.
        """
        address = in_ascii(to)
        boundary = f"=_{token_hex(12)}"
        told = {
            **self._shared,
            "To": address,
            "Subject": words(said.subject, "Subject"),
            "Message-ID": message_id,
            **headers,
            "MIME-Version": "1.0",
            "Content-Language": f"{lang}-CA",
            "Content-Type": f'multipart/alternative; boundary="{boundary}"',
        }
        head = "".join(f"{name}: {value}\r\n" for name, value in told.items()).encode()
        dashes = f"--{boundary}".encode()
        parts = [dashes, _part("plain", said.text), dashes, _part("html", said.html), dashes + b"--\r\n"]
        content = head + b"\r\n" + b"\r\n".join(parts)
        if self._signer:
            content = self._signer.header(content, self._now) + content
        return Letter(mail_from or self._from_address, address, content, number)


def unsubscribe_headers(page: str, ticket: str = "") -> dict[str, str]:
    """One click in a mail program (RFC 8058); and by mail, for programs that know only that (RFC 2369): what
    comes back tells by its mark which message it is about, and by its subject what no row knows any more.
    """
    ways = [f"<{page}>"]
    if ticket and settings.BALISE_BOUNCE_ADDRESS:
        ways.append(f"<mailto:{tagged('u', mark_of(ticket))}?subject=unsubscribe%20{ticket}>")
    return {"List-Unsubscribe": ",\r\n ".join(ways), "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def stop_page(ticket: str) -> str:
    """Where whoever got a message says that they want no more (`tickets`)."""
    return f"{site_address()}{reverse('sending:stop', args=[ticket])}"


def bounce_address(mark: str) -> str:
    """Where the mail server sends word that a message could not be delivered; empty: to the sender."""
    return tagged("b", mark) if settings.BALISE_BOUNCE_ADDRESS else ""


def tagged(kind: str, mark: str) -> str:
    """Our address for what comes back, with the message that it is about: `mail+b-k2…@example.org`."""
    local, _, domain = settings.BALISE_BOUNCE_ADDRESS.rpartition("@")
    return f"{local}+{kind}-{mark}@{domain}"


def new_message_id(sender: Sender) -> str:
    """A number that nobody has, nor can guess."""
    return f"<{token_hex(16)}@{domain_of(sender.email)}>"


def domain_of(address: str) -> str:
    return in_ascii(address).rpartition("@")[2]


def in_ascii(address: str) -> str:
    """The address with its domain as DNS has it. Raise `UnicodeError` for what is no address."""
    local, at, domain = address.rpartition("@")
    if not (local and at and domain) or not address.isprintable() or set(address) & set(' <>,;:"'):
        raise UnicodeError("no address")
    return f"{local}@{domain_in_ascii(domain)}"


def named(name: str, address: str) -> str:
    """A name with its address, as it stands in From."""
    shown = _one_line(name)
    if shown.isascii():
        return f'"{quote(shown)}" <{address}>'
    return f"{words(shown, 'From')}\r\n <{address}>"


def words(text: str, header: str) -> str:
    """What stands in a header, in words that every mail program can read (RFC 2047)."""
    shown = _one_line(text)
    if shown.isascii() and len(shown) < WIDTH - len(header):
        return shown
    return Header(shown, "utf-8", WIDTH, header).encode(linesep="\r\n")


def _one_line(text: str) -> str:
    spaced = " ".join(text.split())
    return spaced if spaced.isprintable() else "".join(filter(str.isprintable, spaced))


def _part(kind: str, text: str) -> bytes:
    # The first line break tells `b2a_qp` how lines end.
    body = b2a_qp(_LINE_END.sub("\r\n", f"{text}\n").encode(), istext=True)
    head = (
        f'Content-Type: text/{kind}; charset="utf-8"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n'
    )
    return head.encode() + body
