"""What a backup says about itself: when and by which version it was made, and what exactly it holds."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

FORMAT = 1


@dataclass(frozen=True)
class Member:
    """One file of the backup."""

    size: int
    sha256: str


@dataclass(frozen=True)
class Table:
    """One table: the columns in the order in which they were written, and how many rows there are."""

    columns: list[str]
    rows: int


@dataclass(kw_only=True)
class Manifest:
    """Kept as the last file of a backup."""

    made_at: str
    balise: str
    vendor: str
    """`sqlite` or `postgresql`."""
    database: str
    """Its version."""
    migrations: list[str]
    """`room.name`, all that were applied."""
    settings: dict[str, object]
    """Settings without secrets, to compare with those of the place where it is restored."""
    packs: dict[str, str]
    checkpoint: str
    """The journal as it was sealed for this backup: the chain that comes back has to continue it."""
    tables: dict[str, Table] = field(default_factory=dict)
    sequences: dict[str, tuple[int, bool]] = field(default_factory=dict)
    members: dict[str, Member] = field(default_factory=dict)

    def write(self, file: Path) -> None:
        file.write_text(json.dumps({"format": FORMAT, **asdict(self)}, indent=1), encoding="utf-8")

    @classmethod
    def read(cls, file: Path) -> Manifest:
        """Raise `ValueError` for a format that this version does not know."""
        told: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        if told.pop("format") != FORMAT:
            raise ValueError
        return cls(
            tables={name: Table(**table) for name, table in told.pop("tables").items()},
            sequences={name: (last, called) for name, (last, called) in told.pop("sequences").items()},
            members={name: Member(**member) for name, member in told.pop("members").items()},
            **told,
        )
