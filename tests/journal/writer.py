"""A program that writes and records until it is done, or killed; run beside others by the tests.

`migrate` prepares the database; `write WRITER COUNT` does a number of deeds; `kill COUNT` starts that many
children that write without end, and kills each in the middle of it; `erase` prints a key and destroys it.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable
from functools import partial
from random import Random

import django

django.setup()

# ruff: noqa: E402  Django has to be set up before its models are imported
from django.core.management import call_command
from django.db import connection, transaction

from balise.journal import sealing
from balise.journal.models import PersonKey
from balise.journal.operations import erase_person, record_all
from tests.journal.samples import NOON, gift, visit

FOR_EVER = 10**9


def migrate() -> None:
    call_command("migrate", "journal", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE deed (writer integer, number integer)")


def write(writer: int, count: int, *, done: Callable[[], object] = lambda: None) -> None:
    """Each deed is a row of its own, with the two entries that tell of it; `done` hears of each commit."""
    for number in range(count):
        with transaction.atomic(), connection.cursor() as cursor:
            first = gift(writer * 1_000_000 + number, client=f"client:{number}")
            second = visit(writer * 1_000_000 + number)
            cursor.execute("INSERT INTO deed (writer, number) VALUES (%s, %s)", [writer, number])
            record_all([first])
            record_all([second])
        done()


def kill(count: int) -> None:
    """Print how many deeds the children were told to be committed: none of those may be missing."""
    random = Random(11)  # noqa: S311  repeatable, no secret
    sealing.GATHER_SECONDS = 0.005  # for kills to fall into the linking, too
    told = 0
    for writer in range(1, count + 1):
        hear, tell = os.pipe()
        child = os.fork()
        if child == 0:
            write(writer, FOR_EVER, done=partial(os.write, tell, b"."))
        os.close(tell)
        told += len(os.read(hear, 1))  # it writes by now, however slow the machine is
        time.sleep(random.uniform(0.0, 0.05))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        with os.fdopen(hear, "rb") as rest:
            told += len(rest.read())
    print(told)  # noqa: T201  for the test that runs it


def erase() -> None:
    """Record something personal, print the key that it is under, and erase the person."""
    with transaction.atomic():
        record_all([gift(1)])
    print(bytes(PersonKey.objects.get().key or b"").hex(), flush=True)  # noqa: T201  for the test that runs it
    input()
    with transaction.atomic():
        erase_person(person="client:1", at=NOON, actor="staff:1", reason="asked for it")


if __name__ == "__main__":
    what, *numbers = sys.argv[1:]
    programs: dict[str, Callable[..., None]] = {
        "migrate": migrate,
        "write": write,
        "kill": kill,
        "erase": erase,
    }
    programs[what](*map(int, numbers))
