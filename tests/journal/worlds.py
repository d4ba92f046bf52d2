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

    def start(self, module: str, *arguments: str) -> subprocess.Popen[str]:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("BALISE_")}
        environment.setdefault("DJANGO_SETTINGS_MODULE", "balise.server.settings")
        environment |= {"BALISE_DATA": str(self.data)} | (
            {"BALISE_DATABASE_URL": self.url} if self.url else {}
        )
        return subprocess.Popen(
            [sys.executable, "-m", module, *arguments],
            cwd=ROOT,
            env=environment,
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def run(self, module: str, *arguments: str) -> str:
        """What the program prints. Raise `AssertionError` with its errors when it fails."""
        [printed] = self.run_together(module, [arguments])
        return printed

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
