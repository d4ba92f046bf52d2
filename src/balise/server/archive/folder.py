"""The files of the data folder that a backup holds: keys and whatever else rooms keep there.

Left out is what can be made again, or is saved in another way: the database, collected static files, logs,
and names that begin with a dot, which are somebody's work in progress.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

STATIC = "static"
LOG = ".log"


def kept_files(data: Path, database: Path | None) -> Iterator[Path]:
    """Those files, as paths inside the folder. `database` is the SQLite file, whose name others beside it
    share.
    """
    for file in sorted(data.rglob("*")):
        inside = file.relative_to(data)
        passing = (
            inside.parts[0] == STATIC
            or LOG in file.name
            or any(part.startswith(".") for part in inside.parts)
            or (database is not None and str(file).startswith(str(database)))
        )
        if file.is_file() and not file.is_symlink() and not passing:
            yield inside


def put_back(source: Path, data: Path) -> None:
    """Move these files into the data folder, each in one step."""
    for file in sorted(path for path in source.rglob("*") if path.is_file()):
        target = data / file.relative_to(source)
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = target.with_name(f".{target.name}.restored")
        shutil.copyfile(file, draft)
        draft.chmod(0o600)
        draft.replace(target)
