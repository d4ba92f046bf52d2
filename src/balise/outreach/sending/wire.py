"""Handing letters to the mail server, several connections at once, in a thread of its own.

What becomes of each is one of five things (`Ending`), and only what is certain is told as certain: once the
text of a message has begun to go over the wire, only the server's answer tells whether it has it.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from aiosmtplib import (
    SMTP,
    SMTPDataError,
    SMTPException,
    SMTPRecipientRefused,
    SMTPResponseException,
    SMTPSenderRefused,
)

from balise.consent.handovers import steady

if TYPE_CHECKING:
    from collections.abc import Iterable
    from concurrent.futures import Future

    from balise.outreach.sending.letters import Letter
    from balise.outreach.sending.mail_server import MailServer

log = logging.getLogger(__name__)

CONNECTIONS = 4
IDLE = 20.0
"""Seconds after which a connection is made anew: servers close those that nobody uses."""
ENOUGH = 2.0
"""Seconds without which nothing is begun."""


class Ending(Enum):
    """What became of one letter."""

    SENT = "sent"
    REFUSED = "refused"  # for good
    DEFERRED = "deferred"  # for now
    UNCERTAIN = "uncertain"  # the server may have it
    AWAY = "away"  # the server is not there: nothing was tried


@dataclass(frozen=True, slots=True)
class Outcome:
    """The end, and the server's code, such as `550 5.1.1`: never its words, which may name the addressee."""

    ending: Ending
    detail: str = ""


AWAY = Outcome(Ending.AWAY)


class Wire:
    """Connections to one mail server. Used by one thread, which may do other things meanwhile."""

    def __init__(self, server: MailServer, connections: int = CONNECTIONS) -> None:
        self._loop = asyncio.new_event_loop()
        self._connections = [_Connection(server) for _ in range(connections)]
        self._free: asyncio.LifoQueue[_Connection] = asyncio.LifoQueue()
        for each in reversed(self._connections):
            self._free.put_nowait(each)
        self._thread = threading.Thread(target=self._loop.run_forever, name="wire", daemon=True)
        self._thread.start()

    def hand_over(self, letters: Iterable[Letter], until: float) -> Future[dict[int, Outcome]]:
        """Begin, and tell later what became of each letter, by its number. Nothing leaves after `until`, by
        `handovers.steady`.
        """
        return asyncio.run_coroutine_threadsafe(self._all(list(letters), until), self._loop)

    def close(self) -> None:
        """Say goodbye to the server."""
        asyncio.run_coroutine_threadsafe(self._goodbye(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _all(self, letters: list[Letter], until: float) -> dict[int, Outcome]:
        ended = await asyncio.gather(*(self._one(each, until) for each in letters))
        return dict(zip((each.number for each in letters), ended, strict=True))

    async def _one(self, letter: Letter, until: float) -> Outcome:
        connection = await self._free.get()
        try:
            return await connection.hand_over(letter, until)
        finally:
            self._free.put_nowait(connection)

    async def _goodbye(self) -> None:
        await asyncio.gather(*(connection.quit() for connection in self._connections))
        await asyncio.sleep(0.01)  # what was closed goes in the next turns of the loop


class _Connection:
    """One connection, opened when it is needed and kept while it is good."""

    def __init__(self, server: MailServer) -> None:
        self._server = server
        self._client: SMTP | None = None
        self._used = 0.0

    async def hand_over(self, letter: Letter, until: float) -> Outcome:
        was_open = self._is_good()
        ended = await self._tried(letter, until)
        # The server may have closed one that was kept: nothing happened yet, so that is no reason.
        return await self._tried(letter, until) if ended is AWAY and was_open else ended

    async def _tried(self, letter: Letter, until: float) -> Outcome:
        if until - steady() < ENOUGH:
            return AWAY
        told = _Told()
        try:
            async with asyncio.timeout(until - steady()):
                return await self._told(letter, await self._open(), until, told)
        except SMTPResponseException as answer:
            # It spoke, so it goes on, unless it says that it does not.
            if answer.code == _CLOSING or not told.envelope:
                self._drop()
            return _refusal(answer, told)
        except (SMTPException, OSError, TimeoutError) as problem:
            self._drop()
            log.warning("mail server: %s", type(problem).__name__)
            return Outcome(Ending.UNCERTAIN, "no answer") if told.content else AWAY
        except Exception as problem:  # noqa: BLE001  one letter that cannot be written holds up no other
            self._drop()
            log.error("letter not handed over: %s", type(problem).__name__)  # noqa: TRY400  its words may name someone
            return Outcome(Ending.UNCERTAIN if told.content else Ending.DEFERRED, "unexpected")

    async def quit(self) -> None:
        client, self._client = self._client, None
        if client is not None and client.is_connected:
            try:
                await client.quit(timeout=2)
            except (SMTPException, OSError, TimeoutError):
                client.close()

    async def _told(self, letter: Letter, client: SMTP, until: float, told: _Told) -> Outcome:
        options = []
        if client.supports_extension("8bitmime"):
            options.append("BODY=8BITMIME")
        if letter.beyond_ascii:
            if not client.supports_extension("smtputf8"):
                return Outcome(Ending.REFUSED, "553 5.6.7")
            options.append("SMTPUTF8")
        told.envelope = True
        try:
            await client.mail(letter.mail_from, options=options, encoding="utf-8")
            await client.rcpt(letter.to, encoding="utf-8")
        except SMTPResponseException:
            await self._forget(client)
            raise
        if until - steady() <= 0:  # this program stood still, perhaps for long
            raise TimeoutError
        told.content = True
        self._used = steady()
        # Without a limit of the library's own: at its end it would close the connection, and what is not yet
        # written would still be written when the server reads again, however late.
        response = await client.data(letter.content, timeout=None)
        return Outcome(Ending.SENT, _code(response.code, response.message))

    async def _forget(self, client: SMTP) -> None:
        """Have the server forget a letter that it refused."""
        try:
            await client.rset()
        except (SMTPException, OSError):
            self._drop()

    async def _open(self) -> SMTP:
        if self._client is not None and self._is_good():
            return self._client
        await self.quit()
        client = self._server.client()
        try:
            await client.connect()
            if client.is_ehlo_or_helo_needed:
                await client.ehlo()
        except BaseException:
            client.close()
            raise
        self._client, self._used = client, steady()
        return client

    def _is_good(self) -> bool:
        return self._client is not None and self._client.is_connected and steady() - self._used < IDLE

    def _drop(self) -> None:
        """Break off at once: what still waits to be written is not written any more."""
        client, self._client = self._client, None
        if client is not None:
            if isinstance(client.transport, asyncio.WriteTransport):
                client.transport.abort()
            client.close()


@dataclass(slots=True)
class _Told:
    """How far one letter came."""

    envelope: bool = False
    content: bool = False


_CLOSING = 421


def _refusal(answer: SMTPResponseException, told: _Told) -> Outcome:
    if not told.envelope:
        # Of who we are, not of the letter: it is for whoever runs Balise.
        log.error("mail server refused us: %s", _code(answer.code, answer.message))
        return AWAY
    code = _code(answer.code, answer.message)
    if told.content and 200 <= answer.code < 300:  # another word for yes than the usual one
        return Outcome(Ending.SENT, code)
    of_the_letter = isinstance(answer, SMTPRecipientRefused | SMTPDataError)
    if answer.code >= 500 and of_the_letter:
        return Outcome(Ending.REFUSED, code)
    if isinstance(answer, SMTPSenderRefused):
        log.error("mail server refused our sender: %s", code)
    return Outcome(Ending.DEFERRED, code)


def _code(code: int, words: str) -> str:
    """The code, with the enhanced one (RFC 3463) if there is one."""
    first = words.split(maxsplit=1)[:1]
    enhanced = first[0] if first and first[0].count(".") == 2 and first[0].replace(".", "").isdigit() else ""
    return f"{code} {enhanced}".strip()
