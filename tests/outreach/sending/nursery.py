"""A program that raises workers and kills them at random moments, each time with SIGKILL.

It sets up Django once and forks: a new worker is at work in a few milliseconds. Its arguments are one JSON
object. The last worker is left to finish.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import django

django.setup()

# ruff: noqa: E402  Django has to be set up before its models are imported
from django.conf import settings
from django.db import connections

from balise.outreach.sending import pacing
from balise.outreach.sending.mail_server import MailServer
from balise.outreach.sending.outbox import HELD
from balise.outreach.sending.worker import Worker
from tests.outreach.sending.crowd import running
from tests.outreach.sending.post_office import use

LONGEST = 0.03
"""Seconds between a batch that goes over the wire and a kill."""


def main(*, database: str, address_key: str, port: int, kills: int, now: str, seed: int) -> None:
    connections.databases["default"]["NAME"] = database
    settings.BALISE_ADDRESS_KEY_FILE = Path(address_key)
    settings.BALISE_JOURNAL_LINKS = "at_once"
    settings.BALISE_ORGANISATION = "charity"
    use(settings, port)
    # Few at once, so that there are enough for so many kills.
    pacing.FIRST = pacing.MOST = 2
    clock = datetime.fromisoformat(now)
    _learn(clock)
    chance = random.Random(seed)  # noqa: S311  the moments only have to differ
    for _ in range(kills):
        clock += HELD + timedelta(minutes=1)
        worker, batches = _raised(clock)
        # Some die before they have handed over anything, some at their first batch, some at their second.
        for _ in range(chance.choice([0, 1, 1, 1, 2])):
            os.read(batches, 1)
        time.sleep(chance.uniform(0, LONGEST))
        os.kill(worker, signal.SIGKILL)
        os.waitpid(worker, 0)
        os.close(batches)
    last, _ = _raised(clock + HELD + timedelta(minutes=1))
    _, status = os.waitpid(last, 0)
    assert status == 0, status


def _learn(now: datetime) -> None:
    """Read what every worker needs, so that none has to read it again: prepare one batch, and let it go."""
    worker = Worker(MailServer.configured(), connections=1, clock=lambda: now)
    worker.stop()
    worker._move_on()
    worker._ahead.take()  # its two messages are swept, like those of the dead
    worker.run()
    # Nothing that is open may be shared with those to come.
    connection = connections["default"]
    connection.close()
    if connection.vendor == "postgresql":
        connection.close_pool()  # type: ignore[attr-defined]  # PostgreSQL's alone


def _raised(now: datetime) -> tuple[int, int]:
    """The number of a new worker's process, whose clock shows this instant; and a pipe with one letter for
    each batch that goes over the wire.
    """
    end, begin = os.pipe()
    number = os.fork()
    if number == 0:
        worker = Worker(MailServer.configured(), connections=2, clock=running(now))
        hand_over = worker._wire.hand_over

        def told(letters: Any, until: float) -> Any:  # noqa: ANN401  whatever the wire takes and gives
            os.write(begin, b".")
            return hand_over(letters, until)

        worker._wire.hand_over = told  # type: ignore[method-assign]  # only watched
        worker.run(once=True)
        os._exit(0)
    os.close(begin)
    return number, end


if __name__ == "__main__":
    main(**json.loads(sys.argv[1]))
