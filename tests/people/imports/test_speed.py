"""50,000 rows in two minutes: here a tenth of the rows; `benchmarks/imports.py` measures the whole."""

from __future__ import annotations

from time import process_time
from typing import TYPE_CHECKING

import pytest

from balise.people.imports import tables
from balise.people.imports.fields import Kind
from tests.people.imports.files import CLIENT_HEADER, STAFF_HEADER, imported

if TYPE_CHECKING:
    from tests.people.world import World

ROWS = 5_000
SECONDS = 12.0
"""Of this process, so that other work on the machine does not count."""

FILES = {
    Kind.STAFF: (STAFF_HEADER, "E{0},Person {0},p{0}@example.org,employee,Home care,en"),
    Kind.CLIENTS: (CLIENT_HEADER, "C{0},Client {0},Home care,fr,1950-01-31,506 555-{0:04},{0} Main Street"),
}


@pytest.mark.postgres
@pytest.mark.parametrize(("name", "kind"), [("louise", Kind.STAFF), ("paul", Kind.CLIENTS)])
def test_five_thousand_rows_take_a_tenth_of_two_minutes(world: World, name: str, kind: Kind) -> None:
    header, row = FILES[kind]
    content = "\n".join((header, *(row.format(number) for number in range(ROWS)))).encode()
    start = process_time()
    result = imported(getattr(world, name), kind, tables.read(content, "many.csv"))
    taken = process_time() - start
    assert (result.written, result.counts.added) == (True, ROWS)
    assert taken < SECONDS
