"""A list streams: what stands in memory does not grow with what it holds."""

from __future__ import annotations

import tracemalloc
from typing import TYPE_CHECKING

import pytest

from balise.outreach.lists import cleaning, mapping, sources
from tests.outreach.lists.saying import table

if TYPE_CHECKING:
    from collections.abc import Iterator

ROWS = 10_000
AT_MOST_A_ROW = 300
"""Bytes: a million rows then take some 300 MB."""


@pytest.fixture
def content() -> bytes:
    rows = (
        f"Zoé Côté {at},p{at}@example.org,506 {200 + at % 700}-{at:04d},{at} rue Principale,Moncton"
        for at in range(ROWS)
    )
    return "\n".join(("Nom,Courriel,Téléphone,Adresse,Ville", *rows)).encode()


@pytest.fixture
def traced() -> Iterator[None]:
    # What is loaded once, such as the rules of phone numbers, is there before anything is counted.
    table("Zoé,,zoe@example.org,506 555-0101")
    tracemalloc.start()
    yield
    tracemalloc.stop()


@pytest.mark.usefixtures("traced")
def test_reading_rows_keeps_none_of_them(content: bytes) -> None:
    source = sources.read(content, "list.csv")
    tracemalloc.reset_peak()
    before = tracemalloc.get_traced_memory()[0]
    assert sum(1 for _ in source.rows()) == ROWS
    assert tracemalloc.get_traced_memory()[1] - before < len(content) / 2


@pytest.mark.usefixtures("traced")
def test_a_cleaned_row_takes_few_bytes(content: bytes) -> None:
    source = sources.read(content, "list.csv")
    before = tracemalloc.get_traced_memory()[0]
    cleaned = cleaning.clean(source, mapping.propose(source))
    assert cleaned.counts.good == ROWS
    assert tracemalloc.get_traced_memory()[0] - before < AT_MOST_A_ROW * ROWS
    tracemalloc.reset_peak()
    assert sum(1 for _ in cleaned.addressees()) == ROWS
    assert tracemalloc.get_traced_memory()[1] - before < 2 * AT_MOST_A_ROW * ROWS
