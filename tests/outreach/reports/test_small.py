"""No number of a report tells of one person, whatever a reader adds up or takes away."""

from __future__ import annotations

from collections import defaultdict
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balise.outreach.small import FEWEST, HIDDEN, Shown, shown, total

numbers = st.integers(0, 50)
SMALL = set(range(1, FEWEST))


def published(table: list[list[int]]) -> tuple[object, ...]:
    """All that a report over campaigns shows: each number, the sums of each line and column, and of all."""
    cells = [[shown(number) for number in line] for line in table]
    columns = [total(column) for column in zip(*cells, strict=True)]
    lines = [total(line) for line in cells]
    return (tuple(map(tuple, cells)), tuple(columns), tuple(lines), total(columns), total(lines))


def test_a_hidden_number_can_be_any_of_four_whatever_else_is_shown() -> None:
    """Every table of two by two, numbers up to six: those that look alike differ in each hidden number, in
    all the ways there are, each independent of the others.
    """
    alike = defaultdict(set)
    for first, second, third, fourth in product(range(FEWEST + 2), repeat=4):
        alike[published([[first, second], [third, fourth]])].add((first, second, third, fourth))
    for tables in alike.values():
        of_each = [{table[place] for table in tables} for place in range(4)]
        assert all(len(values) == 1 or values == SMALL for values in of_each)
        assert len(tables) == len(SMALL) ** sum(values == SMALL for values in of_each)


@given(st.lists(st.lists(numbers, min_size=3, max_size=3), min_size=1, max_size=6), st.data())
def test_changing_a_hidden_number_changes_nothing_that_is_shown(
    table: list[list[int]], data: st.DataObject
) -> None:
    other = [[data.draw(st.integers(1, 4)) if cell in SMALL else cell for cell in line] for line in table]
    assert published(table) == published(other)


@given(st.lists(numbers, min_size=2))
def test_a_total_is_exact_when_nothing_in_it_is_hidden_and_never_too_high(parts: list[int]) -> None:
    found = total(map(shown, parts))
    assert found.exact is not any(part in SMALL for part in parts)
    assert found.least <= sum(parts)
    assert not found.exact or found.least == sum(parts)


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (shown(0), "0"),
        (shown(1), "moins de 5"),
        (shown(4), "moins de 5"),
        (shown(5), "5"),
        (shown(12_345), "12\u00a0345"),
        (total([shown(7), HIDDEN]), "au moins 8"),
        (total([HIDDEN]), "moins de 5"),
        (total([]), "0"),
    ],
)
def test_the_words_of_a_number(number: Shown, words: str) -> None:
    assert str(number) == words
