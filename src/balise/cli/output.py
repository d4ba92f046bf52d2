"""What leaves a command: lines and JSON on standard output, complaints on standard error."""

import json
import sys
from collections.abc import Iterable
from io import TextIOWrapper


def prepare() -> None:
    """Letters that a terminal cannot show become `?` instead of a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")


def say(line: str = "") -> None:
    """One line for the person or program that called."""
    sys.stdout.write(f"{line}\n")


def say_json(value: object) -> None:
    """One JSON value, readable by people too."""
    say(json.dumps(value, ensure_ascii=False, indent=2))


def complain(lines: Iterable[str]) -> None:
    """Why nothing was done."""
    for line in lines:
        sys.stderr.write(f"balise: {line}\n")
