"""One measure of the journal, in the installation that the environment names; prints what it took."""

from __future__ import annotations

import json
import sys
from datetime import timedelta
from time import perf_counter, process_time, sleep, time
from typing import ClassVar
from uuid import uuid4

import django

django.setup()

# ruff: noqa: E402  Django has to be set up before its models are imported
from django.core.management import call_command
from django.db import connection, models, transaction

from balise.journal import sealing
from balise.journal.operations import record_all
from balise.journal.verification import verify
from balise.people import entries, operations
from balise.people.models import Staff
from balise.people.words import Language
from benchmarks.imports_worker import MANAGER, founded
from tests.journal.samples import NOON, gift

LATER = NOON + timedelta(days=1)
"""After the organisation was founded."""


class Gift(models.Model):
    """What someone who wants to search the same things without a journal would have."""

    kind = models.CharField(max_length=80)
    at = models.DateTimeField()
    actor = models.CharField(max_length=100)
    object = models.CharField(max_length=100)
    client = models.CharField(max_length=100)
    cents = models.IntegerField()
    what = models.TextField()

    objects: ClassVar[models.Manager[Gift]]

    class Meta:
        app_label = "benchmark"
        indexes: ClassVar = [
            models.Index(fields=["at", "id"], name="benchmark_period"),
            models.Index(fields=["kind", "at", "id"], name="benchmark_kind"),
            models.Index(fields=["actor", "at", "id"], name="benchmark_actor"),
            models.Index(fields=["object", "at", "id"], name="benchmark_object"),
            models.Index(fields=["client", "at", "id"], name="benchmark_client"),
        ]

    def __str__(self) -> str:
        return self.object


def plain(number: int) -> Gift:
    return Gift(
        kind="gift_declared",
        at=NOON + timedelta(minutes=number),
        actor=f"staff:{number % 5}",
        object=f"gift:{number}",
        client=f"client:{number % 7}",
        cents=number * 100,
        what=f"chocolat n° {number}",
    )


def prepare() -> None:
    call_command("migrate", verbosity=0)
    with connection.schema_editor() as editor:
        editor.create_model(Gift)


def append(entries: int, rounds: int) -> None:
    """The seconds of each round: a plain batch, a batch of entries, and linking it, which happens
    afterwards.
    """
    taken: dict[str, list[float]] = {"plain": [], "journal": [], "linking": []}
    ids: list[int] = []
    sealing.linker.submit = ids.extend  # type: ignore[method-assign, assignment]  # linking is timed by itself
    for number in range(rounds + 1):
        start = number * entries
        began = perf_counter()
        with transaction.atomic():
            Gift.objects.bulk_create(map(plain, range(start, start + entries)), batch_size=1_000)
        inserted = perf_counter()
        with transaction.atomic():
            record_all(map(gift, range(start, start + entries)))
        appended = perf_counter()
        sealing.link(ids)
        ids.clear()
        if number:  # the first warms up
            taken["plain"].append(inserted - began)
            taken["journal"].append(appended - inserted)
            taken["linking"].append(perf_counter() - appended)
    print(json.dumps(taken))


def verify_all(entries: int) -> None:
    sealing.linker.submit = lambda _: None  # type: ignore[method-assign, assignment]  # linked below, at once
    for start in range(0, entries, 50_000):
        with transaction.atomic():
            ids = record_all(
                gift(number, client=f"client:{number % 1000}") for number in range(start, start + 50_000)
            )
        sealing.link(ids)
    began, began_work = perf_counter(), process_time()
    report = verify(now=NOON)
    taken = {"cpu": process_time() - began_work, "wall": perf_counter() - began}
    assert report.whole
    assert report.count == entries
    print(json.dumps(taken))


def write(how: str, start: float, seconds: float) -> None:
    """What people do most: open a file and give it to someone; with the journal, or as if there were none.

    Each file and its reason are about a new person, so a key is made for each: nothing is spared.
    """
    if how == "plain":
        entries.record = lambda **_: 0  # type: ignore[attr-defined]  # a house without a journal
    manager = Staff.objects.get(email=MANAGER)
    colleague = Staff.objects.exclude(pk=manager.pk).earliest("pk")
    sleep(max(0.0, start - time()))
    began, done = perf_counter(), 0
    while perf_counter() - began < seconds:
        client = operations.add_client(
            by=manager,
            unit=manager.unit,
            uuid=uuid4(),
            full_name="Rose Arsenault",
            language=Language.FR,
            now=LATER,
        )
        operations.assign(
            by=manager,
            staff=colleague,
            client=client,
            service="visites",
            reason="retour à domicile",
            now=LATER,
        )
        done += 2
    print(done / (perf_counter() - began))


if __name__ == "__main__":
    what, *arguments = sys.argv[1:]
    match what:
        case "prepare":
            prepare()
        case "found":
            founded()
        case "append":
            append(int(arguments[0]), int(arguments[1]))
        case "verify":
            verify_all(int(arguments[0]))
        case "write":
            write(arguments[0], float(arguments[1]), float(arguments[2]))
