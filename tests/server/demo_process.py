"""The demo as people start it: a process of its own, on a port and a folder of its own."""

import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.loaded import neutral

ADDRESS = re.compile(r"^Balise +(?P<address>http://127\.0\.0\.1:\d+/)$", re.MULTILINE)


@dataclass(frozen=True)
class Demo:
    process: subprocess.Popen[str]
    said: str
    """What it printed until it was ready; all it said, when it ended before."""

    @property
    def address(self) -> str:
        found = ADDRESS.search(self.said)
        assert found, self.said
        return found["address"]

    def stop(self, number: int = signal.SIGTERM) -> tuple[int, str]:
        """Stop it; its exit code, and what it said meanwhile."""
        self.process.send_signal(number)
        rest, _ = self.process.communicate(timeout=10)
        return self.process.returncode, rest


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


def launch(data: Path, *options: str, **environment: str) -> subprocess.Popen[str]:
    # CI variables and settings of this run must not reach it.
    return subprocess.Popen(
        [sys.executable, "-m", "balise.server.demo", "--data", str(data), *options],
        env={**neutral(), **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


@contextmanager
def demo(data: Path, *options: str, **environment: str) -> Iterator[Demo]:
    """A demo that is ready, or has ended by itself; ended in any case when this is left."""
    lines = []
    with launch(data, *options, **environment) as process:
        try:
            assert process.stdout
            for line in process.stdout:
                lines.append(line)
                if line.startswith("Data is kept in"):
                    break
            yield Demo(process, "".join(lines))
        finally:
            process.terminate()


def children(pid: int) -> list[int]:
    """The processes that a process started, those they started, and so on."""
    listed = subprocess.run(
        ["ps", "-A", "-o", "pid=,ppid="], capture_output=True, text=True, check=True
    ).stdout
    parents = {int(child): int(parent) for child, parent in map(str.split, listed.splitlines())}
    found = [child for child, parent in parents.items() if parent == pid]
    return found + [below for child in found for below in children(child)]


def is_gone(pid: int) -> bool:
    """Whether a process has ended; one that nobody has asked how (Z) has."""
    state = subprocess.run(
        ["ps", "-p", str(pid), "-o", "stat="], capture_output=True, text=True, check=False
    ).stdout
    return not state or state.startswith("Z")
