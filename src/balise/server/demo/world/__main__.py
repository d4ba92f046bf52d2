"""`python -m balise.server.demo.world LAST_DAY`: make the world where the environment says.

A process of its own, so that whoever waits for it can end it at any moment.
"""

from __future__ import annotations

import sys
from datetime import date

import django
from django.core.management import call_command


def main(last_day: date) -> None:
    """Make the tables, the world and its chain, and leave nothing open."""
    django.setup()
    from django.conf import settings  # noqa: PLC0415  settings are known from here on
    from django.db import connection  # noqa: PLC0415  as above

    from balise.journal import sealing  # noqa: PLC0415  as above
    from balise.server.demo.world.builder import build  # noqa: PLC0415  as above

    # Nobody is written to about what is past, least of all on the terminal where the demo starts.
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    call_command("migrate", verbosity=0, interactive=False)
    build(last_day=last_day, progress=_show)
    sealing.linker.stop()
    sealing.link_forgotten()
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


def _show(done: int, total: int) -> None:
    """One line, written over; where nobody watches, it is written once."""
    told = "Writing the example organisation’s year, once; this takes less than a minute…"
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{told} {done * 100 // total} %" + ("\n" if done == total else ""))
    elif done == 1:
        sys.stderr.write(f"{told}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    main(date.fromisoformat(sys.argv[1]))
