"""Machines to make backups on and to restore them to; what is in their databases."""

import uuid
from pathlib import Path

from tests.databases import Server
from tests.server.installation import Installation

PASSPHRASE = {"BALISE_BACKUP_PASSPHRASE": "canot rivage bouleau"}


class Machines:
    """Empty machines, all with the same kind of database."""

    def __init__(self, folder: Path, server: Server | None) -> None:
        self._folder = folder
        self._server = server
        self._tables = ""

    def new(self, *, like: str = "template1") -> Installation:
        name = f"balise_{uuid.uuid4().hex[:12]}"
        return Installation(self._folder / name, self._server.create(name, like=like) if self._server else "")

    def with_tables(self) -> Installation:
        """One that nobody has used yet. On PostgreSQL too the tables are made once, and copied."""
        if self._server is None:
            installation = self.new()
            installation.migrate()
            return installation
        if not self._tables:
            first = self.new()
            first.migrate()
            self._tables = first.data.name
        return self.new(like=self._tables)
