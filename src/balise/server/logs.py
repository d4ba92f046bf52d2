"""The log: one JSON object a line, without personal data, because nothing that people send can get into it.

Only what is listed here is written. A message is written as it stands in our own code, its values left out;
of another library's message, only where it comes from. An exception is told by its types and the places it
went through: its words may repeat what somebody typed, and so may the values of variables.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path
from traceback import walk_tb
from types import TracebackType
from typing import Any

STANDARD_ERROR = "-"
OURS = "balise"
MOST_CAUSES = 5

current_request: ContextVar[str | None] = ContextVar("current_request", default=None)
"""The id of the request that this thread is answering."""


def logging_to(where: str, data: Path) -> dict[str, Any]:
    """Django's setting LOGGING: everything goes to standard error (`-`), or to a file that may be moved away
    under our feet, as logrotate does; `balise.log` in the data folder when nothing is said.
    """
    if where == STANDARD_ERROR:
        handler: dict[str, Any] = {"class": "logging.StreamHandler", "stream": "ext://sys.stderr"}
    else:
        file = Path(where).resolve() if where else data / "balise.log"
        handler = {
            "class": "logging.handlers.WatchedFileHandler",
            "filename": str(file),
            "delay": True,
            "encoding": "utf-8",
        }
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"lines": {"()": "balise.server.logs.JsonLines"}},
        "handlers": {"lines": {**handler, "formatter": "lines"}},
        "root": {"handlers": ["lines"], "level": "WARNING"},
        "loggers": {
            OURS: {"level": "INFO"},
            # Below an error, Django tells of pages not found and forms refused: the line of the request has
            # it.
            "django": {"handlers": ["lines"], "level": "ERROR", "propagate": False},
        },
    }


class JsonLines(logging.Formatter):
    """Writes a record as one line."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
        }
        if record.name.split(".")[0] == OURS:
            line["event"] = record.msg if isinstance(record.msg, str) else type(record.msg).__name__
            line |= getattr(record, "fields", {})
        else:
            line["where"] = f"{record.module}:{record.lineno} {record.funcName}"
        if request := current_request.get():
            line["request"] = request
        if record.exc_info and record.exc_info[1]:
            line["exception"] = list(_chain(record.exc_info[1]))
        return json.dumps(line, ensure_ascii=False)


def _chain(error: BaseException | None) -> Iterator[dict[str, object]]:
    """The exception, then what caused it, and so on."""
    for _ in range(MOST_CAUSES):
        if error is None:
            return
        told: dict[str, object] = {
            "type": f"{type(error).__module__}.{type(error).__qualname__}",
            "frames": _frames(error.__traceback__),
        }
        # The kind of a database error, as the standard numbers them; its words name rows and values.
        for code in ("sqlstate", "sqlite_errorname"):
            if isinstance(value := getattr(error, code, None), str):
                told[code] = value
        yield told
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _frames(traceback: TracebackType | None) -> list[str]:
    return [
        f"{frame.f_globals.get('__name__', '?')}:{line} {frame.f_code.co_name}"
        for frame, line in walk_tb(traceback)
    ]
