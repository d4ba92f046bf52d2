"""`balise backup FILE`: the whole installation in one encrypted file, while it serves."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from django.db import DatabaseError

from balise.cli.errors import CommandError
from balise.cli.output import say
from balise.policy.text import Lang
from balise.server.commands.installation import bring_up_or_refuse
from balise.server.commands.passphrase import passphrase
from balise.server.commands.progress import steps
from balise.theme.texts import t


def backup(file: Path, lang: Lang) -> int:
    """The exit status. Raises `CommandError`; then there is no file."""
    secret = passphrase(lang, new=True)
    bring_up_or_refuse(lang)
    from balise.server.archive.backup import InsideDataError, back_up  # noqa: PLC0415  rooms can be imported now

    try:
        with steps(t("server.backup.saving", lang)) as progress:
            manifest = back_up(file=file, passphrase=secret, now=datetime.now(UTC), progress=progress)
    except FileExistsError as error:
        raise CommandError([t("server.backup.exists", lang, file=file)]) from error
    except InsideDataError as error:
        raise CommandError([t("server.backup.inside", lang, file=file)]) from error
    except OSError as error:
        raise CommandError(
            [t("server.backup.not_written", lang, file=file, reason=error.strerror)]
        ) from error
    except DatabaseError as error:
        raise CommandError([t("server.backup.not_read", lang, reason=error)]) from error
    rows = sum(table.rows for table in manifest.tables.values())
    files = sum(name.startswith("files/") for name in manifest.members)
    say(t("server.backup.saved", lang, file=file, rows=rows, files=files))
    return 0
