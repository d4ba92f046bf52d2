"""Programs of Balise that begin at once: each is forked from a process that has loaded the rooms already.

To start Python and load all rooms takes a second or two, and the tests call hundreds of commands. A forked
one is a process like any other, with its own environment, folder, streams and end. It reads the settings from
its own environment: the process that it comes from only imports, and neither opens a database nor asks
anything of the rooms. A test of the start itself begins as people do, with Python alone.
"""

from __future__ import annotations

import atexit
import gc
import json
import os
import runpy
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import traceback
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ROOT = Path(__file__).parents[1]
SETTINGS = "balise.server.settings"
STREAMS = 3
BEGIN = b"!"
"""With this come the streams of a program; a line follows, which says what it is."""

ENGINE = ("typer", "typer.core", "typer.main", "yaml", "rich.console", "balise.policy", "balise.policy.text")
"""What the commands of the engine import late. `balise.cli` itself reads its language when it is imported."""
HOUSE = (
    *ENGINE,
    "django.contrib.auth.management",
    "django.core.management.commands.migrate",
    "django.test",
    "balise.server.urls",
    "balise.server.archive.backup",
    "balise.server.archive.restore",
    "balise.server.checks.all",
    "balise.server.founding",
    "psycopg_pool",
    "pytest",
)


def neutral() -> dict[str, str]:
    """The environment of this machine, without what it says about Balise or Django."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("BALISE_", "DJANGO_"))}


class Loaded:
    """A process that has loaded these modules and waits for what to run, one program after the other."""

    def __init__(self, name: str) -> None:
        ours, its = socket.socketpair()
        self._folder = tempfile.mkdtemp(prefix="balise-loaded-")
        with its:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.loaded", name, str(its.fileno())],
                cwd=ROOT,
                env={
                    **neutral(),
                    "BALISE_DATA": self._folder,
                    "DJANGO_SETTINGS_MODULE": SETTINGS,
                    "PYTHONIOENCODING": "utf-8",
                },
                stdin=subprocess.DEVNULL,
                pass_fds=[its.fileno()],
            )
        self._socket = ours
        atexit.register(self._stop)

    def run(
        self,
        arguments: Sequence[str],
        *,
        environment: Mapping[str, str],
        timeout: float,
        typed: str = "",
        cwd: Path | None = None,
    ) -> subprocess.CompletedProcess[str]:
        """Like `subprocess.run` with what follows `python`: `-m` and a module, or `-c` and a program."""
        asked = {"arguments": [*arguments], "environment": {**environment}, "cwd": str(cwd or Path.cwd())}
        # Files and not pipes: nobody has to read while it runs.
        file = tempfile.TemporaryFile
        with file() as given, file() as out, file() as err:
            given.write(typed.encode())
            given.seek(0)
            streams = [given.fileno(), out.fileno(), err.fileno()]
            socket.send_fds(self._socket, [BEGIN], streams)
            self._socket.sendall(f"{json.dumps(asked)}\n".encode())
            pid = self._told(timeout=timeout)
            try:
                status = self._told(timeout=timeout)
            except TimeoutError:
                os.kill(pid, signal.SIGKILL)
                self._told(timeout=timeout)
                raise subprocess.TimeoutExpired([*arguments], timeout, _read(out), _read(err)) from None
            return subprocess.CompletedProcess([*arguments], status, _read(out), _read(err))

    def _told(self, *, timeout: float) -> int:
        if not select.select([self._socket], [], [], timeout)[0]:
            raise TimeoutError
        return int(_line(self._socket))

    def _stop(self) -> None:
        self._socket.close()
        self._process.wait(timeout=10)
        shutil.rmtree(self._folder, ignore_errors=True)


def _line(channel: socket.socket) -> str:
    """What the other end says next."""
    said = bytearray()
    while not said.endswith(b"\n"):
        waiting = channel.recv(4096, socket.MSG_PEEK)
        assert waiting, "the other end has ended"
        said += channel.recv(waiting.find(b"\n") + 1 or len(waiting))
    return said.decode()


def _read(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode("utf-8").replace("\r\n", "\n")


@cache
def house() -> Loaded:
    """All rooms, as Django sets them up."""
    return Loaded("house")


@cache
def engine() -> Loaded:
    """The policy engine and what a terminal needs: no Django, no database."""
    return Loaded("engine")


# What follows is that process.


def _wait(channel: socket.socket) -> dict[str, Any] | None:
    """What this process has become, being forked; None when nobody will ask any more."""
    while True:
        begun, streams, _, _ = socket.recv_fds(channel, len(BEGIN), STREAMS)
        if not begun:
            return None
        asked = _line(channel)
        child = os.fork()
        if child == 0:
            channel.close()
            for number, stream in enumerate(streams):
                os.dup2(stream, number)
                os.close(stream)
            become: dict[str, Any] = json.loads(asked)
            return become
        for stream in streams:
            os.close(stream)
        channel.sendall(f"{child}\n".encode())
        _, status = os.waitpid(child, 0)
        channel.sendall(f"{os.waitstatus_to_exitcode(status)}\n".encode())


def _settle(environment: Mapping[str, str]) -> None:
    """Nothing is left of the environment in which everything was loaded."""
    os.environ.clear()
    os.environ.update(environment)
    time.tzset()
    if "django" in sys.modules:
        from django.conf import settings  # noqa: PLC0415  the engine does without Django
        from django.db import connections  # noqa: PLC0415  see above
        from django.db.utils import ConnectionHandler  # noqa: PLC0415  see above
        from django.utils.functional import empty  # noqa: PLC0415  see above

        sys.modules.pop(SETTINGS, None)
        settings._wrapped = empty
        # Models that were imported asked it how long a name may be, and it has read the address for that.
        vars(connections).clear()
        vars(connections).update(vars(ConnectionHandler()))


def _live(become: dict[str, Any]) -> int:
    """Run the program to its end, as Python does; the exit status. What was loaded is not taken down piece by
    piece: that takes longer than most programs.
    """
    atexit._clear()
    try:
        os.chdir(become["cwd"])
        _settle(become["environment"])
        _run(become["arguments"])
        status = 0
    except SystemExit as ended:
        status = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
        if isinstance(ended.code, str):
            sys.stderr.write(f"{ended.code}\n")
    except BaseException:  # noqa: BLE001  whatever it is, Python prints it
        traceback.print_exc()
        status = 1
    vars(threading)["_shutdown"]()  # waits for threads, as every Python does before what is registered
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    return status


def _run(arguments: list[str]) -> None:
    kind, what, *rest = arguments
    sys.argv = [kind, *rest]
    if kind == "-m":
        runpy.run_module(what, run_name="__main__", alter_sys=True)
    else:
        main = sys.modules["__main__"] = ModuleType("__main__")
        sys.path[0] = ""
        exec(compile(what, "<string>", "exec"), vars(main))  # noqa: S102  a program of the tests


def _load(name: str) -> None:
    if name == "house":
        import django  # noqa: PLC0415  the engine does without Django

        django.setup()
    for module in HOUSE if name == "house" else ENGINE:
        import_module(module)
    gc.collect()
    gc.freeze()


def main(name: str, number: int) -> None:
    with socket.socket(fileno=number) as channel:
        _load(name)
        become = _wait(channel)
    if become is not None:
        os._exit(_live(become))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
