"""`balise send` and `balise bounces`, as the terminal is told of them."""

from __future__ import annotations

import logging
import signal
from collections import Counter
from typing import TYPE_CHECKING

from balise.journal.commands import Outcome
from balise.outreach.errors import OutreachError
from balise.outreach.sending.evidence import settle_by_log, still_uncertain
from balise.outreach.sending.mail_server import MailServer
from balise.outreach.sending.mailboxes import NoMailboxError, mails
from balise.outreach.sending.returning import act_on
from balise.outreach.sending.returns import What, read
from balise.outreach.sending.wire import Ending
from balise.outreach.sending.worker import Worker
from balise.theme.texts import t

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from balise.policy.text import Lang

log = logging.getLogger(__name__)

FAILED, CANNOT = 1, 2


def send(*, once: bool, connections: int, lang: Lang) -> Outcome:
    """Send until told to stop; with `once`, until nothing is due."""
    try:
        server = MailServer.configured()
    except OutreachError as problem:
        return Outcome([problem.message[lang]], CANNOT)
    worker = Worker(server, connections=connections)
    for told in (signal.SIGTERM, signal.SIGINT):
        signal.signal(told, lambda *_: worker.stop())
    worker.run(once=once)
    counts = {each.value: worker.counts[each] for each in Ending}
    return Outcome([t("sending.command.sent", lang, **counts)])


def settle(*, file: Path, now: datetime, lang: Lang) -> Outcome:
    """Settle uncertain messages by a mail server's log."""
    try:
        with file.open(encoding="utf-8", errors="replace") as lines:
            settled = settle_by_log(lines, now)
    except OSError:
        return Outcome([t("sending.command.no_log", lang, file=file)], CANNOT)
    return Outcome([t("sending.command.settled", lang, settled=settled, left=still_uncertain())])


def bounces(*, where: str, now: datetime, lang: Lang) -> Outcome:
    """Read what came back; 1 when a mail could not be read, the others being done."""
    told: Counter[What] = Counter()
    failed = 0
    try:
        for mail in mails(where):
            try:
                told[act_on(returned=read(mail), now=now)] += 1
            except Exception:
                # One that nobody can read is left for a person: the others are not to wait for it.
                log.exception("returned mail not read")
                failed += 1
    except NoMailboxError:
        return Outcome([t("sending.command.no_mailbox", lang, file=where)], CANNOT)
    line = t(
        "sending.command.bounces",
        lang,
        read=told.total(),
        bounced=told[What.HARD],
        delayed=told[What.SOFT],
        complained=told[What.COMPLAINT],
        unsubscribed=told[What.UNSUBSCRIBE],
        unknown=told[What.NOTHING],
    )
    if not failed:
        return Outcome([line])
    return Outcome([line, t("sending.command.unread", lang, number=failed)], FAILED)
