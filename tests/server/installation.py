"""An installation of its own for a test: a folder, perhaps a database, and the real commands run on it."""

import atexit
import json
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from tests.loaded import house, neutral

PATIENCE = 120
FILE = "balise.sqlite3"

RECORD = """
import django; django.setup()
from datetime import UTC, datetime
from django.db import transaction
from balise.journal.operations import record
for number in range({count}):
    with transaction.atomic():
        record(
            kind="journal.person_erased", at=datetime.now(UTC), actor="staff:1", object=f"client:{{number}}",
            fields={{"reason": "asked by {reason}"}},
        )
"""


@dataclass
class Installation:
    """Everything in one folder; the database there too, unless `database` is an address."""

    data: Path
    database: str = ""
    settings: dict[str, str] = field(default_factory=dict)

    def environment(self) -> dict[str, str]:
        """What the environment says, and nothing of the machine that runs the tests."""
        mine = {
            "BALISE_DATA": str(self.data),
            "BALISE_LANG": "en",
            "DJANGO_SETTINGS_MODULE": "balise.server.settings",
            **({"BALISE_DATABASE_URL": self.database} if self.database else {}),
        }
        return {**neutral(), **mine, **self.settings}

    def migrate(self) -> None:
        """Give it its tables. On SQLite they are copied: to make them takes `balise migrate` five seconds."""
        if self.database:
            made = self.balise("migrate")
            assert made.returncode == 0, made.stderr
        else:
            self.data.mkdir(mode=0o700, parents=True, exist_ok=True)
            shutil.copyfile(_tables(), self.data / FILE)

    def balise(self, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
        """Run the real command, in a process that has all loaded when it begins."""
        return house().run(
            ["-m", "balise.cli", *arguments],
            environment={**self.environment(), **settings},
            timeout=PATIENCE,
        )

    def balise_alone(self, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
        """Run it as people do: Python starts, and the command imports what it needs."""
        return subprocess.run(
            [sys.executable, "-m", "balise.cli", *arguments],
            env={**self.environment(), **settings},
            capture_output=True,
            encoding="utf-8",
            timeout=PATIENCE,
            check=False,
        )

    def python(self, program: str) -> str:
        """Run a program inside the installation; what it printed."""
        done = house().run(["-c", program], environment=self.environment(), timeout=PATIENCE)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def record(self, count: int, reason: str = "a client") -> None:
        """Put so many entries into the journal."""
        self.python(RECORD.format(count=count, reason=reason))

    def doctor(self, *arguments: str, **settings: str) -> dict[str, dict[str, Any]]:
        """What `balise doctor` found, by the name of the check; the worst finding when there are several."""
        done = self.balise("doctor", "--json", *arguments, **settings)
        told = json.loads(done.stdout)
        assert told["ok"] == (done.returncode == 0)
        levels = ["ok", "warning", "failure"]
        found: dict[str, dict[str, Any]] = {}
        for check in sorted(told["checks"], key=lambda check: levels.index(check["status"])):
            found[check["check"]] = check
        return found


@cache
def _tables() -> Path:
    """A database with all tables and nothing in them, made once."""
    folder = tempfile.mkdtemp(prefix="balise-tables-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    made = Installation(Path(folder)).balise_alone("migrate")
    assert made.returncode == 0, made.stderr
    return Path(folder) / FILE
