"""`./run demo`: serve Balise on this machine with example people, until it is stopped.

The web server runs as a child with a process group of its own, and this process only watches it: granian, in
its first second, loses a request to stop, and Ctrl-C reaches all its processes at once, which it takes for a
crash.
"""

from __future__ import annotations

import argparse
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import FrameType
from typing import NoReturn

from balise.server.demo.world import keeping

HOST = "127.0.0.1"
FIRST_PORT = 8000
PORTS_TRIED = 50

STOPS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
MOMENT = 0.05
STARTS_WITHIN = 60.0
STOPS_WITHIN = 2.0


def main() -> None:
    """Prepare the data folder, serve, print the ways in."""
    _when_stopped(_leave)
    options = _options()
    data = options.data.resolve()
    # Whatever database this machine is set up for, the demo has its own.
    os.environ.pop("BALISE_DATABASE_URL", None)
    os.environ |= {
        "BALISE_DATA": str(data),
        "BALISE_DEMO": "1",
        "DJANGO_SETTINGS_MODULE": "balise.server.settings",
    }
    _settle(data, options.worlds.resolve())
    if options.prepare:
        return
    _prepare()
    _serve(_port(options.port), data)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="./run demo", description="Serve Balise on this machine with example people."
    )
    parser.add_argument(
        "--port", type=int, help=f"the port to serve on (from {FIRST_PORT} on, the first that is free)"
    )
    parser.add_argument(
        "--data", type=Path, default=Path(".data/demo"), help="the folder that keeps its data"
    )
    parser.add_argument(
        "--worlds",
        type=Path,
        default=Path(".data/worlds"),
        help="the folder that keeps the example organisation as it is at the start",
    )
    parser.add_argument("--prepare", action="store_true", help="make what a start needs, then stop")
    return parser.parse_args()


def _settle(data: Path, worlds: Path) -> None:
    """Put the example organisation there, unless it is."""
    stops: list[int] = []
    _when_stopped(lambda number, _: stops.append(number))
    try:
        keeping.settle(data, kept_in=worlds, stopped=lambda: bool(stops))
    except keeping.StoppedError:
        sys.exit(0)
    except keeping.NotADemoError:
        sys.exit(f"run: {data} holds data that are no demo's; give another folder with --data")
    if stops:
        sys.exit(0)
    _when_stopped(_leave)


def _prepare() -> None:
    import django  # noqa: PLC0415 - settings read the environment, which is set by now
    from django.core.management import call_command  # noqa: PLC0415 - as above

    django.setup()
    call_command("migrate", verbosity=0, interactive=False)


def _port(wanted: int | None) -> int:
    if wanted is not None:
        return wanted if _is_free(wanted) else sys.exit(f"run: port {wanted} is taken; give another one")
    for port in range(FIRST_PORT, FIRST_PORT + PORTS_TRIED):
        if _is_free(port):
            return port
    sys.exit(f"run: no free port from {FIRST_PORT} to {FIRST_PORT + PORTS_TRIED - 1}; give one with --port")


def _is_free(port: int) -> bool:
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((HOST, port))
        except OSError:
            return False
        return True


def _serve(port: int, data: Path) -> None:
    # A list that the handler fills: locks, such as an Event holds, are not safe in there.
    stops: list[int] = []
    _when_stopped(lambda number, _: stops.append(number))
    command = ["granian", "--interface", "wsgi", "--host", HOST, "--port", str(port), "--log-level", "error"]
    server = subprocess.Popen(
        [sys.executable, "-m", *command, "balise.server.wsgi:application"], start_new_session=True
    )
    ready = False
    try:
        _until(lambda: bool(stops) or server.poll() is not None or _answers(port), STARTS_WITHIN)
        ready = not stops and server.poll() is None and _answers(port)
        if ready:
            _say(port, data)
            _until(lambda: bool(stops) or server.poll() is not None)
    finally:
        # Until it answers it has nothing to finish, and may not listen to its signals yet.
        _stop(server, within=STOPS_WITHIN if ready else 0)
    if not stops:
        sys.exit("run: the web server did not start, or ended by itself; what it said stands above")


def _until(happened: Callable[[], bool], seconds: float = float("inf")) -> None:
    """Wait for something, so many seconds at most."""
    end = time.monotonic() + seconds
    while not happened() and time.monotonic() < end:
        time.sleep(MOMENT)


def _answers(port: int) -> bool:
    with socket.socket() as trial:
        return trial.connect_ex((HOST, port)) == 0


def _stop(server: subprocess.Popen[bytes], within: float) -> None:
    """Ask the server to end, which ends its workers; then end whatever is left of them."""
    server.terminate()
    _until(lambda: server.poll() is not None, within)
    with suppress(ProcessLookupError):
        os.killpg(server.pid, signal.SIGKILL)
    server.wait()


def _when_stopped(handler: Callable[[int, FrameType | None], object]) -> None:
    for number in STOPS:
        signal.signal(number, handler)


def _leave(_signal: int, _frame: FrameType | None) -> NoReturn:
    """Nothing runs yet that would need an orderly end, and an exception could be lost in an import."""
    os._exit(0)


def _say(port: int, data: Path) -> None:
    from balise.server.demo.people import CLIENT, PERSONAS  # noqa: PLC0415 - imports Django

    address = f"http://{HOST}:{port}/"
    people = (*PERSONAS, CLIENT)
    width = max(len(f"{each.name}, {each.role.en}") for each in people)
    lines = [
        f"Balise   {address}",
        "",
        *(f"  {f'{each.name}, {each.role.en}':{width}}   {address}demo/{each.id}/" for each in people),
        f"  {'Everyone else':{width}}   {address}demo/",
        "",
        f"Data is kept in {data}. Stop with Ctrl-C.",
    ]
    print("\n".join(lines), flush=True)  # noqa: T201 - it talks to a terminal


if __name__ == "__main__":
    main()
