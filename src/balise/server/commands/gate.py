"""`balise gate`: a mail server that lets through only what the policy and people's consents allow."""

from __future__ import annotations

import asyncio
import logging
import signal
import ssl

from balise.cli.errors import CommandError
from balise.cli.output import say
from balise.policy.text import Lang
from balise.server.commands.installation import bring_up_or_refuse
from balise.theme.texts import t


def gate(lang: Lang) -> int:
    """The exit status, once it is asked to stop."""
    bring_up_or_refuse(lang)
    from django.conf import settings  # noqa: PLC0415  they can be read from here on
    from django.utils import timezone  # noqa: PLC0415  as above

    from balise.outreach.errors import OutreachError  # noqa: PLC0415  as above
    from balise.outreach.gate.serving import Gate, serve  # noqa: PLC0415  as above
    from balise.outreach.sending.mail_server import MailServer  # noqa: PLC0415  as above
    from balise.people.notices import site_address  # noqa: PLC0415  as above

    # What aiosmtpd tells at lower levels has addresses in it.
    logging.getLogger("mail.log").setLevel(logging.ERROR)
    where = settings.BALISE_GATE
    try:
        server = MailServer.configured()
        tls = _context(where.cert, where.key) if where.cert else None
    except OutreachError as error:
        raise CommandError([error.message[lang]]) from error
    except (OSError, ssl.SSLError) as error:
        raise CommandError([t("server.gate.no_certificate", lang, file=where.cert)]) from error

    async def run() -> None:
        stop = asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
        await serve(
            Gate(connect=server.client, clock=timezone.now),
            host=where.host,
            port=where.port,
            hostname=site_address().partition("//")[2],
            tls=tls,
            loopback=where.loopback,
            stop=stop,
            ready=lambda: say(t("server.gate.ready", lang, host=where.host, port=where.port)),
        )

    try:
        asyncio.run(run())
    except OSError as error:
        raise CommandError([t("server.gate.taken", lang, host=where.host, port=where.port)]) from error
    return 0


def _context(cert: str, key: str) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    return context
