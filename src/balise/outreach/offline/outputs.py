"""What a screening leaves: a folder that is there whole, or not at all.

All is written aside, in a folder of its own beside the place, and moved there at the end.
"""

from __future__ import annotations

import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from balise.outreach.lists.sources import Kind
from balise.outreach.offline.errors import OfflineError

if TYPE_CHECKING:
    from collections.abc import Iterator

ALLOWED, REFUSED, DOUBLES = "allowed.csv", "refused.csv", "doubles.csv"
SUMMARY, FIGURES = "summary.md", "summary.json"

TO_CORRECT = {
    Kind.TEXT: "to-correct.csv",
    Kind.WORKBOOK: "to-correct.xlsx",
    Kind.PARQUET: "to-correct.parquet",
    Kind.CARDS: "to-correct.vcf",
    Kind.PASTED: "to-correct.txt",
}
"""In the form of the list, so that it can be corrected and read again."""

OURS = frozenset({ALLOWED, REFUSED, DOUBLES, SUMMARY, FIGURES, *TO_CORRECT.values()})


@contextmanager
def written_whole(folder: Path, *, force: bool) -> Iterator[Path]:
    """A folder to write to; what is in it afterwards stands in `folder`. With `force`, in place of what an
    earlier screening left there, and of nothing else. Raise `OfflineError`.
    """
    _refuse(folder, force=force)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        aside = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    except OSError:
        raise OfflineError("cannot_write", name=str(folder)) from None
    try:
        yield aside
        _move(aside, folder)
    except OSError:
        raise OfflineError("cannot_write", name=str(folder)) from None
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _refuse(folder: Path, *, force: bool) -> None:
    if folder.exists() and not folder.is_dir():
        raise OfflineError("not_a_folder", name=str(folder))
    there = {each.name for each in folder.iterdir()} if folder.is_dir() else set()
    if there and not force:
        raise OfflineError("already_there", name=str(folder))


def _move(aside: Path, folder: Path) -> None:
    """Take away first what is not written this time: what it says is about another list."""
    if not folder.exists():
        aside.rename(folder)
        return
    made = {each.name for each in aside.iterdir()}
    # The figures go first and come last: a folder without them is not whole.
    (folder / FIGURES).unlink(missing_ok=True)
    for name in OURS - made:
        (folder / name).unlink(missing_ok=True)
    for name in sorted(made, key=lambda name: name == FIGURES):
        (aside / name).replace(folder / name)
