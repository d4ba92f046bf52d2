"""Work shared out among the processors: pieces go in, results come out, in the same order."""

from __future__ import annotations

import os
import signal
from collections import deque
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from multiprocessing import get_context
from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from concurrent.futures import Executor, Future

Given = TypeVar("Given")
Made = TypeVar("Made")

MOST = 8
"""Processes: with more, reading the list is what takes long."""
AHEAD = 3
"""Pieces for each of them that are not yet asked back: so few stand in memory."""


class Share(Protocol):
    """As the built-in `map`. What is done, and with what, may be told to another process."""

    def __call__(self, work: Callable[[Given], Made], pieces: Iterable[Given], /) -> Iterator[Made]: ...


def alone(work: Callable[[Given], Made], pieces: Iterable[Given], /) -> Iterator[Made]:
    """All of it here."""
    return map(work, pieces)


@contextmanager
def crew(processes: int, begin: Callable[[], object]) -> Iterator[Share]:
    """So many processes, for the time of the block; each calls `begin` first. One does it here; and so is
    done here whatever they cannot do, because they were ended, or may not be there at all.
    """
    try:
        # Spawned, not forked: the program has threads of its own.
        pool = (
            ProcessPoolExecutor(processes, get_context("spawn"), _begin, (begin,)) if processes > 1 else None
        )
    except (ImportError, NotImplementedError, OSError):  # a machine without semaphores
        pool = None
    if pool is None:
        yield alone
        return
    with pool:

        def share(work: Callable[[Given], Made], pieces: Iterable[Given], /) -> Iterator[Made]:
            ahead: deque[tuple[Given, Future[Made] | None]] = deque()
            for piece in pieces:
                ahead.append((piece, _begun(pool, work, piece)))
                if len(ahead) > AHEAD * processes:
                    yield _made(work, *ahead.popleft())
            while ahead:
                yield _made(work, *ahead.popleft())

        yield share


def _begun(pool: Executor, work: Callable[[Given], Made], piece: Given) -> Future[Made] | None:
    with suppress(BrokenProcessPool):
        return pool.submit(work, piece)
    return None


def _made(work: Callable[[Given], Made], piece: Given, begun: Future[Made] | None) -> Made:
    if begun is not None:
        with suppress(BrokenProcessPool):
            return begun.result()
    return work(piece)


def processors() -> int:
    """How many of them this program may use, and has a use for."""
    if hasattr(os, "sched_getaffinity"):
        return min(MOST, len(os.sched_getaffinity(0)))
    return min(MOST, os.cpu_count() or 1)


def _begin(begin: Callable[[], object]) -> None:
    # Who presses Ctrl-C stops the program, which ends its helpers: they have nothing to tell.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    begin()
