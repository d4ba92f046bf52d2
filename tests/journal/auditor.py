"""A program that looks at an installation of the tests and prints, as JSON, what it finds."""

from __future__ import annotations

import json
from datetime import timedelta

import django

django.setup()

# ruff: noqa: E402  Django has to be set up before its models are imported
from django.db import connection

from balise.journal import sealing
from balise.journal.verification import verify
from tests.journal.samples import NOON

LATER = NOON + timedelta(days=10_000)


def count(sql: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return int(cursor.fetchone()[0])


if __name__ == "__main__":
    found: dict[str, object] = {
        "linked_later": sealing.link_forgotten(),
        "deeds": count("SELECT count(*) FROM deed"),
        "gifts": count("SELECT count(*) FROM journal_entry WHERE kind = 'sample.gift_declared'"),
        "visits": count("SELECT count(*) FROM journal_entry WHERE kind = 'sample.visit_noted'"),
        "references": count("SELECT count(DISTINCT entry_id) FROM journal_reference"),
        "links": count("SELECT count(*) FROM journal_link"),
        "last": count("SELECT coalesce(max(position), 0) FROM journal_link"),
        "forks": count("SELECT count(*) - count(DISTINCT previous) FROM journal_link"),
    }
    found["problems"] = [problem.sentence("en") for problem in verify(now=LATER).problems]
    print(json.dumps(found))  # noqa: T201  for the test that runs it
