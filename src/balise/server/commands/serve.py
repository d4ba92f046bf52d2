"""`balise serve`: becomes the web server."""

from __future__ import annotations

import os
import shutil
import sys

from balise.policy.text import Lang
from balise.server.commands.installation import bring_up_or_refuse


def serve(lang: Lang, *, host: str, port: int, workers: int) -> None:
    """Never returns. The web server takes the place of this process, so that signals reach it."""
    bring_up_or_refuse(lang)
    from django.conf import settings  # noqa: PLC0415  they can be read from here on

    # Where the workers keep their counts, so that whichever is asked can add them up; new at each start.
    counts = settings.DATA / ".metrics"
    shutil.rmtree(counts, ignore_errors=True)
    counts.mkdir(mode=0o700)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(counts)
    command = ["granian", "--interface", "wsgi", "--host", host, "--port", str(port)]
    options = ["--workers", str(workers), "--respawn-failed-workers", "--log-level", "error"]
    os.execv(  # noqa: S606  no shell is wanted
        sys.executable, [sys.executable, "-m", *command, *options, "balise.server.wsgi:application"]
    )
