"""What holds for any file: importing twice changes nothing, and no row is ever lost."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from balise.people.imports import tables
from balise.people.imports.failures import error_file
from balise.people.imports.fields import PROBLEM, Kind
from balise.people.imports.shapes import WORKBOOK, Format
from tests.people.imports.files import CLIENT_HEADER, STAFF_HEADER, everyone, imported
from tests.spec import profiles

if TYPE_CHECKING:
    from collections.abc import Iterator

    from balise.people.imports.tables import Table
    from tests.people.world import World

__all__ = ["profiles"]

STAFF_CELLS = (
    st.sampled_from(["", "", "E1", "E2", "E3", "E4"]),
    st.sampled_from(["", "Ann Roy", "Luc Roy", "Marie Tremblay", "=cmd()"]),
    st.sampled_from(
        ["", "ann@example.org", "LUC@example.org", "marie@example.org", "sam@example.org", "@bad"]
    ),
    st.sampled_from(["", "employé", "volunteer", "boss"]),
    st.sampled_from(["Home care", "Secours", "Nowhere", ""]),
    st.sampled_from(["fr", "English", "", "de"]),
)
CLIENT_CELLS = (
    st.sampled_from(["", "", "C1", "C2", "C3"]),
    st.sampled_from(["", "Ann Roy", "Luc Roy", "Rose Landry", "Theo Boudreau", "Ulla Meyer"]),
    st.sampled_from(["Home care", "Home care", "Relief", "Nowhere", ""]),
    st.sampled_from(["fr", "English", "", "de"]),
    st.sampled_from(["", "1941-05-02", "1950-01-31", "02/03/1950", "2990-01-01"]),
    st.sampled_from(["", "506 555-0101", "+1 506 555-0199", "12"]),
    st.sampled_from(["", "1 Main Street", "2 Main; Street"]),
)
FORMATS = st.sampled_from([Format(workbook=False), Format(workbook=False, separator=";", encoding="cp1252")])
CASES = st.one_of(
    st.tuples(st.just(Kind.STAFF), st.lists(st.tuples(*STAFF_CELLS), max_size=8), FORMATS),
    st.tuples(st.just(Kind.CLIENTS), st.lists(st.tuples(*CLIENT_CELLS), max_size=8), FORMATS),
)
SHARED = settings(max_examples=30, suppress_health_check=list(HealthCheck))
"""The world is made once and every example undoes what it did."""


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def file_of(kind: Kind, rows: list[tuple[str, ...]], shape: Format) -> Table:
    headers = tuple((STAFF_HEADER if kind is Kind.STAFF else CLIENT_HEADER).split(","))
    return tables.read(tables.write(shape, headers, rows), f"file.{shape.extension}")


@pytest.mark.parametrize("name", ["louise", "paul", "pia", "marie"])
@SHARED
@given(case=CASES)
def test_importing_twice_changes_nothing(
    world: World, name: str, case: tuple[Kind, list[tuple[str, ...]], Format]
) -> None:
    kind, rows, shape = case
    by = getattr(world, name)
    if not allowed(world, name, kind):
        return
    with undone():
        table = file_of(kind, rows, shape)
        first = imported(by, kind, table, good_rows=True)
        after = everyone()
        again = imported(by, kind, table, good_rows=True)
        assert everyone() == after
        assert again.counts.added == again.counts.changed == 0
        assert again.counts.imported <= first.counts.imported + first.counts.faulty


@pytest.mark.parametrize("name", ["louise", "paul", "pia", "marie"])
@SHARED
@given(case=CASES)
def test_every_row_is_either_imported_or_in_the_error_file(
    world: World, name: str, case: tuple[Kind, list[tuple[str, ...]], Format]
) -> None:
    kind, rows, shape = case
    if not allowed(world, name, kind):
        return
    table = file_of(kind, rows, shape)
    for good_rows in (False, True):
        with undone():
            result = imported(getattr(world, name), kind, table, good_rows=good_rows)
            content = error_file(table, result.checked.mapping, result.left_out, "fr")
        sent_again = tables.read(content, f"file.{shape.extension}")
        went_in = result.counts.imported if result.written else 0
        assert went_in + len(sent_again.rows) == len(table.rows)
        width = len(table.headers)
        originals = {row.cells for row in table.rows}
        assert all(row.cells[:width] in originals for row in sent_again.rows)
        assert sent_again.headers[-1] == PROBLEM
        assert all(row.cells[-1] for row in sent_again.rows) or not good_rows


def allowed(world: World, name: str, kind: Kind) -> bool:
    del world
    return (kind is Kind.STAFF) == (name == "louise")


def test_a_corrected_error_file_can_be_sent_as_it_is(world: World) -> None:
    for shape in (Format(workbook=False, separator=";"), WORKBOOK):
        number = "E8" if shape.workbook else "E9"
        bad = (number, "Ann Roy", f"{number}@example.org", "boss", "Home care", "en")
        table = file_of(Kind.STAFF, [bad], shape)
        result = imported(world.louise, Kind.STAFF, table)
        content = error_file(table, result.checked.mapping, result.left_out, "en")
        read = tables.read(content, f"file.{shape.extension}")
        assert read.format == table.format
        assert "boss" in read.rows[0].cells[-1]
        corrected = tables.write(
            read.format,
            read.headers,
            [tuple(cell.replace("boss", "employee") for cell in read.rows[0].cells)],
        )
        again = imported(world.louise, Kind.STAFF, tables.read(corrected, f"file.{shape.extension}"))
        assert (again.written, again.counts.added) == (True, 1)
