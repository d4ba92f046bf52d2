"""The gate: mail tools sign in, name a sender and recipients, and hand over a message, as to any mail server.
It goes on to the real one for those alone who may be written to.

Whatever goes wrong is answered 451: the tool tries again, and nothing is let through. The database is asked
in threads, so that one tool never waits for another's.
"""

from __future__ import annotations

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword
from django.db import close_old_connections

from balise.consent import handovers
from balise.outreach.gate import asking
from balise.outreach.gate.message import comes_from, domain_of, head_of, is_plain, smuggles, with_headers
from balise.outreach.gate.replies import Reply, refusal
from balise.outreach.gate.throttle import Throttle
from balise.outreach.gate.upstream import Upstream

if TYPE_CHECKING:
    import ssl
    from collections.abc import Awaitable, Callable
    from datetime import datetime

    import aiosmtplib
    from aiosmtpd.smtp import Envelope, Session

    from balise.outreach.screening.asking_again import Answer

P = ParamSpec("P")
Result = TypeVar("Result")

log = logging.getLogger(__name__)

MOST_BYTES = 25_000_000
MOST_RECIPIENTS = 100
LONGEST_LINE = 16_384
"""Bytes. Tools write longer lines than they may; the server behind decides about that."""
LONGEST_LOGIN = 60
THREADS = 8
CONNECTIONS = 100
PATIENCE = 120.0
"""Seconds that a tool may be silent."""
ENOUGH = 2.0
"""Seconds without which nothing is handed over."""


@dataclass(slots=True)
class Visit:
    """One connection of a tool: whose it is, once it signed in, and the server behind."""

    upstream: Upstream
    account: int | None = None


@dataclass(slots=True)
class Gate:
    """What aiosmtpd asks at each step."""

    connect: Callable[[], aiosmtplib.SMTP]
    """Makes a connection to the server behind, still to be opened."""
    clock: Callable[[], datetime]
    throttle: Throttle = field(default_factory=Throttle)
    threads: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(THREADS, "gate"))
    visits: set[_Protocol] = field(default_factory=set)

    # Signing in. aiosmtpd reads what the tool sends, and leaves the judgement to us.

    async def auth_PLAIN(self, server: _Protocol, args: list[str]) -> AuthResult:  # noqa: N802  aiosmtpd's name
        return await self._judged(server, await SMTP.auth_PLAIN(server, server, args))

    async def auth_LOGIN(self, server: _Protocol, args: list[str]) -> AuthResult:  # noqa: N802  as above
        return await self._judged(server, await SMTP.auth_LOGIN(server, server, args))

    async def _judged(self, server: _Protocol, read: AuthResult) -> AuthResult:
        given = read.auth_data
        if not isinstance(given, LoginPassword):  # it was not understood, and aiosmtpd said so
            return read
        login, secret = (part.decode(errors="replace") for part in given)
        who = f"{server.host} {login[:LONGEST_LOGIN]}"
        if self.throttle.waits(who):
            return AuthResult(success=False, handled=False, message=Reply.WAIT.line)
        try:
            server.visit.account = await self._ask(asking.sign_in, login, secret)
        except Exception:
            log.exception("gate: signing in failed")
            return AuthResult(success=False, handled=False, message=Reply.LATER.line)
        if server.visit.account is None:
            self.throttle.failed(who)
            return AuthResult(success=False, handled=False, message=Reply.WRONG.line)
        return AuthResult(success=True)

    # One message.

    async def handle_MAIL(  # noqa: N802  aiosmtpd's name
        self, server: _Protocol, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        return await self._safely(self._sender(server.visit, envelope, address, options))

    async def handle_RCPT(  # noqa: N802  as above
        self, server: _Protocol, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        return await self._safely(self._recipient(server.visit, envelope, address))

    async def handle_DATA(self, server: _Protocol, _session: Session, envelope: Envelope) -> str:  # noqa: N802  as above
        return await self._safely(self._message(server.visit, envelope))

    async def handle_RSET(self, server: _Protocol, _session: Session, _envelope: Envelope) -> str:  # noqa: N802  as above
        await server.visit.upstream.forget()
        return "250 OK"

    async def handle_exception(self, error: Exception) -> str:
        """What nobody foresaw inside aiosmtpd."""
        log.error("gate: unexpected", exc_info=error)
        return Reply.LATER.line

    async def _safely(self, step: Awaitable[str]) -> str:
        """Whatever goes wrong, nothing is let through, and the tool tries again."""
        try:
            reply = await step
        except asking.ClosedError:
            return Reply.CLOSED.line
        except Exception:
            log.exception("gate: unexpected")
            return Reply.LATER.line
        return reply

    async def _sender(self, visit: Visit, envelope: Envelope, address: str, options: list[str]) -> str:
        if visit.account is None:
            return Reply.SIGN_IN.line
        account = await self._ask(asking.account_of, visit.account)
        if not comes_from({domain_of(address)} - {""}, account.from_domains):
            return Reply.NOT_YOURS.line
        await visit.upstream.forget()
        envelope.mail_from, envelope.mail_options = address, options
        return "250 2.1.0 OK"

    async def _recipient(self, visit: Visit, envelope: Envelope, address: str) -> str:
        if visit.account is None:
            return Reply.SIGN_IN.line
        if len(envelope.rcpt_tos) >= MOST_RECIPIENTS:
            return Reply.TOO_MANY.line
        if not is_plain(address):
            return Reply.NO_SUCH_ADDRESS.line
        answer = await self._ask(asking.ask, visit.account, address, self.clock())
        if not answer.allowed:
            return refusal(answer)
        reply = await visit.upstream.recipient(envelope.mail_from or "", envelope.mail_options, address)
        if reply.startswith("2"):
            envelope.rcpt_tos.append(address)
        return reply

    async def _message(self, visit: Visit, envelope: Envelope) -> str:
        if visit.account is None:
            return Reply.SIGN_IN.line
        account = await self._ask(asking.account_of, visit.account)
        content = bytes(envelope.original_content or b"")
        head = head_of(content)
        for wrong, reply in (
            (smuggles(content), Reply.LINES),
            (not comes_from(head.from_domains, account.from_domains), Reply.NOT_YOURS),
            (any(each != account.purpose.code for each in head.purposes), Reply.OTHER_PURPOSE),
        ):
            if wrong:
                await visit.upstream.forget()
                return reply.line
        recipients = list(dict.fromkeys(envelope.rcpt_tos))
        asked = await self._ask(
            asking.ask_again, account.pk, recipients, unsubscribes=head.unsubscribes, now=self.clock()
        )
        try:
            async with asyncio.timeout(asked.handing_over.left):
                reply_line = await self._handed(visit.upstream, envelope, recipients, asked, content)
        except TimeoutError:
            visit.upstream.break_off()
            reply_line = Reply.AWAY.line
        finally:
            await self._over(asked)
        await self._remember(account.pk, recipients, asked.answers, head.message_id, reply_line)
        return reply_line

    async def _handed(
        self,
        upstream: Upstream,
        envelope: Envelope,
        recipients: list[str],
        asked: asking.Asked,
        content: bytes,
    ) -> str:
        """The answer of the server behind. SMTP has no way to refuse one recipient of several at this point:
        those who said no since they were named are left out, and the message goes to the others.
        """
        allowed = [each for each, answer in zip(recipients, asked.answers, strict=True) if answer.allowed]
        if not allowed:
            await upstream.forget()
            return refusal(asked.answers[0])
        if len(allowed) < len(recipients):
            reply = await upstream.again(envelope.mail_from or "", envelope.mail_options, allowed)
            if not reply.startswith("2"):
                await upstream.forget()
                return reply
        if asked.handing_over.left < ENOUGH:
            return Reply.AWAY.line
        return await upstream.content(with_headers(content, asked.headers))

    async def _over(self, asked: asking.Asked) -> None:
        """Let withdrawals that wait for this go on, also when the tool has gone meanwhile. Where it fails,
        they go on by themselves a little later.
        """
        try:
            await asyncio.shield(self._ask(handovers.over, [asked.handing_over]))
        except Exception:
            log.exception("gate: the end of handing over was not kept")

    async def _remember(
        self, account: int, recipients: list[str], answers: tuple[Answer, ...], message_id: str, reply: str
    ) -> None:
        """Refusals, and who it was handed over for. It has left: what fails here must not send it again."""
        left = reply.startswith("2")
        answered = [
            (each, answer)
            for each, answer in zip(recipients, answers, strict=True)
            if left or not answer.allowed
        ]
        try:
            await self._ask(asking.remember, account, answered, message_id=message_id, now=self.clock())
        except Exception:
            log.exception("gate: a decision was not kept")

    async def _ask(self, question: Callable[P, Result], *args: P.args, **kwargs: P.kwargs) -> Result:
        """Ask the database, in a thread."""

        def asked() -> Result:
            close_old_connections()
            try:
                return question(*args, **kwargs)
            finally:
                close_old_connections()

        return await asyncio.get_running_loop().run_in_executor(self.threads, asked)


class _Protocol(SMTP):
    """One connection, with what the gate knows about it."""

    line_length_limit = LONGEST_LINE

    def __init__(self, gate: Gate, **options: Any) -> None:  # noqa: ANN401  aiosmtpd's own
        super().__init__(
            gate,
            data_size_limit=MOST_BYTES,
            enable_SMTPUTF8=True,
            ident="Balise",
            timeout=PATIENCE,
            # It only passes on what it read: `Gate.auth_…` judges.
            authenticator=lambda *read: AuthResult(success=False, handled=False, auth_data=read[-1]),
            loop=asyncio.get_running_loop(),
            **options,
        )
        self._gate = gate
        self.visit = Visit(Upstream(gate.connect))

    @property
    def host(self) -> str:
        """Where the tool is."""
        peer = self.transport.get_extra_info("peername") if self.transport else None
        return str(peer[0]) if peer else ""

    def connection_made(self, transport: Any) -> None:  # noqa: ANN401  asyncio's
        if self not in self._gate.visits and len(self._gate.visits) >= CONNECTIONS:
            transport.write(b"421 4.7.0 Trop de connexions / Too many connections\r\n")
            transport.close()
            return
        self._gate.visits.add(self)
        # Again after STARTTLS: nothing said before counts.
        self.visit.account = None
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        self.visit.upstream.break_off()
        if self in self._gate.visits:  # else it was turned away before it began
            self._gate.visits.discard(self)
            super().connection_lost(error)


async def serve(
    gate: Gate,
    *,
    host: str,
    port: int,
    hostname: str,
    tls: ssl.SSLContext | None,
    loopback: bool,
    stop: asyncio.Event,
    ready: Callable[[], object] = lambda: None,
) -> None:
    """Listen until `stop`. Elsewhere than on this machine, nothing is said before TLS."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: _Protocol(
            gate,
            hostname=hostname,
            tls_context=tls,
            require_starttls=not loopback,
            auth_require_tls=not loopback,
        ),
        host=host,
        port=port,
    )
    async with server:
        ready()
        await stop.wait()
    gate.threads.shutdown()
