"""One import of existing consents, in the installation that the environment names; prints what it took."""

from __future__ import annotations

import json
import resource
import sys
from datetime import UTC, date, datetime, timedelta
from time import perf_counter

import django

django.setup()

# ruff: noqa: E402  Django has to be set up before its models are imported
from django.core.management import call_command
from django.db import connection

from balise.consent.imports import mapping as mappings
from balise.consent.imports import source as sources
from balise.consent.imports.failures import error_file
from balise.consent.imports.operations import import_consents
from balise.consent.models import ConsentEvent, Standing
from balise.consent.operations import add_purpose
from balise.people.imports.models import ExternalId
from balise.people.models import Client, Unit
from balise.policy.text import Text
from benchmarks.imports_worker import NOON, founded

HEADER = "Numéro de dossier;Finalité;Canal;Consentement;Date du consentement"
ANSWERS = ("oui", "oui", "non", "oui", "désabonné")
FAULTY_EVERY = 100
AT_ONCE = 20_000


def fill(count: int) -> None:
    """Clients with a number each, as an import of people would have left them; not what is measured."""
    unit = Unit.objects.get()
    for start in range(0, count, AT_ONCE):
        people = Client.objects.bulk_create(
            Client(full_name=f"Client {n}", unit=unit, language="fr", birth_date=date(1950, 1, 1))
            for n in range(start, min(count, start + AT_ONCE))
        )
        ExternalId.objects.bulk_create(
            ExternalId(client=client, value=f"C{start + n}") for n, client in enumerate(people)
        )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def content(count: int) -> bytes:
    """One row a client, and one in a hundred about nobody."""
    first = date(2024, 1, 1)
    rows = [HEADER]
    for n in range(count):
        number = f"nobody-{n}" if n % FAULTY_EVERY == 0 else f"C{n}"
        day = first + timedelta(days=n % 365)
        rows.append(f"{number};news;en personne;{ANSWERS[n % 5]};{day}")
    return "\n".join(rows).encode()


def main(count: int) -> None:
    call_command("migrate", verbosity=0)
    by = founded()
    both = Text("Infolettre", "Newsletter")
    add_purpose(by=by, code="news", name=both, explained=both, dpv="DirectMarketing", now=NOON)
    fill(count)
    file = content(count)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    now = datetime(2026, 3, 3, tzinfo=UTC)

    start = perf_counter()
    source = sources.read(file, "consents.csv")
    result = import_consents(
        by=by, source=source, mapping=mappings.propose(source.headers), now=now, good_rows=True
    )
    errors = error_file(result, "en")
    taken = perf_counter() - start

    good = count - count // FAULTY_EVERY
    assert result.written
    assert (result.counts.written, result.counts.faulty) == (good, count // FAULTY_EVERY)
    assert errors is not None
    assert errors.count(b"\n") == count // FAULTY_EVERY + 1
    assert ConsentEvent.objects.count() == Standing.objects.count() == good
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(json.dumps({"seconds": taken, "gibibytes": most / 2**20, "before": before / 2**20}))


if __name__ == "__main__":
    main(int(sys.argv[1]))
