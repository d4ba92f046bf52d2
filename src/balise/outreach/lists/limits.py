"""How big a list may be. Text and Parquet are read as a stream; a workbook has those of all."""

FILE_BYTES = 250_000_000
ROWS = 1_500_000
PASTED = 1_000_000
"""Letters; of more than two and a half million bytes, a form is not read at all."""
LINES_IN_A_ROW = 50
"""A quotation mark that is not closed within so many lines was not meant as one."""
LONGEST = 200
"""Letters of a name, a street, a city."""
