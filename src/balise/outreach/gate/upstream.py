"""The mail server behind the gate, spoken to while a tool speaks to the gate: what it answers about a
recipient is answered to the tool, with its own code.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from aiosmtplib import SMTPException, SMTPResponseException

from balise.outreach.gate.replies import Reply

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from aiosmtplib import SMTP


class Upstream:
    """One connection, opened when it is needed. Each method returns the reply for the tool; those that begin
    with 2 are a yes.
    """

    def __init__(self, connect: Callable[[], SMTP]) -> None:
        self._connect = connect
        self._client: SMTP | None = None
        self._begun = False
        self._named = False
        """Whether this server took a recipient of the message that the tool is at; not `_begun` any more, it
        has forgotten them."""

    async def recipient(self, sender: str, options: Sequence[str], address: str) -> str:
        """Name one more recipient; the sender first, if that was not done."""
        try:
            client = await self._ready()
            if self._named and not self._begun:
                # The connection was lost, and those named before with it: the tool tries all of them again.
                return Reply.AWAY.line
            if not self._begun:
                await client.mail(sender, options=_known_to(client, options), encoding="utf-8")
                self._begun = True
            told = await client.rcpt(address, encoding="utf-8")
        except SMTPResponseException as refused:
            return _line(refused.code, refused.message)
        except (SMTPException, OSError, TimeoutError, UnicodeError):
            self.break_off()
            return Reply.AWAY.line
        self._named = True
        return _line(told.code, told.message)

    async def again(self, sender: str, options: Sequence[str], addresses: Sequence[str]) -> str:
        """Begin anew, for these recipients only."""
        await self.forget()
        reply = Reply.AWAY.line
        for address in addresses:
            reply = await self.recipient(sender, options, address)
            if not reply.startswith("2"):
                break
        return reply

    async def content(self, content: bytes) -> str:
        """Hand the message over."""
        client, self._named = self._client, False
        if client is None or not self._begun:
            return Reply.AWAY.line
        self._begun = False
        try:
            # The limit is the caller's: at its own, the library would close the connection, and what is not
            # yet written would still be written when the server reads again.
            told = await client.data(content, timeout=None)
        except SMTPResponseException as refused:
            return _line(refused.code, refused.message)
        except (SMTPException, OSError, TimeoutError):
            self.break_off()
            return Reply.AWAY.line
        return _line(told.code, told.message)

    async def forget(self) -> None:
        """Leave the message that was begun."""
        self._named = False
        if self._client is not None and self._begun:
            self._begun = False
            try:
                await self._client.rset()
            except (SMTPException, OSError, TimeoutError):
                self.break_off()

    def break_off(self) -> None:
        """End at once: what was not written yet is not written any more."""
        client, self._client, self._begun = self._client, None, False
        if client is not None:
            if isinstance(client.transport, asyncio.WriteTransport):
                client.transport.abort()
            client.close()

    async def _ready(self) -> SMTP:
        if self._client is None or not self._client.is_connected:
            self.break_off()
            client = self._connect()
            try:
                await client.connect()
            except BaseException:
                client.close()
                raise
            self._client = client
        return self._client


def _known_to(client: SMTP, options: Sequence[str]) -> list[str]:
    """The options of the tool that this server has as well: it refuses what it cannot carry."""
    known = {"BODY": "8bitmime", "SMTPUTF8": "smtputf8"}
    return [
        each
        for each in options
        if (name := known.get(each.partition("=")[0].upper())) and client.supports_extension(name)
    ]


def _line(code: int, words: str) -> str:
    """A reply as it came; over several lines when it had several."""
    *first, last = words.splitlines() or [""]
    return "".join(f"{code}-{line}\r\n" for line in first) + f"{code} {last}"
