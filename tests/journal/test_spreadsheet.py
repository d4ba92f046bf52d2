"""Cells of text files: none is run by a spreadsheet, and each comes back as it was meant."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balise.journal.spreadsheet import as_meant, harmless

WIDE = ["\uff1d1", "\uff0b1", "\uff0d1", "\uff20x"]
FORMULAS = ["=1", "+1", "-1", "@x", "\t=1", "\r=1", "\n=1", " =1", "\u00a0 =1", "'=1", *WIDE]


@pytest.mark.parametrize("cell", FORMULAS)
def test_a_cell_that_a_spreadsheet_would_run_is_text(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "plain", "O’Brien", "'tis", "1 + 1", "anne@example.ca", "'"])
def test_a_cell_of_plain_words_stays_as_it_is(cell: str) -> None:
    assert harmless(cell) == as_meant(cell) == cell


@given(st.text(alphabet=" \u00a0'=+-@\uff1d\t\r\na1"))
def test_what_goes_out_comes_back_as_it_was(cell: str) -> None:
    assert as_meant(harmless(cell)) == cell
