"""The world made once and kept: making it takes longer than a start may, so a demo begins as a copy of it.

It lies under the digest of all it is made from: when a chapter, a list or a table changes, another one is
made, and the demo starts over. No Django here: all this is settled before that begins.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from functools import cache
from hashlib import sha256
from pathlib import Path

FRESH_FOR = timedelta(days=7)
"""A history that ended longer ago is no beginning for a new demo."""
KEPT_FOR = timedelta(days=1)
"""How long the world of another version stays: a process that began before a change may be at work on it."""
MADE = ("journal", "addresses", "balise.sqlite3")
"""What a world consists of, the key of its addresses included, without which none would be found again. The
database comes last, so that with it everything is there."""
MARK = "demo-world"
"""The file that says that a folder is a demo's, or a kept world, and which world is whole in it."""
WATCH = 0.05


class NotADemoError(Exception):
    """The folder holds somebody's data."""


class StoppedError(Exception):
    """Whoever waited for the world does so no more."""


@cache
def version() -> str:
    """A digest of the chapters, the lists and the tables."""
    here, house = Path(__file__).parent, Path(__file__).parents[3]
    made_from = [
        *here.rglob("*.py"),
        *here.rglob("*.yaml"),
        *here.rglob("*.typ"),
        *house.rglob("migrations/*.py"),
    ]
    digest = sha256()
    for file in sorted(made_from):
        digest.update(file.relative_to(house).as_posix().encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def settle(data: Path, *, kept_in: Path, stopped: Callable[[], bool] = lambda: False) -> bool:
    """Make this folder a demo's, with the world in it; return whether it was made anew.

    Raise `NotADemoError`, and touch nothing, when it holds data that no demo left there.
    """
    mark = data / MARK
    said = mark.read_text(encoding="ascii") if mark.exists() else None
    if said == version():
        return False
    if said is None and (data / MADE[-1]).exists():
        raise NotADemoError
    world = keep(kept_in, stopped=stopped)
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    # From here until the last line, the mark says that the folder is a demo's and what is in it is not whole.
    mark.write_text("", encoding="ascii")
    for name in (*reversed(MADE), f"{MADE[-1]}-wal", f"{MADE[-1]}-shm"):
        _remove(data / name)
    for name in MADE:
        copy = shutil.copytree if (world / name).is_dir() else shutil.copy2
        copy(world / name, data / name)
    mark.write_text(version(), encoding="ascii")
    return True


def keep(kept_in: Path, *, stopped: Callable[[], bool] = lambda: False) -> Path:
    """Return the folder of a fresh world, made if there is none. Raise `StoppedError`."""
    yesterday = datetime.now(tz=UTC).date() - timedelta(days=1)
    if found := _fresh(kept_in, yesterday):
        return found
    kept_in.mkdir(mode=0o700, parents=True, exist_ok=True)
    home = kept_in / f"{version()}_{yesterday}"
    draft = Path(tempfile.mkdtemp(prefix=".draft-", dir=kept_in))
    try:
        _make(draft, yesterday, stopped)
        (draft / MARK).write_text(version(), encoding="ascii")
        for old in kept_in.glob("[!.]*_*"):  # not the drafts that others are at work on
            if not (old / MARK).exists() or _age(old) > KEPT_FOR:
                _remove(old)
        with suppress(OSError):  # another process was first: its world is as good
            draft.rename(home)
    finally:
        _remove(draft)
    return home


def _age(world: Path) -> timedelta:
    with suppress(FileNotFoundError):  # another process has just removed it
        return timedelta(seconds=time.time() - (world / MARK).stat().st_mtime)
    return timedelta(0)


def _fresh(kept_in: Path, yesterday: date) -> Path | None:
    worlds = {
        date.fromisoformat(one.name.split("_")[1]): one
        for one in kept_in.glob(f"{version()}_*")
        if (one / MARK).exists()  # or whoever looked for one that was just removed left an empty one
    }
    last = max(worlds, default=date.min)
    return worlds[last] if last + FRESH_FOR > yesterday else None


def _make(folder: Path, last_day: date, stopped: Callable[[], bool]) -> None:
    """In a process group of its own, which is ended with all it started when nobody waits any more."""
    # Nothing that this machine is set up with may reach the demo: its database least of all.
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("BALISE_")}
    maker = subprocess.Popen(
        [sys.executable, "-m", "balise.server.demo.world", last_day.isoformat()],
        env={
            **inherited,
            "BALISE_DATA": str(folder),
            "BALISE_DEMO": "1",
            "DJANGO_SETTINGS_MODULE": "balise.server.settings",
        },
        start_new_session=True,
    )
    try:
        while maker.poll() is None and not stopped():
            time.sleep(WATCH)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(maker.pid, signal.SIGKILL)
        result = maker.wait()
    if stopped():
        raise StoppedError
    if result:
        sys.exit("run: the example organisation could not be made; what went wrong stands above")


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
