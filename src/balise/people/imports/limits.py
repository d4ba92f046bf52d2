"""How big a file may be. Beyond, it is refused before it costs memory or time."""

FILE_BYTES = 25_000_000
UNPACKED_BYTES = 250_000_000
"""Of all that a workbook, which is a zip archive, unpacks to."""
ROWS = 100_000
COLUMNS = 100
CELL = 10_000
"""Letters."""
MEMORY = 2_000_000_000
SECONDS = 60
"""What the program that reads a workbook may take."""
