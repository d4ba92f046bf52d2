"""Runs the real command, in a process of its own: forked from one that has loaded the engine, begun by Python
alone, or in a terminal where someone types.
"""

import os
import pty
import select
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.loaded import engine

COMMAND = [sys.executable, "-m", "balise.cli"]
PATIENCE = 30
"""Seconds before a command that says nothing more is taken for stuck."""


@dataclass(frozen=True)
class Ran:
    status: int
    out: str
    err: str = ""


def environment(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """Ours without what chooses a language or colours, so that tests mean the same on every machine."""
    chosen = {
        "BALISE_LANG",
        "LC_ALL",
        "LC_MESSAGES",
        "LANG",
        "LANGUAGE",
        "NO_COLOR",
        "FORCE_COLOR",
        "COLUMNS",
    }
    kept = {name: value for name, value in os.environ.items() if name not in chosen}
    return {**kept, "LC_CTYPE": "C.UTF-8", **(extra or {})}


def balise(
    *arguments: str, typed: str = "", cwd: Path | None = None, env: Mapping[str, str] | None = None
) -> Ran:
    ran = engine().run(
        ["-m", "balise.cli", *arguments], environment=environment(env), timeout=PATIENCE, typed=typed, cwd=cwd
    )
    return Ran(ran.returncode, ran.stdout, ran.stderr)


def balise_alone(
    *arguments: str, typed: str = "", cwd: Path | None = None, env: Mapping[str, str] | None = None
) -> Ran:
    """Run it as people do: Python starts, reads how to write letters, and imports what the command needs."""
    ran = subprocess.run(
        [*COMMAND, *arguments],
        input=typed,
        capture_output=True,
        encoding="utf-8",
        cwd=cwd,
        env=environment(env),
        timeout=PATIENCE,
        check=False,
    )
    return Ran(ran.returncode, ran.stdout, ran.stderr)


def in_terminal(
    arguments: Sequence[str], typed: bytes, env: Mapping[str, str] | None = None, ending: bytes = b"> "
) -> Ran:
    """The command in a terminal 100 columns wide; `typed` is sent when it first waits for an answer, which is
    when what it says ends so.
    """
    child, terminal = pty.fork()
    if child == 0:
        # A run that was started in the background ignores Ctrl-C, and so would its children.
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        chosen = {"TERM": "xterm-256color", "COLUMNS": "100", **(env or {})}
        os.execve(COMMAND[0], [*COMMAND, *arguments], environment(chosen))  # noqa: S606  no shell is wanted
    try:
        said = _until(terminal, ending)
        _until_it_sleeps(child)
        os.write(terminal, typed)
        said += _until(terminal, None)
    finally:
        os.close(terminal)
        _, status = os.waitpid(child, 0)
    return Ran(os.waitstatus_to_exitcode(status), said.decode("utf-8").replace("\r\n", "\n"))


def _until_it_sleeps(child: int) -> None:
    """Until the command reads. What interrupts it after its question and before that is heard at the next key
    only.
    """
    deadline, asleep = time.monotonic() + PATIENCE, 0
    while asleep < 3 and time.monotonic() < deadline:
        time.sleep(0.05)
        state = subprocess.run(
            ["ps", "-p", str(child), "-o", "stat="], capture_output=True, text=True, check=False
        ).stdout
        asleep = asleep + 1 if state.startswith("S") else 0


def _until(terminal: int, ending: bytes | None) -> bytes:
    """What is said until it ends so; until the command ends when None."""
    said = b""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if not select.select([terminal], [], [], 0.1)[0]:
            continue
        try:
            part = os.read(terminal, 65536)
        except OSError:  # how Linux says that the other end is closed
            return said
        said += part
        if not part or (ending and said.endswith(ending)):
            return said
    raise AssertionError(f"the command still waits after:\n{said.decode('utf-8', 'replace')}")
