"""`./run demo`: serve Balise on this machine with example people, until it is stopped."""

from __future__ import annotations

import argparse
import os
import signal
import socket
import sys
from pathlib import Path
from types import FrameType

HOST = "127.0.0.1"
FIRST_PORT = 8000
PORTS_TRIED = 50


def main() -> None:
    """Prepare the data folder, print the ways in, serve."""
    options = _options()
    data = options.data.resolve()
    data.mkdir(parents=True, exist_ok=True)
    os.environ |= {
        "BALISE_DATA": str(data),
        "BALISE_DEMO": "1",
        "DJANGO_SETTINGS_MODULE": "balise.server.settings",
    }
    _prepare()
    port = options.port or _free_port()
    _say(port, data)
    _serve(port)


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
    return parser.parse_args()


def _prepare() -> None:
    import django  # noqa: PLC0415 - settings read the environment, which is set by now
    from django.core.management import call_command  # noqa: PLC0415 - as above

    django.setup()
    call_command("migrate", verbosity=0, interactive=False)


def _free_port() -> int:
    for port in range(FIRST_PORT, FIRST_PORT + PORTS_TRIED):
        with socket.socket() as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                trial.bind((HOST, port))
            except OSError:
                continue
            return port
    sys.exit(f"run: no free port from {FIRST_PORT} to {FIRST_PORT + PORTS_TRIED - 1}; give one with --port")


def _say(port: int, data: Path) -> None:
    from balise.server.demo.people import PERSONAS  # noqa: PLC0415 - imports Django

    address = f"http://{HOST}:{port}/"
    width = max(len(f"{each.name}, {each.role.en}") for each in PERSONAS)
    lines = [
        f"Balise   {address}",
        "",
        *(f"  {f'{each.name}, {each.role.en}':{width}}   {address}demo/{each.id}/" for each in PERSONAS),
        f"  {'Everyone else':{width}}   {address}demo/",
        "",
        f"Data is kept in {data}. Stop with Ctrl-C.",
    ]
    print("\n".join(lines), flush=True)  # noqa: T201 - it talks to a terminal


def _serve(port: int) -> None:
    from granian.constants import Interfaces  # noqa: PLC0415 - after the settings are ready
    from granian.server import Server  # noqa: PLC0415 - as above

    server = Server(
        "balise.server.wsgi:application",
        address=HOST,
        port=port,
        interface=Interfaces.WSGI,
        log_enabled=False,
    )
    # The server takes over SIGTERM only once it runs; until then a stop must still be a stop.
    signal.signal(signal.SIGTERM, _leave)
    server.serve()


def _leave(_signal: int, _frame: FrameType | None) -> None:
    sys.exit(0)


if __name__ == "__main__":
    main()
