"""Writing a million events at once: the rows the operations would write, by each database’s shortest way.

Tests compare what stands here with what `operations.record_consent` writes, row by row.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from functools import lru_cache
from operator import itemgetter
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import connection

from balise.consent import models, standings
from balise.consent.ledger import Ground, Position, Said
from balise.consent.models import Refusal, Standing
from balise.consent.words import Basis, Channel, Grantor, Method
from balise.journal.pieces import pieces
from balise.people.models import Client

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from balise.consent.imports.rows import AddressRefused, Key, Stated
    from balise.people.imports.outcomes import Progress
    from balise.people.models import Staff

AT_ONCE = 50_000

EVENT = (
    "id", "uuid", "client_id", "purpose_id", "channel", "event", "basis", "basis_day", "effective_at",
    "recorded_at", "until", "method", "grantor", "recorded_by_id",
)  # fmt: skip
STANDING = (
    "client_id", "purpose_id", "channel", "yes_at", "yes_number", "yes_event", "yes_until", "no_at",
    "no_number", "no_event", "asked_at", "asked_number",
)  # fmt: skip
INSTANTS = ("yes_at", "no_at", "asked_at")
SAME_STANDING = ("purpose_id", "channel", "client_id")

NOTHING = Position()

Row = tuple[Any, ...]


def write(stated: Sequence[Stated], *, by: Staff, now: datetime, progress: Progress) -> None:
    """Write these events and what they amount to. The clients are held, and all was checked."""
    numbers = _numbers(len(stated))
    recorded_at = _adapted(now)
    _insert(
        "consent_consentevent",
        EVENT,
        (
            (
                number,
                each.uuid,
                each.client,
                each.purpose,
                each.channel.value,
                each.event.value,
                each.basis,
                each.basis_day,
                _adapted(each.at),
                recorded_at,
                each.until,
                Method.IMPORT.value,
                Grantor.SELF.value,
                by.pk,
            )
            for number, each in zip(numbers, stated, strict=True)
        ),
        _telling(progress, len(stated)),
    )
    _keep(stated, numbers)


def refuse(refused: Iterable[AddressRefused]) -> None:
    """Write these noes of addresses. Whoever has one is refused from then on, wherever a standing is read."""
    Refusal.objects.bulk_create(
        (
            Refusal(
                uuid=UUID(each.uuid),
                address=each.address,
                channel=each.channel,
                purpose_id=each.purpose,
                at=each.at,
            )
            for each in refused
        ),
        batch_size=100,
    )


def hold(stated: Iterable[Stated]) -> None:
    """Hold all clients of these rows, in the order that operations hold several in.

    On SQLite the transaction itself already holds everything (`BEGIN IMMEDIATE`).
    """
    if connection.vendor != "postgresql":
        return
    table = Client._meta.db_table  # noqa: SLF001  Django's name for what a model is made of
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*) FROM (SELECT id FROM {table} WHERE id = ANY(%s) ORDER BY id FOR UPDATE) held",  # noqa: S608  our own table's name
            [sorted({each.client for each in stated})],
        )


def _keep(stated: Sequence[Stated], numbers: Sequence[int]) -> None:
    """Join the events into the standings, as `standings.keep` does one by one."""
    keys = {(each.client, each.purpose, each.channel) for each in stated}
    positions: dict[Key, Position] = _kept(keys)
    grounded: set[Key] = set()
    for number, each in zip(numbers, stated, strict=True):
        key = (each.client, each.purpose, each.channel)
        before = positions.get(key, NOTHING)
        if each.basis:
            positions[key] = before.resting_on(Ground(each.at, number, Basis(each.basis), each.basis_day))
            grounded.add(key)
        else:
            positions[key] = before.after(Said(each.at, number, each.event, each.until))
    # In the order of the index: each row then goes beside the last one, which takes half the time.
    in_order = sorted(keys, key=itemgetter(1, 2, 0))
    _upsert(_standing(key, positions[key]) for key in in_order)
    if grounded:
        _keep_grounds(positions, grounded)


def _standing(key: Key, position: Position) -> Row:
    """The columns of `STANDING`."""
    client, purpose, channel = key
    columns = standings.columns(position)
    for each in INSTANTS:
        columns[each] = _adapted(columns[each])
    return (client, purpose, channel.value, *columns.values())


def _kept(keys: set[Key]) -> dict[Key, Position]:
    """The positions that these have already."""
    found: dict[Key, Position] = {}
    grounds: defaultdict[int, list[models.Ground]] = defaultdict(list)
    kept = Standing.objects.filter(purpose__in={purpose for _, purpose, _ in keys})
    for ground in models.Ground.objects.filter(standing__in=kept).iterator(chunk_size=AT_ONCE):
        grounds[ground.standing_id].append(ground)
    for standing in kept.iterator(chunk_size=AT_ONCE):
        key = (standing.client_id, standing.purpose_id, Channel(standing.channel))
        if key in keys:
            found[key] = standings.position_of(standing, grounds[standing.pk])
    return found


def _keep_grounds(positions: dict[Key, Position], keys: set[Key]) -> None:
    """The standings of these are there by now, and have numbers."""
    rows = []
    for clients in pieces(sorted({client for client, _, _ in keys})):
        some = Standing.objects.filter(client__in=clients)
        for pk, client, purpose, channel in some.values_list("pk", "client", "purpose", "channel"):
            key = (client, purpose, Channel(channel))
            if key in keys:
                rows += [
                    models.Ground(
                        standing_id=pk, basis=each.basis, at=each.at, number=each.number, day=each.day
                    )
                    for each in positions[key].grounds
                ]
    models.Ground.objects.bulk_create(
        rows,
        batch_size=100,
        update_conflicts=True,
        unique_fields=["standing", "basis"],
        update_fields=["at", "number", "day"],
    )


# The two databases


def _numbers(count: int) -> list[int]:
    """Numbers for so many events, in order."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence('consent_consentevent', 'id'))"
                " FROM generate_series(1, %s)",
                [count],
            )
            return [number for (number,) in cursor.fetchall()]
        # By hand: the transaction already holds the only right to write.
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = 'consent_consentevent'")
        found = cursor.fetchone()
        first = (found[0] if found else 0) + 1
        return list(range(first, first + count))


def _insert(table: str, columns: Sequence[str], rows: Iterable[Row], told: Iterator[None]) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
                    next(told)
            return
        places = ", ".join(["%s"] * len(columns))
        statement = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({places})"  # noqa: S608  names of ours
        cursor.executemany(statement, _each(rows, told))  # type: ignore[arg-type]  # SQLite takes them one by one


def _upsert(rows: Iterable[Row]) -> None:
    """Standings, made or replaced: whoever writes one holds its client."""
    columns = ", ".join(STANDING)
    replaced = ", ".join(f"{each} = excluded.{each}" for each in STANDING if each not in SAME_STANDING)
    conflict = f"ON CONFLICT ({', '.join(SAME_STANDING)}) DO UPDATE SET {replaced}"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("CREATE TEMPORARY TABLE consent_import (LIKE consent_standing) ON COMMIT DROP")
            cursor.execute("ALTER TABLE consent_import DROP COLUMN id")
            with cursor.copy(f"COPY consent_import ({columns}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            cursor.execute(
                f"INSERT INTO consent_standing ({columns}) SELECT {columns} FROM consent_import {conflict}"  # noqa: S608  names of ours
            )
            cursor.execute("DROP TABLE consent_import")
            return
        places = ", ".join(["%s"] * len(STANDING))
        statement = f"INSERT INTO consent_standing ({columns}) VALUES ({places}) {conflict}"  # noqa: S608  names of ours
        cursor.executemany(statement, rows)  # type: ignore[arg-type]  # SQLite takes them one by one


@lru_cache(maxsize=10_000)
def _adapted(value: datetime | None) -> Any:  # noqa: ANN401  the type depends on the database
    """How the database wants an instant: files have few distinct ones."""
    return value if connection.vendor == "postgresql" else connection.ops.adapt_datetimefield_value(value)


def _each(rows: Iterable[Row], told: Iterator[None]) -> Iterator[Row]:
    for row in rows:
        yield row
        next(told)


def _telling(progress: Progress, rows: int) -> Iterator[None]:
    """Tells how far it is, each time so many rows are done."""
    done = 0
    while True:
        done += 1
        if done % AT_ONCE == 0 or done == rows:
            progress("write", done, rows)
        yield
