"""A program of its own: a Parquet file comes in, its columns' names and then its rows go out as JSON.

It imports nothing of Balise. It takes as arguments the file, the memory (bytes) and time (seconds) it may
use, and how many rows and columns are read at most; whatever goes wrong ends it with a code that is not 0.
"""

import json
import sys
from contextlib import suppress

AT_ONCE = 10_000
READ = "SELECT CAST(COLUMNS(*) AS VARCHAR) FROM read_parquet(?) LIMIT ?"


def main(file: str, memory: int, seconds: int, rows: int, columns: int) -> None:
    bound(memory, seconds)
    import duckdb  # noqa: PLC0415  its memory is bounded, too

    with duckdb.connect(config={"threads": 1, "memory_limit": f"{memory // 2_000_000}MB"}) as connection:
        # The file may name others, here or on the network: none but itself is opened.
        connection.execute("SET allowed_paths = [?]", [file])
        connection.execute("SET enable_external_access = false")
        found = connection.execute(READ, [file, rows])
        names = [name for name, *_ in found.description or ()]
        if len(names) > columns:
            raise SystemExit(3)
        sys.stdout.write(json.dumps([0, names]) + "\n")
        number = 0
        while some := found.fetchmany(AT_ONCE):
            for cells in some:
                number += 1
                sys.stdout.write(
                    json.dumps([number, ["" if cell is None else cell for cell in cells]]) + "\n"
                )


def bound(memory: int, seconds: int) -> None:
    """Where the system can, end this program when it takes more than this."""
    with suppress(ImportError, ValueError, OSError):  # no such limits on Windows; memory has none on macOS
        import resource  # noqa: PLC0415  as above

        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


if __name__ == "__main__":
    path, *limits = sys.argv[1:]
    main(path, *map(int, limits))
