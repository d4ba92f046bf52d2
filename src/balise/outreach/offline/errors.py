"""What screening without a server refuses."""

from __future__ import annotations

from balise.people.imports.faults import FileRefusedError


class OfflineError(FileRefusedError):
    """A file that cannot be used, or a folder that is not ours to write to."""

    texts = "offline.errors"
