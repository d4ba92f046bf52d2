"""One measure of imports, in the installation that the environment names; prints the seconds of each."""

from __future__ import annotations

import json
import sys
from datetime import UTC, date, datetime, timedelta
from time import perf_counter

import django

django.setup()

# ruff: noqa: E402  Django has to be set up before its models are imported
from django.core.management import call_command

from balise.people import operations
from balise.people.imports import mapping as mappings
from balise.people.imports import tables
from balise.people.imports.fields import Kind
from balise.people.imports.operations import import_people
from balise.people.imports.shapes import WORKBOOK, Format
from balise.people.models import Staff
from balise.people.words import Language, Role
from balise.policy.text import Text

NOON = datetime(2026, 3, 2, 17, tzinfo=UTC)
MANAGER = "louise@example.org"
STAFF = ("Matricule", "Prénom", "Nom", "Courriel", "Statut", "Unité", "Langue")
CLIENTS = (
    "Numéro de dossier",
    "Nom complet",
    "Unité",
    "Langue",
    "Date de naissance",
    "Téléphone",
    "Adresse",
)


def staff_rows(count: int) -> list[tuple[str, ...]]:
    return [
        (f"E{n}", f"Prénom{n}", f"Nom{n}", f"personne{n}@example.org", "employé", "Anse-aux-Hérons", "fr")
        for n in range(count)
    ]


def client_rows(count: int, streets: str) -> list[tuple[str, ...]]:
    born = date(1930, 1, 1)
    return [
        (
            f"C{n}",
            f"Client Numéro {n}",
            "Heron Cove",
            "anglais",
            (born + timedelta(days=n % 30_000)).isoformat(),
            f"506 555-{n:05}",
            f"{n}, {streets}",
        )
        for n in range(count)
    ]


def founded() -> Staff:
    """An organisation with someone who may hire, open files and change them."""
    first = operations.found_organisation(
        name=Text("Anse-aux-Hérons", "Heron Cove"),
        full_name="Omar Haddad",
        email="omar@example.org",
        language=Language.FR,
        reason="installation",
        now=NOON,
    )
    second = operations.hire(
        by=first,
        unit=first.unit,
        full_name="Louise Bergeron",
        email=MANAGER,
        status=first.status,  # type: ignore[arg-type]  # the model keeps the word as text
        language=Language.FR,
        now=NOON,
    )
    for role in (Role.HR_DIRECTOR, Role.MANAGER, Role.PRIVACY_OFFICER):
        operations.grant_role(by=first, staff=second, role=role, unit=first.unit, reason="measures", now=NOON)
    return second


def seconds(by: Staff, kind: Kind, content: bytes, name: str, expected: tuple[int, int]) -> float:
    """The wait from the file to the last commit; `expected`: people added, and changed."""
    start = perf_counter()
    table = tables.read(content, name)
    result = import_people(by=by, table=table, mapping=mappings.propose(kind, table.headers), now=NOON)
    taken = perf_counter() - start
    assert result.written, result.checked.problems[:3]
    assert (result.counts.added, result.counts.changed) == expected, result.counts
    return taken


def main(count: int) -> None:
    call_command("migrate", verbosity=0)
    by = founded()
    text = Format(workbook=False, separator=";")
    staff = tables.write(text, STAFF, staff_rows(count))
    clients = tables.write(WORKBOOK, CLIENTS, client_rows(count, "rue du Port"))
    moved = tables.write(WORKBOOK, CLIENTS, client_rows(count, "chemin du Quai"))
    told = {
        "staff": seconds(by, Kind.STAFF, staff, "staff.csv", (count, 0)),
        "clients": seconds(by, Kind.CLIENTS, clients, "clients.xlsx", (count, 0)),
        "clients_again": seconds(by, Kind.CLIENTS, clients, "clients.xlsx", (0, 0)),
        "clients_changed": seconds(by, Kind.CLIENTS, moved, "clients.xlsx", (0, count)),
    }
    print(json.dumps(told))


if __name__ == "__main__":
    main(int(sys.argv[1]))
