"""An installation of its own, on either database, for programs that run beside each other and may be
killed.
"""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tests.loaded import house

if TYPE_CHECKING:
    from collections.abc import Sequence

SECONDS = 900
"""What takes longer hangs."""
ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class World:
    """Where programs of Balise write: a data folder and the address of a database."""

    data: Path
    url: str = ""

    def _environment(self) -> dict[str, str]:
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("BALISE_")}
        inherited.setdefault("DJANGO_SETTINGS_MODULE", "balise.server.settings")
        address = {"BALISE_DATABASE_URL": self.url} if self.url else {}
        return {**inherited, "BALISE_DATA": str(self.data), **address}

    def start(self, module: str, *arguments: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", module, *arguments],
            cwd=ROOT,
            env=self._environment(),
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def run(self, module: str, *arguments: str) -> str:
        """What the program prints. Raise `AssertionError` with its errors when it fails."""
        done = house().run(
            ["-m", module, *arguments], environment=self._environment(), timeout=SECONDS, cwd=ROOT
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def run_together(self, module: str, each: Sequence[Sequence[str]]) -> list[str]:
        """Run several at once, and return what each prints."""
        printed = []
        for program in [self.start(module, *arguments) for arguments in each]:
            try:
                out, errors = program.communicate(timeout=SECONDS)
            finally:
                program.kill()
            assert program.returncode == 0, errors
            printed.append(out)
        return printed
