"""The list of people who were erased, kept beside the anchor: what a backup from before cannot know.

One reference and one instant a line; it only grows. It says who was erased and nothing else about them, so it
may be kept elsewhere, and laid into the journal's folder before a restore.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

from balise.journal.content import REFERENCE_FORM, instant
from balise.journal.growing_file import append
from balise.journal.models import PersonKey

if TYPE_CHECKING:
    from collections.abc import Iterable

ERASED = "erased"


def list_file() -> Path:
    return Path(settings.BALISE_JOURNAL_FOLDER) / ERASED


def listed(file: Path) -> dict[str, str]:
    """The people on a list, each with when they were erased; nobody when there is no list."""
    try:
        lines = file.read_text(encoding="ascii", errors="replace").splitlines()
    except FileNotFoundError:
        return {}
    # A crash may have left half a line: whoever it was is still told by the database, and added again.
    whole = (line.split(" ") for line in lines if line.endswith("Z"))
    return {line[0]: line[1] for line in whole if len(line) == 2 and REFERENCE_FORM.fullmatch(line[0])}


def complete_list() -> None:
    """Add whoever the database says was erased and the list does not, also what a crash left out."""
    erased = PersonKey.objects.filter(key=None).order_by("person").values_list("person", "erased_at")
    add((person, instant(at)) for person, at in erased if at is not None)


def add(people: Iterable[tuple[str, str]]) -> None:
    """Add those who are not on the list, and wait for the disk."""
    file = list_file()
    known = listed(file)
    if lines := [f"{person} {at}" for person, at in people if person not in known]:
        append(file, lines, wait_for_disk=True)
