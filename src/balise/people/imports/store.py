"""Files between two pages of an import: in the data folder, under a name drawn at random, and not for long.

Only whoever sent a file finds it again. Nothing of it goes into the session, an address or a log.
"""

from __future__ import annotations

import json
import re
import secrets
import shutil
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

from balise.people.imports.faults import FileRefusedError

if TYPE_CHECKING:
    from balise.people.models import Staff

LASTS = timedelta(hours=2)
_NAME = re.compile(r"[A-Za-z0-9_-]{43}")


@dataclass(frozen=True, slots=True)
class Kept:
    """What is known of a file on its way. `result` is there when the import is done."""

    staff: str
    kind: str
    file_name: str
    until: str
    mapping: str = ""
    result: str = ""


class Store:
    """The files of one person."""

    def __init__(self, owner: Staff, now: datetime) -> None:
        self._owner = str(owner.uuid)
        self._now = now

    def keep(self, content: bytes, *, kind: str, file_name: str) -> str:
        """Keep a file and return the name to find it by. What has lasted too long goes."""
        purge(self._now)
        name = secrets.token_urlsafe(32)
        _folder(name).mkdir(mode=0o700, parents=True)
        self._write(name, "file", content)
        until = (self._now + LASTS).isoformat()
        self.note(name, Kept(self._owner, kind, file_name, until))
        return name

    def find(self, name: str) -> Kept:
        """What is known of a file. Raise `FileRefusedError` if it is not there, or someone else’s."""
        try:
            if not _NAME.fullmatch(name):
                raise FileRefusedError("gone")
            kept = Kept(**json.loads((_folder(name) / "about").read_text(encoding="utf-8")))
        except (OSError, ValueError):
            raise FileRefusedError("gone") from None
        if kept.staff != self._owner or datetime.fromisoformat(kept.until) <= self._now:
            raise FileRefusedError("gone")
        return kept

    def note(self, name: str, kept: Kept) -> None:
        self._write(name, "about", json.dumps(asdict(kept)).encode())

    def content(self, name: str) -> bytes:
        """The file that was sent. Raise `FileRefusedError`."""
        return self._read(name, "file")

    def claim(self, name: str) -> bytes:
        """The file, for the one who imports it: nobody else gets it from now on. Raise `FileRefusedError`."""
        self.find(name)
        try:
            (_folder(name) / "file").rename(_folder(name) / "claimed")
        except OSError:
            raise FileRefusedError("gone") from None
        return self._read(name, "claimed")

    def give_back(self, name: str) -> None:
        """The import did not take place: the file can be looked at and confirmed again."""
        (_folder(name) / "claimed").rename(_folder(name) / "file")

    def finish(self, name: str, kept: Kept, errors: bytes | None) -> None:
        """The import took place: the file goes, the error file stays for its time."""
        if errors is not None:
            self._write(name, "errors", errors)
        self.note(name, kept)
        (_folder(name) / "claimed").unlink(missing_ok=True)

    def errors(self, name: str) -> bytes:
        """The error file. Raise `FileRefusedError`."""
        return self._read(name, "errors")

    def _read(self, name: str, part: str) -> bytes:
        self.find(name)
        try:
            return (_folder(name) / part).read_bytes()
        except OSError:
            raise FileRefusedError("gone") from None

    def _write(self, name: str, part: str, content: bytes) -> None:
        draft = _folder(name) / f"{part}.draft"
        draft.touch(mode=0o600)
        draft.write_bytes(content)
        draft.rename(_folder(name) / part)


def purge(now: datetime) -> int:
    """Delete the files that lasted long enough, and return how many. To be called once in a while."""
    gone = 0
    for folder in _home().glob("*"):
        try:
            about = json.loads((folder / "about").read_text(encoding="utf-8"))
            over = datetime.fromisoformat(about["until"]) <= now
        except FileNotFoundError:
            # Another request may be making it right now; what a crash left goes once it is old.
            over = datetime.fromtimestamp(folder.stat().st_mtime, tz=now.tzinfo) + LASTS <= now
        except (ValueError, KeyError):
            over = True
        if over:
            shutil.rmtree(folder, ignore_errors=True)
            gone += 1
    return gone


def _home() -> Path:
    return Path(settings.DATA) / "imports"


def _folder(name: str) -> Path:
    return _home() / name
