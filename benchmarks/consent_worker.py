"""Reading and withdrawing consents, in the installation that the environment names; prints what it took."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from time import perf_counter, sleep
from uuid import uuid4

import django

django.setup()

# ruff: noqa: E402  Django has to be set up before its models are imported
from django.core.management import call_command
from django.db import connection

from balise.consent.book import Book
from balise.consent.campaigns import campaign
from balise.consent.models import ConsentEvent, Purpose, Standing
from balise.consent.operations import add_purpose, withdraw_consent
from balise.consent.queries import may_reach
from balise.consent.words import Channel, Event, Grantor, Method, State
from balise.people.models import Client, Unit
from balise.policy.text import Text
from benchmarks.imports_worker import NOON, founded

DAY = date(2026, 3, 3)

# The same rows as the operations leave, a million of them in seconds: numbers 1, 2, 3… in one statement. Of
# ten people, six said yes, two said no, one bought something, and the yes of one is over.
PEOPLE = """
WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {count})
INSERT INTO people_client (uuid, full_name, preferred_name, unit_id, language)
SELECT {uuid}, 'Client', '', {unit}, 'fr' FROM numbers
"""
STANDINGS = """
INSERT INTO consent_standing (client_id, purpose_id, channel, yes_at, yes_number, yes_event, yes_until,
    no_at, no_number, no_event, asked_at, asked_number)
SELECT id, {purpose}, 'email',
    CASE WHEN id % 10 < 9 THEN {yes_at} END, id, CASE WHEN id % 10 < 9 THEN 'given' ELSE '' END,
    CASE WHEN id % 10 = 0 THEN {past} END,
    CASE WHEN id % 10 IN (1, 2) THEN {no_at} END, id,
    CASE WHEN id % 10 IN (1, 2) THEN 'withdrawn' ELSE '' END, NULL, NULL
FROM people_client
"""
GROUNDS = """
INSERT INTO consent_ground (standing_id, basis, at, number, day)
SELECT id, 'purchase', {yes_at}, id, {day} FROM consent_standing WHERE client_id % 10 = 9
"""


def fill(count: int, purpose: Purpose) -> None:
    sqlite = connection.vendor == "sqlite"
    instant = "'{}'" if sqlite else "timestamptz '{}+00'"
    words = {
        "count": count,
        "purpose": purpose.pk,
        "unit": Unit.objects.values_list("pk", flat=True)[0],
        "uuid": "lower(hex(randomblob(16)))" if sqlite else "gen_random_uuid()",
        "yes_at": instant.format("2025-03-03 12:00:00"),
        "no_at": instant.format("2025-09-03 12:00:00"),
        "past": "'2025-12-31'" if sqlite else "date '2025-12-31'",
        "day": "'2025-03-03'" if sqlite else "date '2025-03-03'",
    }
    with connection.cursor() as cursor:
        for statement in (PEOPLE, STANDINGS, GROUNDS):
            cursor.execute(statement.format(**words))
        cursor.execute("ANALYZE")


def million(count: int, rounds: int) -> None:
    """The seconds that each reading of a whole campaign takes."""
    purpose = _purpose()
    fill(count, purpose)
    taken = []
    states: Mapping[int, State] = {}
    for _ in range(rounds):
        start = perf_counter()
        states = campaign(purpose, Channel.EMAIL, DAY)
        taken.append(perf_counter() - start)
    assert len(states) == count
    told = {state: sum(each is state for each in states.values()) / count for state in State}
    assert told[State.GIVEN] == 0.6
    assert told[State.WITHDRAWN] == 0.2
    assert told[State.IMPLIED] == told[State.EXPIRED] == 0.1
    print(json.dumps(taken))


def agreed(count: int) -> None:
    """So many people who said yes, among ten times as many."""
    fill(count * 10, _purpose())


def withdrawals(count: int, per_second: int, part: int, parts: int) -> None:
    """The milliseconds from each click of one part of these people to the instant at which a reader elsewhere
    knew, queueing included.
    """
    purpose = Purpose.objects.get()
    clients = list(Client.objects.filter(pk__in=range(5, count * 10, 10)).order_by("pk")[part:count:parts])

    with ThreadPoolExecutor(8) as writers, ThreadPoolExecutor(8) as readers:

        def knows(client: Client) -> State:
            return may_reach(client, purpose, Channel.EMAIL, datetime.now(UTC))

        def click(client: Client, due: float) -> float:
            sleep(max(0.0, due - perf_counter()))
            withdraw_consent(
                by=None,
                client=client,
                purpose=purpose,
                channel=Channel.EMAIL,
                method=Method.ONE_CLICK,
                now=datetime.now(UTC),
                uuid=uuid4(),
            )
            assert readers.submit(knows, client).result() is State.WITHDRAWN
            return (perf_counter() - due) * 1000

        # Connections, caches and the law are there before the first click that counts.
        for client in clients[:16]:
            click(client, perf_counter())
        start = perf_counter() + 1
        clicks = [
            writers.submit(click, client, start + number * parts / per_second)
            for number, client in enumerate(clients[16:])
        ]
        print(json.dumps([each.result() for each in clicks]))


def past(many: int, rounds: int) -> None:
    """The seconds of reading where someone stands after one event and after many, in turns."""
    purpose = _purpose()
    fill(1_000, purpose)
    once, often = Client.objects.order_by("pk")[:2]
    Standing.objects.filter(client__in=(once, often)).delete()
    for client, count in ((once, 1), (often, many)):
        events = []
        for number in range(count):
            at = NOON + timedelta(minutes=number)
            event = Event.WITHDRAWN if number % 2 else Event.GIVEN
            events.append(
                ConsentEvent(
                    uuid=uuid4(),
                    client=client,
                    purpose=purpose,
                    channel=Channel.EMAIL,
                    event=event,
                    effective_at=at,
                    recorded_at=at,
                    method=Method.IN_PERSON,
                    grantor=Grantor.SELF,
                )
            )
        Book(client).write(events)
    taken: dict[str, list[float]] = {"once": [], "often": []}
    for _ in range(rounds):
        for name, client in (("once", once), ("often", often)):
            start = perf_counter()
            for _ in range(20):
                may_reach(client, purpose, Channel.EMAIL, NOON + timedelta(days=9))
            taken[name].append(perf_counter() - start)
    print(json.dumps(taken))


def _purpose() -> Purpose:
    call_command("migrate", verbosity=0)
    by = founded()
    name = Text("Infolettre", "Newsletter")
    return add_purpose(by=by, code="news", name=name, explained=name, dpv="DirectMarketing", now=NOON)


if __name__ == "__main__":
    modes: dict[str, Callable[..., None]] = {
        "million": million,
        "agreed": agreed,
        "withdrawals": withdrawals,
        "past": past,
    }
    modes[sys.argv[1]](*map(int, sys.argv[2:]))
